/**
 * What the generator has to be told about a table from outside: its policy and its descriptions.
 * The generator knows no viewer; a rule is SQL over a row, made elsewhere.
 */
import type { SQL, Table } from 'drizzle-orm';

/** A condition over one row; the table comes under the alias that the statement reads it by. */
export type RowRule = (row: Table) => SQL;

export interface WriteRules {
  readonly create?: RowRule;
  readonly update?: RowRule;
  readonly delete?: RowRule;
  readonly readOnly?: readonly string[];
  readonly fixed?: readonly string[];
  readonly set?: Readonly<Record<string, SQL>>;
  readonly owns?: readonly string[];
  readonly companion?: {
    readonly table: string;
    values(row: Table): Readonly<Record<string, SQL>>;
  };
}

export interface TableRules {
  readonly read: RowRule;
  readonly hidden?: readonly string[];
  readonly notSecret?: readonly string[];
  readonly softDelete?: { readonly column: string; readonly restore: RowRule };
  readonly write?: WriteRules;
}

export type Rules = Readonly<Record<string, TableRules | undefined>>;

export interface Descriptions {
  table(table: Table): { row: string; columns: Readonly<Record<string, string>> } | undefined;
  enum(enumName: string): { meaning: string; values: Readonly<Record<string, string>> } | undefined;
  /** What a value has to be under a constraint, after the name of its field; undefined where nobody said. */
  constraint(name: string): string | undefined;
}

/** What is wrong with a value of typed JSON, and where in it. */
export interface ShapeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The schema of a JSON column: plain data to generate from, and a check of values. */
export interface JsonShape {
  readonly jsonSchema: unknown;
  /** Why its values could not be stored and read, each as the end of a sentence that begins with the column. */
  readonly problems: readonly string[];
  parse(
    value: unknown,
  ):
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly issues: readonly ShapeIssue[] };
}

/** The shapes of a table's JSON columns, by key. */
export type ShapesOf = (table: Table) => ReadonlyMap<string, JsonShape>;
