/**
 * Parts that records of the Blueprint are made of: pairs of columns, sources of values, kinds of writes, indexes that serve a purpose,
 * tables of the server's own.
 */

/** Two columns, by key, whose values are equal: of the row, and of the row it leads to. */
export interface ColumnPair {
  readonly own: string;
  readonly target: string;
}

/** What has become of a row. */
export type WriteKind = 'created' | 'updated' | 'deleted' | 'restored';

/** Where a value comes from that the server sets. */
export type ValueSource =
  | { readonly from: 'viewer'; readonly name: string }
  | { readonly from: 'row'; readonly column: string }
  | { readonly from: 'tenant' }
  | {
      readonly from: 'event';
      readonly member: 'action' | 'type' | 'id' | 'changes' | 'requestId' | 'clientRequestId';
    }
  | { readonly from: 'literal'; readonly text: string };

/** A column whose words are in the index. */
export interface SearchedColumn {
  readonly column: string;
  /** The language by which words are known; `simple` for the words as they stand. */
  readonly language: string;
  /** So many characters of it. */
  readonly longest: number;
  readonly weight: string;
}

export interface SearchBlueprint {
  /** The language that words are searched in. */
  readonly language: string;
  /** In the order of the index. */
  readonly parts: readonly SearchedColumn[];
}

/** An index of all rows that PostgreSQL uses for no statement but those that say `num_nonnulls(…) = 1` of a column, as its own condition does. */
export interface ReservedIndex {
  /** The key of the column that the condition is about. */
  readonly condition: string;
  readonly columns: readonly string[];
}

/** A table that the server itself writes, and serves to nobody. */
export interface OwnTable {
  readonly schema: string | undefined;
  readonly name: string;
}
