/**
 * The names that rules and declarations about a table may use, taken from the type of the registry: what is not there does not compile.
 * Types only; names that are known at run time alone are looked for by `findReferenceProblems`.
 */
import type { InferSelectModel, Relation, Table, TablesRelationalConfig, View } from 'drizzle-orm';

/** What a rule about a row may name. */
export interface Vocabulary {
  readonly column: string;
  /** By the name of each relation, what may be named of the row that it leads to. */
  readonly relations: { readonly [name: string]: Vocabulary };
  /** Sets of the viewer's row, and single values of it. */
  readonly set: string;
  readonly value: string;
}

/** What `defineRelations` gives. */
export type Registry = TablesRelationalConfig;

export type TableName<R extends Registry> = keyof R & string;

type ColumnsOf<T> = T extends View ? T['_']['selectedFields'] : T extends Table ? T['_']['columns'] : never;

export type ColumnName<R extends Registry, T extends TableName<R>> = keyof ColumnsOf<R[T]['table']> & string;

export type RelationName<R extends Registry, T extends TableName<R>> = keyof R[T]['relations'] & string;

/** The table that a relation leads to. */
export type TargetName<R extends Registry, T extends TableName<R>, F extends RelationName<R, T>> =
  R[T]['relations'][F] extends Relation<infer Target> ? Target & TableName<R> : never;

/** A row of a table in Drizzle's SQL. */
export type RowOf<R extends Registry, T extends TableName<R>> = Registry extends R ? Table : R[T]['table'];

/** A row of a table as Drizzle reads it. */
export type WrittenRow<R extends Registry, T extends TableName<R>> = Registry extends R
  ? Readonly<Record<string, unknown>>
  : InferSelectModel<Extract<R[T]['table'], Table>>;

/** What is known of the viewer's row. */
interface Viewer {
  readonly columns: Readonly<Record<string, { readonly set: boolean }>>;
}

type ViewerName<V extends Viewer, IsSet extends boolean> = {
  [K in keyof V['columns']]: IsSet extends V['columns'][K]['set'] ? K : never;
}[keyof V['columns']] &
  string;

/** What a rule about a row of a table may name. */
export interface VocabularyOf<R extends Registry, T extends TableName<R>, V extends Viewer> {
  readonly column: ColumnName<R, T>;
  readonly relations: { readonly [F in RelationName<R, T>]: VocabularyOf<R, TargetName<R, T, F>, V> };
  readonly set: ViewerName<V, true>;
  readonly value: ViewerName<V, false>;
}
