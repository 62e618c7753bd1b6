/**
 * What the roles may do with the table that remembers keys of clients: each viewer meets what is remembered of their own writes.
 * Knows whose a row is; what is written there is not known here.
 */
import type { Blueprint } from '../blueprint/blueprint.ts';
import { quoted } from '../sql/fragment.ts';
import { rememberedIn, viewerText } from '../write/compile-once.ts';
import { inline, type SecurityNames } from './sql-text.ts';
import { schemaUsage } from './table-security.ts';

/** Statements that keep viewers from what is remembered of others; none where nothing is. */
export function rememberedStatements(blueprint: Blueprint, names: SecurityNames): string[] {
  if (!blueprint.idempotency) return [];
  const table = inline(rememberedIn(blueprint));
  const [reader, writer] = [quoted(names.reader), quoted(names.writer)];
  const own = `("viewer" = ${inline(viewerText(blueprint))})`;
  const policy = (what: string, command: string, role: string, rest: string) =>
    `create policy ${quoted(`${names.schema}: ${what}`)} on ${table} for ${command} to ${role} ${rest}`;
  return [
    `alter table ${table} enable row level security`,
    schemaUsage(table, names),
    `grant select ("viewer", "key", "request", "outcome", "written_at") on ${table} to ${reader}`,
    `grant insert ("viewer", "key", "request", "outcome"), delete on ${table} to ${writer}`,
    policy('what is remembered', 'select', reader, `using ${own}`),
    policy('what comes to be remembered', 'insert', writer, `with check ${own}`),
    policy('what is forgotten', 'delete', writer, `using ${own}`),
  ];
}
