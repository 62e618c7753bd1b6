/**
 * What operators know of the values that they compare: the type they are cast to, and how a client's value becomes its text.
 */
import type { Fragment } from '../sql/fragment.ts';

/** A label of an enum, and how GraphQL names it. */
export interface EnumLabel {
  readonly name: string;
  readonly value: string;
}

/** What a column says of its values beside their kind. */
export interface Meaning {
  /** Whether the column is an array of the kind. */
  readonly list: boolean;
  /** The PostgreSQL type of the values; of an array column, the array's. */
  readonly sqlType: string;
  /** The labels of an enum. */
  readonly labels: readonly EnumLabel[];
  /** Of a UUID that is the key of a row, the name of the row's type. */
  readonly names?: string;
}

export interface Encoder {
  /** A value from a client as the text that PostgreSQL reads. @throws BAD_USER_INPUT naming the path */
  encode(value: unknown, path: string, meaning: Meaning): string;
}

/** An expression whose values are of a kind. */
export interface Typed {
  readonly expression: Fragment;
  readonly meaning: Meaning;
}
