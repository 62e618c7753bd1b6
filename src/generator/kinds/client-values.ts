/**
 * Values from clients on their way into SQL: checked before PostgreSQL could refuse them.
 * Knows what PostgreSQL's text and patterns cannot hold; refuses to know which field a value is for.
 */
import { badUserInput } from '../../errors.ts';

const loneSurrogate = /\p{Surrogate}/u;

/** A text that PostgreSQL can store. @throws BAD_USER_INPUT for NUL characters and lone surrogates. */
export function assertText(value: string, path: string): string {
  if (value.includes('\u0000')) throw badUserInput(`${path} must not contain the NUL character (U+0000).`);
  if (loneSurrogate.test(value))
    throw badUserInput(`${path} is not well-formed Unicode: it has a lone surrogate.`);
  return value;
}

/** Characters that may be searched for: PostgreSQL tries them at every place of a stored text, and nothing stops it meanwhile. */
export const longestSearch = 1_000;

/** A text to be searched for. @throws BAD_USER_INPUT where it is too long, or none that PostgreSQL can store */
export function assertSearch(value: string, path: string): string {
  if (value.length > longestSearch)
    throw badUserInput(`${path} may have at most ${longestSearch} characters, and has ${value.length}.`);
  return assertText(value, path);
}

/** A pattern for LIKE. @throws BAD_USER_INPUT where it is too long, or ends in a backslash that escapes nothing. */
export function assertPattern(value: string, path: string): string {
  const trailing = /\\*$/.exec(assertSearch(value, path))![0].length;
  if (trailing % 2 === 1) {
    throw badUserInput(`${path} ends in a backslash that escapes nothing; write two of them to mean one.`);
  }
  return value;
}

/** The text with LIKE's special characters taken literally. */
export function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Levels of JSON from clients. */
export const maxJsonDepth = 64;

/** JSON as text that PostgreSQL can store. @throws BAD_USER_INPUT for what jsonb cannot hold or nests too deep. */
export function jsonText(value: unknown, path: string): string {
  assertJson(value, path, 0);
  return JSON.stringify(value);
}

function assertJson(value: unknown, path: string, depth: number): void {
  if (depth > maxJsonDepth) throw badUserInput(`${path} is nested more than ${maxJsonDepth} levels deep.`);
  if (typeof value === 'string') assertText(value, path);
  else if (typeof value === 'number' && !Number.isFinite(value))
    throw badUserInput(`${path} is not a finite number.`);
  else if (Array.isArray(value)) {
    value.forEach((item, i) => {
      assertJson(item, `${path}[${i}]`, depth + 1);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      assertText(key, path);
      assertJson(member, `${path}.${key}`, depth + 1);
    }
  }
}

/** Whether PostgreSQL can store the text. */
export const isStorable = (value: string): boolean => !value.includes('\u0000') && !loneSurrogate.test(value);
