/**
 * Text as base64url in SQL.
 */
import { type Fragment, fragment, literal } from '../generator/sql/fragment.ts';

/** The text without the padding, and without the line breaks that PostgreSQL puts in. */
export const base64url = (content: Fragment): Fragment =>
  fragment`translate(encode(convert_to(${content}, 'UTF8'), 'base64'), ${literal('+/=\n')}, '-_')`;
