/**
 * The shape of a policy: one entry per table, with names that the table has.
 * Everything that an entry does not grant is denied.
 */
import type { TableRules } from '../generator/blueprint/table-rules.ts';
import type { Relations, TableName, tables } from '../model/relations.ts';

type ColumnName<T extends TableName> = keyof (typeof tables)[T]['_']['columns'] & string;
type RelationName<T extends TableName> = keyof Relations[T]['relations'] & string;

/** One entry per table; a missing one does not compile, and neither does a name that the table does not have. */
export type Policy = { readonly [T in TableName]: TableRules<ColumnName<T>, RelationName<T>, TableName> };
