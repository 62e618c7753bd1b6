/**
 * Cursors as PostgreSQL makes them: the same text as `encodeCursor` gives for the same row.
 */
import { kinds } from '../generator/kinds/kinds.ts';
import { type Fragment, fragment, join, literal } from '../generator/sql/fragment.ts';
import { base64url, base64urlOfPlain, isPlain } from './base64url.ts';
import type { BoundList } from './sql-context.ts';

/** The cursor of the row. */
export function encodeCursorSql({ spec, sql }: BoundList): Fragment {
  const start = `[${JSON.stringify(spec.ordering)},`;
  const arePlain = spec.order.map(
    ({ kind, meaning }) => !meaning.list && kinds[kind].plainWidth !== undefined,
  );
  const values = sql.keys.map((value, i) =>
    arePlain[i]
      ? fragment`coalesce('"' || (${value})::text || '"', 'null')`
      : fragment`coalesce(to_json((${value})::text)::text, 'null')`,
  );
  const content = fragment`${literal(start)} || ${join(values, " || ',' || ")} || ']'`;
  return isPlain(start) && arePlain.every(Boolean)
    ? base64urlOfPlain(content, undefined)
    : base64url(content);
}
