/**
 * What can be written of a table, as plain data: rules, columns of inputs, references, owned children, defaults.
 * Read from the table's constraints and its write rules.
 */
import type { AnyRule } from '../rules/rule.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { ColumnPair, ValueSource } from './shared-parts.ts';

/** Where a column points. */
export interface ReferenceBlueprint {
  /** The registry key of the table pointed to. */
  readonly target: string;
  /** Whether the column holds the whole key of the row pointed to, so that ids can be given for it. */
  readonly byId: boolean;
  /** Keys that have to be equal: of the row, and of the row pointed to. More than one keeps both in one tenant. */
  readonly pairs: readonly ColumnPair[];
}

/** What a column's value follows from, so that it may be left out beside it. */
export type Followed =
  /** The row that another column points to, whose column has the value; both are of one foreign key. */
  | { readonly kind: 'reference'; readonly column: string; readonly of: string }
  /** The member of a column of typed JSON that tells variants apart. */
  | { readonly kind: 'variant'; readonly column: string };

export interface WriteColumn {
  readonly key: string;
  readonly field: string;
  readonly sqlName: string;
  /** Whether creating a row needs a value. */
  readonly required: boolean;
  /** Whether it can be set at creation only. */
  readonly fixed: boolean;
  readonly reference: ReferenceBlueprint | undefined;
  readonly follows: Followed | undefined;
  /** The rows in which clients may set it, of those that they may write; all of them where there is none. */
  readonly rule: AnyRule | undefined;
}

/** A foreign key that is no single column's: to a key of several columns, or beside the one that a column points by. */
export interface TieBlueprint extends ReferenceBlueprint {
  /** The key of the column at which it is told that there is no such row. */
  readonly column: string;
}

/** A column of a new row, and what it holds where no value is given: undefined for null. */
export interface InsertColumn {
  readonly key: string;
  readonly sqlName: string;
  /** SQL, or code of the application that stands beside. */
  readonly fallback: Fragment | 'code' | undefined;
}

/** Rows that are written together with the row they belong to. */
export interface OwnedBlueprint {
  /** The relation's field. */
  readonly field: string;
  readonly target: string;
  /** Keys of the child that are taken from the parent's. */
  readonly link: readonly { readonly child: string; readonly parent: string }[];
}

/** The row that a row is a part of: the two are edited as one. */
export interface WholeBlueprint {
  /** The relation's field. */
  readonly field: string;
  readonly target: string;
  /** How it is found. */
  readonly pairs: readonly ColumnPair[];
}

/** A row that a reference leads to, and that can be made together with the row that points to it. */
export interface ReferredBlueprint extends OwnedBlueprint {
  /** The key of the column that points. */
  readonly column: string;
}

/** What a constraint of the table asks. */
export interface ConstraintBlueprint {
  /** The name that PostgreSQL reports. */
  readonly name: string;
  /** The keys of its columns, as the constraint names them. */
  readonly columns: readonly string[];
  /** What a value has to be, after the name of the field: "must have 1 to 200 characters". */
  readonly message: string | undefined;
  /** How rows can be held to it before they are written; undefined where PostgreSQL alone can. */
  readonly test: ConstraintTest | undefined;
}

/** What a constraint asks of a row, in SQL over the row. */
export type ConstraintTest =
  | { readonly kind: 'check'; readonly condition: Fragment }
  | {
      readonly kind: 'unique';
      /** What no two rows have alike. */
      readonly parts: readonly Fragment[];
      /** Which rows are meant; undefined for all. */
      readonly where: Fragment | undefined;
      /** Whether rows without a value are alike. */
      readonly nullsAreEqual: boolean;
    };

/** A secret that the server issues with each new row. */
export interface IssuedBlueprint {
  /** What it begins with. */
  readonly prefix: string;
  /** The keys of the columns that hold its SHA-256, and its first characters. */
  readonly hash: string;
  readonly start: string;
  /** How a new row takes the place of one: the column that ends the old one, so many seconds later at most, where a rule holds. */
  readonly rotates: { readonly ends: string; readonly longest: number; readonly rule: AnyRule } | undefined;
}

export interface WriteBlueprint {
  /** Who may write which rows; an operation without a rule does not exist. */
  readonly rules: {
    readonly create: AnyRule | undefined;
    readonly update: AnyRule | undefined;
    readonly delete: AnyRule | undefined;
  };
  /** Whether deleted rows can be brought back; by whom is the type's to say. */
  readonly restore: boolean;
  /** What clients set. */
  readonly columns: readonly WriteColumn[];
  /** Foreign keys beyond those of single columns. */
  readonly ties: readonly TieBlueprint[];
  /** Where the key of a new row comes from: a UUID that is made for it, or the row as it was written. */
  readonly key: 'uuid' | 'row';
  /** Whether PostgreSQL would take no value for the key but its own. */
  readonly overrides: boolean;
  /** What a new row is made of. */
  readonly insert: readonly InsertColumn[];
  /** Columns that are filled by themselves when a row is changed, by key: by SQL, or by code of the application. */
  readonly onUpdate: Readonly<Record<string, Fragment | 'code'>>;
  /** What the server sets when a row is made, by key. */
  readonly set: Readonly<Record<string, ValueSource>>;
  readonly owns: readonly OwnedBlueprint[];
  /** Of which there is one at most: it is changed, or made where there is none. */
  readonly ownsOne: readonly OwnedBlueprint[];
  readonly makes: readonly ReferredBlueprint[];
  readonly partOf: WholeBlueprint | undefined;
  /** The keys of columns for points in time that are set once, by what that is called. */
  readonly marks: Readonly<Record<string, string>>;
  readonly issues: IssuedBlueprint | undefined;
  readonly companion:
    | { readonly table: string; readonly values: Readonly<Record<string, ValueSource>> }
    | undefined;
}
