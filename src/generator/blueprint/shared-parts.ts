/**
 * Parts that several records of the Blueprint are made of: pairs of columns, sources of values, kinds of writes.
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
