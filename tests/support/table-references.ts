/**
 * The foreign keys of a database, as its catalog has them.
 */
import type { Sql } from 'postgres';

export interface ForeignKey {
  /** Quoted, with the schema where it is not the one on the search path. */
  readonly table: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

const named = (oid: string) =>
  `(select case when n.nspname = 'public' then '' else '"' || n.nspname || '".' end || '"' || c.relname || '"'
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = ${oid})`;
const columns = (oid: string, numbers: string) =>
  `(select json_agg(a.attname order by k.i) from unnest(${numbers}) with ordinality k (n, i)
    join pg_attribute a on a.attrelid = ${oid} and a.attnum = k.n)`;

export const foreignKeysOf = (client: Sql): Promise<ForeignKey[]> =>
  client.unsafe<ForeignKey[]>(`
    select ${named('f.conrelid')} as "table", ${columns('f.conrelid', 'f.conkey')} as "columns",
      ${named('f.confrelid')} as "target", ${columns('f.confrelid', 'f.confkey')} as "targetColumns"
    from pg_constraint f where f.contype = 'f' and f.conparentid = 0`);
