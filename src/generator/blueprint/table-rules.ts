/**
 * What the generator has to be told about a table from outside: its policy, its descriptions, its shapes.
 * The generator knows no viewer; what rules ask about one are names in the viewer's row.
 */
import type { Table, TablesRelationalConfig } from 'drizzle-orm';
import type { ColumnTypes } from '../kinds/kinds.ts';
import type { AnyRule, Rule } from '../rules/rule.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { ValueSource } from './shared-parts.ts';

/** What may be written of a table, and by whom; what is not here cannot be. */
export interface WriteRules<
  Column extends string = string,
  Relation extends string = string,
  TableKey extends string = string,
> {
  /** The rows that a viewer may make; asked of the row as it would be. */
  readonly create?: Rule<Column, Relation>;
  /** The rows that a viewer may change; asked of the row as it is, and as it would be. */
  readonly update?: Rule<Column, Relation>;
  /** The rows that a viewer may delete. */
  readonly delete?: Rule<Column, Relation>;
  /** Columns that clients never set. Ids, timestamps and marks of deletion are such in any case. */
  readonly readOnly?: readonly Column[];
  /** Columns that clients set when a row is made, and never again. */
  readonly fixed?: readonly Column[];
  /** Columns that a trigger of the database fills: clients never set them, and none is asked of a new row. */
  readonly filled?: readonly Column[];
  /** Columns that the server sets when a row is made. */
  readonly set?: { readonly [K in Column]?: ValueSource };
  /** To-many relations whose rows belong to this one, and are written together with it. */
  readonly owns?: readonly Relation[];
  /** A row that is made together with each new one, so that the new one is complete. */
  readonly companion?: {
    readonly table: TableKey;
    /** Its columns, from the new row and the viewer. */
    readonly values: Readonly<Record<string, ValueSource>>;
  };
}

/** The policy of one table. Everything that it does not grant is denied. */
export interface TableRules<
  Column extends string = string,
  Relation extends string = string,
  TableKey extends string = string,
> {
  /** The rows a viewer may see, deleted ones aside. Applied wherever rows of the table can be met. */
  readonly read: Rule<Column, Relation>;
  /** The columns that tell the rows of a view apart, or of a table without a primary key: none of them without a value. */
  readonly key?: readonly Column[];
  /** Columns that no client ever meets: not in output, filters, orderings, inputs, cursors or errors. */
  readonly hidden?: readonly Column[];
  /** Columns that may be shown although their name sounds like a secret's. */
  readonly notSecret?: readonly Column[];
  /** Array columns whose elements are never missing; PostgreSQL itself lets elements of any array be. */
  readonly withoutNulls?: readonly Column[];
  /** Present where rows are marked as deleted rather than removed. */
  readonly softDelete?: {
    /** The column that holds when the row was deleted. */
    readonly column: Column;
    /** The deleted rows that a viewer may see on request and bring back. */
    readonly restore: AnyRule;
  };
  readonly write?: WriteRules<Column, Relation, TableKey>;
}

export type Rules = Readonly<Record<string, TableRules | undefined>>;

/** Words by what they are of. */
type Words = Readonly<Record<string, string | undefined>>;

/** The words and names of a table for clients; what is left out has no description, and the name that is made of its key. */
export interface TableWords {
  /** What one row is. */
  readonly row?: string;
  /** What columns and relations hold, by key. */
  readonly columns?: Words;
  readonly names?: {
    /** Of the object type. */
    readonly type?: string;
    /** Of the root fields for one row, and for pages of rows. */
    readonly one?: string;
    readonly many?: string;
    /** Of the fields of columns, by key. */
    readonly columns?: Words;
  };
  /** Why columns and relations should not be used any more, by key. */
  readonly deprecated?: Words;
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
