/**
 * JSON as PostgreSQL writes it for an answer: pieces of text, put together without a parser between them.
 * A value that cannot be written as the resolvers would write it becomes a mark, and the answer is left to them.
 */
import { type Fragment, fragment, literal } from '../sql/fragment.ts';

/** Stands for what only the resolvers can say; JSON holds no such character. */
export const unwritableMark = '\u001e';

export const unwritable: Fragment = literal(unwritableMark);

/** A text in quotes that needs no escaping. */
export const quotedText = (expression: Fragment): Fragment => fragment`'"' || ${expression}::text || '"'`;

/** Any text, escaped as JSON. */
export const escapedText = (expression: Fragment): Fragment => fragment`to_json(${expression})::text`;

/** The JSON of a value, where it meets a condition; null has none. */
export const writableIf = (condition: Fragment, json: Fragment): Fragment =>
  fragment`case when (${condition}) is false then ${unwritable} else ${json} end`;
