/**
 * Cursors as PostgreSQL makes them: the same text as `encodeCursor` gives for the same row.
 */
import { type Fragment, fragment, join, literal } from '../generator/sql/fragment.ts';
import { base64url } from './base64url.ts';
import type { BoundList } from './sql-context.ts';

/** The cursor of the row. */
export function encodeCursorSql({ spec, sql }: BoundList): Fragment {
  const values = sql.keys.map(value => fragment`coalesce(to_json((${value})::text)::text, 'null')`);
  const start = literal(`[${JSON.stringify(spec.ordering)},`);
  return base64url(fragment`${start} || ${join(values, " || ',' || ")} || ']'`);
}
