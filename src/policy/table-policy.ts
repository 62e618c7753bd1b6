/**
 * The shape of a policy entry: what it can grant for one table.
 * Everything that an entry does not grant is denied.
 */
import type { SQL } from 'drizzle-orm';
import type { TableName, tables } from '../model/relations.ts';

/** A condition over one row; the columns come under the alias the statement reads the table by. */
export type RowCondition<T extends TableName> = (row: (typeof tables)[T]) => SQL;

type ColumnName<T extends TableName> = keyof (typeof tables)[T]['_']['columns'] & string;

export interface WritePolicy<T extends TableName> {
  /** The rows that a viewer may make; asked of the row as it would be. */
  readonly create?: RowCondition<T>;
  /** The rows that a viewer may change; asked of the row as it is, and as it would be. */
  readonly update?: RowCondition<T>;
  /** The rows that a viewer may delete. */
  readonly delete?: RowCondition<T>;
  /** Columns that clients never set. Ids, timestamps and marks of deletion are such in any case. */
  readonly readOnly?: readonly ColumnName<T>[];
  /** Columns that clients set when a row is made, and never again. */
  readonly fixed?: readonly ColumnName<T>[];
  /** Columns that the server sets when a row is made. */
  readonly set?: { readonly [K in ColumnName<T>]?: SQL };
  /** To-many relations whose rows belong to this one, and are written together with it. */
  readonly owns?: readonly string[];
  /** A row that is made together with each new one, so that the new one is complete. */
  readonly companion?: {
    readonly table: TableName;
    /** Its columns, from the new row. */
    values(row: (typeof tables)[T]): Readonly<Record<string, SQL>>;
  };
}

export interface TablePolicy<T extends TableName> {
  /** The rows a viewer may see, deleted ones aside. Applied wherever rows of the table can be met. */
  readonly read: RowCondition<T>;
  /** Columns that no client ever meets: not in output, filters, orderings, inputs, cursors or errors. */
  readonly hidden?: readonly ColumnName<T>[];
  /** Columns that may be shown although their name sounds like a secret's. */
  readonly notSecret?: readonly ColumnName<T>[];
  /** Present where rows are marked as deleted rather than removed. */
  readonly softDelete?: {
    /** The column that holds when the row was deleted. */
    readonly column: ColumnName<T>;
    /** The deleted rows that a viewer may see on request and bring back. */
    readonly restore: RowCondition<T>;
  };
  /** What may be written, and by whom; what is not here cannot be. */
  readonly write?: WritePolicy<T>;
}

/** One entry per table; a missing one does not compile. */
export type Policy = { readonly [T in TableName]: TablePolicy<T> };
