/**
 * How long stored values may be: CHECKs that hold it, and the words for whoever exceeds it.
 * Characters are counted for texts, bytes for JSON: of a JSON value, what PostgreSQL would write it as.
 */
import { type SQLWrapper, sql } from 'drizzle-orm';
import { check } from 'drizzle-orm/pg-core';

/** The most characters that a text may have, by what it is. */
export const longest = Object.freeze({
  name: 200,
  description: 2_000,
  /** The text of a tile. */
  content: 20_000,
  /** 64 before the @, 255 behind it (RFC 5321). */
  email: 320,
  /** Whatever is none of the others. */
  other: 1_000,
});

/** The most bytes of one JSON value. Not its size on disk, which depends on how well it compresses. */
export const longestJson = 65_536;

/** Written out, as a CHECK takes no parameters. */
const literal = (number: number) => sql.raw(String(number));

/** Holds a text to so many characters. */
export const textBound = (name: string, column: SQLWrapper, characters: number) =>
  check(name, sql`length(${column}) <= ${literal(characters)}`);

/** Holds a name to its length. Blanks around it count, or a name could be blanks without end and one letter. */
export const nameBound = (name: string, column: SQLWrapper) =>
  check(name, sql`btrim(${column}) <> '' and length(${column}) <= ${literal(longest.name)}`);

/** Holds a JSON value to so many bytes. */
export const jsonBound = (name: string, column: SQLWrapper, bytes: number = longestJson) =>
  check(name, sql`octet_length(${column}::text) <= ${literal(bytes)}`);

/** What is asked of a text, a name and a JSON value. */
export const textWords = (characters: number) => `must have at most ${characters} characters`;
export const nameWords = `must have 1 to ${longest.name} characters, not only blanks`;
export const jsonWords = (bytes: number = longestJson) => `must have at most ${bytes} bytes as JSON`;
