/**
 * The text of what is stored in the database, where no parameters can be: fragments with their values as literals.
 * Knows quoting only.
 */
import { type Fragment, isRow, literal } from '../sql/fragment.ts';

/** What things are called in the database. */
export interface SecurityNames {
  /** The role that reads on behalf of viewers. */
  readonly reader: string;
  /** The role that writes on their behalf; it reads as the other one does. */
  readonly writer: string;
  /** The schema of the functions and views that tell of the viewer; and before a dot, what the credentials' setting begins with. */
  readonly schema: string;
}

/** The setting that holds the credentials, for the length of a transaction. */
export const settingOf = ({ schema }: SecurityNames): string => `${schema}.viewer`;

/** The setting that is on where rows of join tables are met whose targets are deleted. */
export const deletedSettingOf = ({ schema }: SecurityNames): string => `${schema}.deleted`;

/** A bound fragment as text. */
export const inline = (bound: Fragment): string =>
  bound
    .map(piece => {
      if (typeof piece === 'string') return piece;
      if (isRow(piece)) throw new Error('A fragment was written before its row had an alias.');
      return piece.value === null ? 'null' : inline(literal(piece.value));
    })
    .join('');

/** A text literal. */
export const literalText = (content: string): string => inline(literal(content));

/** The body of a function or block, between marks that it does not hold. */
export function dollarQuoted(body: string): string {
  let mark = '$body$';
  while (body.includes(mark)) mark = `$b${mark.slice(2)}`;
  return `${mark}\n${body}\n${mark}`;
}

/** A block that PostgreSQL runs at once. */
export const block = (body: string): string => `do ${dollarQuoted(body)}`;

interface FunctionText {
  /** With its arguments and what it returns. */
  readonly head: string;
  readonly body: string;
}

/**
 * A function with the rights of its owner, who sees all rows: it looks where the viewer may not, and tells what it was asked alone.
 * The search path is that of its making, so that nobody's temporary tables stand before it.
 */
export const ownersFunction = ({ head, body }: FunctionText): string =>
  `create function ${head} language plpgsql stable parallel safe security definer set search_path from current as ${dollarQuoted(body)}`;
