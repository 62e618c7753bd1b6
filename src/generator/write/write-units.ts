/**
 * The units of a write: sets of rows of one table that are made, changed, deleted or restored together.
 * A unit knows its rows and its place in the input; SQL is made from it elsewhere.
 */
import type { SQL, Table } from 'drizzle-orm';

export type WriteOperation = 'create' | 'update' | 'delete' | 'restore';

/** One row of a unit. */
export interface WriteItem {
  /** The UUID of the row; of a new one, too. */
  readonly id: string;
  /** The values to set, by SQL column name, as JSON. What is absent stays as it is. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The row must not have been changed since. */
  readonly ifUpdatedAt?: string | undefined;
}

export interface WriteUnit {
  /** A name for the unit's parts of the statement; unique in the write. */
  readonly name: string;
  readonly table: string;
  readonly operation: WriteOperation;
  readonly items: readonly WriteItem[];
  /** The unit whose row these rows belong to. */
  readonly parent?: {
    readonly unit: string;
    /** SQL names: of the child's columns, and of the parent's that they equal. */
    readonly link: readonly { readonly child: string; readonly parent: string }[];
  };
  /** Instead of items, all visible rows that meet a filter; `items[0].values` are set on each. */
  readonly bulk?: { readonly where: (row: Table) => SQL; readonly atMost: number };
}

/** Why a write was not done. */
export interface WriteFault {
  readonly unit: string;
  /** The position of the item in its unit; null where it is about all of them. */
  readonly item: number | null;
  readonly code: 'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT' | 'LIMIT_EXCEEDED';
  /** The SQL name of the column that is wrong; null where it is about the row. */
  readonly column: string | null;
}

/** What a write did, by unit; nothing where there are faults. */
export interface WriteOutcome {
  readonly faults: readonly WriteFault[];
  /** The rows as they are now, or were before they were removed, by SQL column name. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}
