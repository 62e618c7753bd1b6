/**
 * The shape of a policy: one entry per table, with names that the table has.
 * Everything that an entry does not grant is denied.
 */
import type { Table, View } from 'drizzle-orm';
import type { TableRules } from '../generator/blueprint/table-rules.ts';
import type { Relations, TableName } from '../model/relations.ts';

type Columns<T extends Table | View> = T extends View
  ? T['_']['selectedFields']
  : T extends Table
    ? T['_']['columns']
    : never;
type ColumnName<T extends keyof Relations> = keyof Columns<Relations[T]['table']> & string;
type RelationName<T extends keyof Relations> = keyof Relations[T]['relations'] & string;

/** One entry per table and view; a missing one does not compile, and neither does a name that the table does not have. */
export type Policy = {
  readonly [T in keyof Relations]: TableRules<ColumnName<T>, RelationName<T>, TableName>;
};
