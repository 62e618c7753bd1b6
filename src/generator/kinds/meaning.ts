/**
 * What operators know of the values that they compare: the type they are cast to, and how a client's value becomes its text.
 */
import type { Fragment } from '../sql/fragment.ts';

/** What a column says of its values beside their kind. */
export interface Meaning {
  /** Whether the column is a one-dimensional array of the kind. */
  readonly list: boolean;
  /** The PostgreSQL type that a textual value is cast to; of an array column, the array's. */
  readonly sqlType: string;
  /** The labels of an enum. */
  readonly labels: readonly string[];
}

export interface Encoder {
  /** A value from a client as the text that PostgreSQL reads. @throws BAD_USER_INPUT naming the path */
  encode(value: unknown, path: string): string;
}

/** An expression whose values are of a kind. */
export interface Typed {
  readonly expression: Fragment;
  readonly meaning: Meaning;
}
