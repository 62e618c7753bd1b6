/**
 * What the generator has to be told about a table from outside: its policy, its descriptions, its shapes.
 * The generator knows no viewer; what rules ask about one are names in the viewer's row.
 */
import type { Table, TablesRelationalConfig } from 'drizzle-orm';
import type { ColumnTypes } from '../kinds/kinds.ts';
import type { Rule } from '../rules/rule.ts';
import type { ColumnName, Registry, TableName, Vocabulary, VocabularyOf } from '../rules/vocabulary.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { NoticeRule } from './notice-blueprint.ts';
import type { ValueSource } from './shared-parts.ts';
import type { NoViewer, ViewerBlueprint } from './viewer-blueprint.ts';

/** The columns of every table, by its key in the registry. */
type ColumnsByTable = Readonly<Record<string, string>>;

/** Where values of columns come from, by column. */
type Sources<Column extends string> = string extends Column
  ? Readonly<Record<string, ValueSource>>
  : { readonly [C in Column]?: ValueSource };

/** What may be written of a table, and by whom; what is not here cannot be. */
export interface WriteRules<
  V extends Vocabulary = Vocabulary,
  Tables extends ColumnsByTable = ColumnsByTable,
> {
  /** The rows that a viewer may make; asked of the row as it would be. */
  readonly create?: Rule<V>;
  /** The rows that a viewer may change; asked of the row as it is, and as it would be. */
  readonly update?: Rule<V>;
  /** The rows that a viewer may delete. */
  readonly delete?: Rule<V>;
  /** Columns that clients never set. Ids, timestamps and marks of deletion are such in any case. */
  readonly readOnly?: readonly V['column'][];
  /** Columns that clients set when a row is made, and never again. */
  readonly fixed?: readonly V['column'][];
  /** Columns that a trigger of the database fills: clients never set them, and none is asked of a new row. */
  readonly filled?: readonly V['column'][];
  /** Columns that may be left out beside a column of typed JSON, by which member tells its variants apart. */
  readonly follows?: { readonly [C in V['column']]?: V['column'] };
  /** Columns that the server sets when a row is made. */
  readonly set?: Sources<V['column']>;
  /** To-many relations whose rows belong to this one, and are written together with it. */
  readonly owns?: readonly (keyof V['relations'] & string)[];
  /**
   * To-one relations to a row that belongs to this one, and to no other by a unique foreign key of its own. It is written together with
   * this one, and by no mutation of its own: changed where it is there, made where it is not.
   */
  readonly ownsOne?: readonly (keyof V['relations'] & string)[];
  /** The to-one relation to the row that this one is a part of: its time of change moves with every change of this one. */
  readonly partOf?: keyof V['relations'] & string;
  /** To-one relations whose row can be made together with the one that points to it. */
  readonly makes?: readonly (keyof V['relations'] & string)[];
  /**
   * Points in time that are set once and never again, each by a mutation of its own for those who may update the row, by what that is
   * called: `revoke`.
   */
  readonly marks?: Readonly<Record<string, V['column']>>;
  /** A secret of 256 random bits that the server issues with each new row, and shows once: of it no more is stored than tells whether somebody has it. */
  readonly issues?: {
    /** What it begins with. */
    readonly prefix: string;
    /** The hidden column that holds its SHA-256, in hexadecimal. */
    readonly hash: V['column'];
    /** The column that holds its first characters. */
    readonly start: V['column'];
    /** Present where a new row can take the place of one, which goes on for a while. */
    readonly rotates?: {
      /** The column that holds when a row ends by itself. */
      readonly ends: V['column'];
      /** For how many seconds the old one may go on. */
      readonly longest: number;
      /** The rows that another can take the place of, among those that a viewer may change. */
      readonly rule: Rule<V>;
    };
  };
  /** A row that is made together with each new one, so that the new one is complete. */
  readonly companion?: {
    readonly [T in keyof Tables & string]: {
      readonly table: T;
      /** Its columns, from the new row and the viewer. */
      readonly values: Sources<Tables[T]>;
    };
  }[keyof Tables & string];
}

/** The policy of one table. Everything that it does not grant is denied. */
export interface TableRules<
  V extends Vocabulary = Vocabulary,
  Tables extends ColumnsByTable = ColumnsByTable,
