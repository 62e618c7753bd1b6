/**
 * The units of a write: sets of rows of one table that are made, changed, deleted or restored together.
 * A unit knows its rows and where they stand in the input, as plain data; SQL and messages are made from it.
 */
import type { RowKey } from '../blueprint/row-key.ts';
import type { WriteKind } from '../blueprint/shared-parts.ts';
import type { Path } from '../format-path.ts';
import type { Condition } from '../list/condition.ts';
import type { AnyRule } from '../rules/rule.ts';

export type WriteOperation = 'create' | 'update' | 'delete' | 'restore';

/** What has become of a row, by what was done with it. */
export const kindsOfWrites = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  restore: 'restored',
} as const satisfies Record<WriteOperation, WriteKind>;

/** One row of a unit. */
export interface WriteItem {
  /** The row's key; of a new row the UUID that was made for it, and nothing where its key comes with the row. */
  readonly key: RowKey;
  /** The values to set, by SQL column name, as JSON. What is absent stays as it is. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What is issued with a new row, and not stored. */
  readonly secret?: string;
  /** The SQL names of the columns among them that the client sets, and nobody else. */
  readonly given: readonly string[];
  /** The rows that typed JSON among the values refers to. */
  readonly references: readonly JsonReference[];
  /** Columns that are to point to rows by the values of unique keys. */
  readonly points?: readonly Pointing[];
  /** The position among its parent's items of the one that the row belongs to; the first where none is said. */
  readonly parentItem?: number;
  /** The row must not have been changed since. */
  readonly ifUpdatedAt?: string | undefined;
  /** Where the row stands in the input. */
  readonly path: Path;
}

/** A reference inside typed JSON, where no column can point. */
export interface JsonReference {
  /** The registry key of the table referred to. */
  readonly target: string;
  /** The UUID of the row. */
  readonly id: string;
  /** Where it stands in the input. */
  readonly path: Path;
}

/** A column that is to point to the row with the values of a unique key. */
export interface Pointing {
  /** The SQL name of the column. */
  readonly column: string;
  /** The registry key of the table that it points to. */
  readonly target: string;
  /** The values of the key, by SQL names; null where they could not be read. */
  readonly by: Readonly<Record<string, unknown>>;
  /** The UUID of the row that is made where there is none; without it, there has to be one. */
  readonly orElse?: string;
  /** Where the values stand in the input. */
  readonly path: Path;
}

export interface WriteUnit {
  /** A name for the unit's parts of the statement; unique in the write. */
  readonly name: string;
  readonly table: string;
  readonly operation: WriteOperation;
  readonly items: readonly WriteItem[];
  /** The unit whose rows these are written with. */
  readonly parent?: {
    readonly unit: string;
    /** SQL names: of the child's columns, and of the parent's that they equal. */
    readonly link: readonly { readonly child: string; readonly parent: string }[];
    /** Whether the parent's rows point to these, rather than these to them. */
    readonly isReferred: boolean;
    /** The SQL name of the parent's column by which they are pointed to, where only those are made that it then leads to. */
    readonly pointing?: string;
  };
  /** In place of its key, the SQL names of columns that tell the row apart by values that its item has: none where its parent does. */
  readonly sought?: readonly string[];
  /** The unit of the same items: only those of which nothing was found there are made. */
  readonly unless?: string;
  /** The SQL name of a column that is set to so many seconds from now, unless it holds an earlier moment. */
  readonly moment?: { readonly column: string; readonly seconds: number };
  /** What has to hold of the rows as they are, beside the rule of the operation. */
  readonly rule?: AnyRule;
  /**
   * The unit whose only row this new one takes the place of: the SQL names of columns that it has from there, unless its item says
   * otherwise, and of one by which it lasts as long as that one was made for.
   */
  readonly replaces?: { readonly unit: string; readonly columns: readonly string[]; readonly ends: string };
  /** Whether these are rows of which a client names many at once, and is told their ids. */
  readonly many?: boolean;
  /** Instead of items, all visible rows that meet a condition; the values of the only item are set on each. */
  readonly bulk?: {
    /** Undefined where the filter could not be read: such a write has faults, and is not run. */
    readonly condition: Condition | undefined;
    readonly atMost: number;
  };
}

/** Why a write was not done. */
export interface WriteFault {
  readonly unit: string;
  /** The position of the item in its unit; null where it is about all of them. */
  readonly item: number | null;
  readonly code: 'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT' | 'LIMIT_EXCEEDED';
  /** The SQL name of the column that is wrong; null where it is about the row. */
  readonly column: string | null;
  /** The position among the item's references of the one that leads nowhere; null where it is about none. */
  readonly reference: number | null;
}

/** A constraint that the row of an item would break. */
export interface BrokenConstraint {
  readonly unit: string;
  readonly item: number;
  /** Its name. */
  readonly constraint: string;
}

/** A write that is done once: the client's key, and what tells it from another write. */
export interface Once {
  readonly key: string;
  /** A digest of the mutation and its input. */
  readonly request: string;
}

/** The values that led from removed rows to those that they belonged to, as texts, each list of them once, by relation. */
export type LeftBehind = readonly (readonly (readonly string[])[])[];

/** What is remembered of a write. */
export interface Remembered {
  readonly request: string;
  /** Of rows that were removed. */
  readonly leftBehind?: LeftBehind | null;
  /** The keys of the rows that were written, by unit, in the order of its items. */
  readonly outcome: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** What a write did, by unit; nothing where there are faults. */
export interface WriteOutcome {
  readonly faults: readonly WriteFault[];
  /** The rows as they are now, or were before they were removed, by SQL column name. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** The row of an update of one, where it was so already. */
  readonly unchanged: Readonly<Record<string, unknown>> | null;
  /** Of rows that were removed. */
  readonly leftBehind?: LeftBehind | null;
  /** What is remembered of it, where it was done before. */
  readonly remembered?: Remembered | null;
}

/** Under which a written row tells the values of its key, where they were not known before. */
export const keyMember = '@key';

/** The item that a row belongs to, of those that are written with it. */
export const parentItemOf = (parent: WriteUnit, { parentItem = 0 }: WriteItem): WriteItem =>
  parent.items[parentItem]!;

/** Where the values of a row stand in the input. */
export const valuesPath = ({ bulk }: WriteUnit, { path }: WriteItem): Path =>
  bulk ? [...path, 'set'] : path;

/** Where it is said which row is meant: children to delete are a list of ids, all others have a member for it. */
export const idPath = ({ bulk, operation, parent }: WriteUnit, { path }: WriteItem): Path =>
  bulk || (operation === 'delete' && parent) ? path : [...path, 'id'];
