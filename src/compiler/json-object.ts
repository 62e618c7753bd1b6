/**
 * JSON put together as text: members whose keys are known, each with an expression for its value.
 * Text that does not change is written once, so that PostgreSQL puts together as few pieces as there can be.
 */
import { type Fragment, fragment, join, literal } from '../generator/sql/fragment.ts';

/** Text that does not change, or an expression of text. */
export type Part = string | Fragment;

/** An expression for all parts, one after the other. */
export function concatenated(parts: readonly Part[]): Fragment {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  const pieces = merged.map(part => (typeof part === 'string' ? literal(part) : fragment`(${part})`));
  return pieces.length === 0 ? literal('') : join(pieces, ' || ');
}

/** The parts of an object with members in their order. */
export function objectParts(
  members: readonly { readonly key: string; readonly parts: readonly Part[] }[],
): Part[] {
  return [
    '{',
    ...members.flatMap(({ key, parts }, i) => [`${i === 0 ? '' : ','}${JSON.stringify(key)}:`, ...parts]),
    '}',
  ];
}

/** The expression, or JSON's null where it is null. */
export const orNull = (expression: Fragment): Fragment => fragment`coalesce(${expression}, 'null')`;
