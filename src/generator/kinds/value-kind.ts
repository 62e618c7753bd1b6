/**
 * What there is to know of a kind of values: the scalar that shows them, how they are read from clients, compared and paged.
 * The kinds themselves have a file each; `kinds.ts` is the list of them.
 */
import type { GraphQLScalarType } from 'graphql';
import type { Fragment } from '../sql/fragment.ts';
import type { Encoder, Meaning } from './meaning.ts';
import type { Operator } from './operator.ts';

/** How most values travel: what their scalar has made sure of, as text. */
export const asText = (value: unknown): string => String(value);

export interface Kind extends Encoder {
  /** The column types of Drizzle whose values are of the kind; of columns of a custom type, the names of PostgreSQL's types. */
  readonly columnTypes: readonly string[];
  /** The GraphQL name of the scalar; undefined where each column type has a type of its own. */
  readonly scalar: string | undefined;
  /** The scalar itself, where GraphQL does not bring it. */
  readonly type?: GraphQLScalarType;
  /** Whether rows can be ordered by a value. */
  readonly orderable: boolean;
  /** What a filter can ask of a single value. */
  readonly operators: readonly Operator[];
  /** PostgreSQL cannot tell whether two values in lists are equal. */
  readonly incomparable?: true;
  /** A value from a client as JSON from which PostgreSQL fills a column. @throws BAD_USER_INPUT naming the path */
  toStored(value: unknown, path: string, meaning: Meaning): unknown;
  /** Whether a text is a value as PostgreSQL writes it, so that a cursor may hold it. */
  isWritten(text: string, meaning: Meaning): boolean;
  /**
   * The most characters of a value as PostgreSQL writes it, where these are digits, letters, spaces and `-+.:` alone;
   * undefined where they may be others, or any number.
   */
  readonly plainWidth?: number;
  /** The JSON text of a value that is not null, in SQL: as the scalar would write it, to the letter. */
  json(expression: Fragment, meaning: Meaning): Fragment;
  /** A value that PostgreSQL wrote as text, as the scalar takes it. */
  read(text: string): unknown;
  /** JSON holds each value exactly, and the scalar takes it as it is: values need not travel as text. */
  readonly inJson?: true;
}