> {
  /** The rows a viewer may see, deleted ones aside. Applied wherever rows of the table can be met. */
  readonly read: Rule<V>;
  /** The rows that guests may meet, among those that a viewer may see; none where it is left out. Asks for the row itself and the viewer only. */
  readonly guests?: Rule<V>;
  /** The columns that tell the rows of a view apart, or of a table without a primary key: none of them without a value. */
  readonly key?: readonly V['column'][];
  /** Columns that no client ever meets: not in output, filters, orderings, inputs, cursors or errors. */
  readonly hidden?: readonly V['column'][];
  /** Columns that are not of every row which a viewer meets the viewer's business. */
  readonly columns?: {
    readonly [C in V['column']]?: {
      /** The rows in which a viewer may know the value: elsewhere it is null in output, filters, orders and cursors. */
      readonly read?: Rule<V>;
      /** The rows in which a viewer may set it; asked of the row as it is, and as it would be. */
      readonly write?: Rule<V>;
      /** What clients meet in place of the stored value, at every door; they never set it then. Made by `sqlValue`. */
      readonly shownAs?: Fragment;
    };
  };
  /** Columns that may be shown although their name sounds like a secret's. */
  readonly notSecret?: readonly V['column'][];
  /** Array columns whose elements are never missing; PostgreSQL itself lets elements of any array be. */
  readonly withoutNulls?: readonly V['column'][];
  /** Present where rows are marked as deleted rather than removed. */
  readonly softDelete?: {
    /** The column that holds when the row was deleted. */
    readonly column: V['column'];
    /** The deleted rows that a viewer may see on request and bring back. */
    readonly restore: Rule<V>;
  };
  readonly write?: WriteRules<V, Tables>;
  /** Who is told of rows, in the statement that writes them, at whatever door. */
  readonly notifies?: readonly NoticeRule<V['column']>[];
}

/** An entry for each table and view; a missing one does not compile, and neither does a name that there is not. */
export type Policy<R extends Registry, V extends ViewerBlueprint = NoViewer> = {
  readonly [T in TableName<R>]: TableRules<
    VocabularyOf<R, T, V>,
    { readonly [Other in TableName<R>]: ColumnName<R, Other> }
  >;
};

export type Rules = Readonly<Record<string, TableRules | undefined>>;

/** Words by what they are of. */
type Words<Key extends string = string> = { readonly [K in Key]?: string | undefined };

/** The words and names of a table for clients; what is left out has no description, and the name that is made of its key. */
export interface TableWords<Column extends string = string, Relation extends string = string> {
  /** What one row is. */
  readonly row?: string;
  /** What columns and relations hold, by key. */
  readonly columns?: Words<Column | Relation>;
  readonly names?: {
    /** Of the object type. */
    readonly type?: string;
    /** Of the root fields for one row, and for pages of rows. */
    readonly one?: string;
    readonly many?: string;
    /** Of the fields of columns, by key. */
    readonly columns?: Words<Column>;
  };
  /** Why columns and relations should not be used any more, by key. */
  readonly deprecated?: Words<Column | Relation>;
}

/** The words and names of an enum for clients. */
export interface EnumWords {
  /** What the values tell apart. */
  readonly meaning?: string;
  /** What each value means, by its label. */
  readonly values?: Words;
  readonly names?: {
    /** Of the enum type. */
    readonly type?: string;
    /** Of values, by label. */
    readonly values?: Words;
  };
  /** Why values should not be used any more, by label. */
  readonly deprecated?: Words;
}

export interface Descriptions {
  table(table: Table): TableWords | undefined;
  /** @param schema the PostgreSQL schema of the enum; undefined for the one on the search path */
  enum(enumName: string, schema: string | undefined): EnumWords | undefined;
  /** What values have to be under constraints, by name: each the end of a sentence that begins with the field. */
  readonly constraints: ReadonlyMap<string, string>;
}

/** The schema of a JSON column: plain data to generate from, and a check of values. */
export interface JsonShape {
  readonly jsonSchema: unknown;
  /** What of the schema cannot be served, each the end of a sentence that begins with the column. */
  readonly problems: readonly string[];
  parse(
    value: unknown,
  ):
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly issues: readonly ShapeIssue[] };
}

/** The shapes of a table's JSON columns, by key. */
export type ShapesOf = (table: Table) => ReadonlyMap<string, JsonShape>;

/** What all tables are read with. */
export interface TypeInput {
  readonly relations: TablesRelationalConfig;
  readonly descriptions: Descriptions;
  readonly shapes: ShapesOf;
  /** Kinds of PostgreSQL's types that the API does not know by itself, by the type's name. */
  readonly columnTypes?: ColumnTypes | undefined;
}
