/**
 * Text as base64url in SQL.
 */
import { type Fragment, fragment, literal } from '../generator/sql/fragment.ts';

/** PostgreSQL breaks base64 into lines of 76 characters, which is what 57 bytes take. */
const bytesOfLine = 57;

/** Any text, without padding. */
export const base64url = (content: Fragment): Fragment =>
  fragment`translate(encode(convert_to(${content}, 'UTF8'), 'base64'), ${literal('+/=\n')}, '-_')`;

/** What `base64urlOfPlain` takes: ASCII without the characters whose base64 may have a `+` or `/`, and without backslashes. */
export const isPlain = (text: string): boolean => /^[ -=@-[\]-}]*$/.test(text);

/**
 * A text known to be plain, without padding: a quarter of the cost of any text.
 * @param width its length at most; undefined where that is not known
 */
export function base64urlOfPlain(content: Fragment, width: number | undefined): Fragment {
  const encoded = fragment`encode((${content})::bytea, 'base64')`;
  const isOneLine = width !== undefined && width <= bytesOfLine;
  return fragment`replace(${isOneLine ? encoded : fragment`replace(${encoded}, ${literal('\n')}, '')`}, '=', '')`;
}
