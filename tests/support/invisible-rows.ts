/**
 * Rows that a viewer surely does not see, told by memberships alone, and changed in every way that constraints allow.
 * Works on PostgreSQL's catalogue, so that a new table or column is changed too; refuses to know the policy.
 */
import type postgres from 'postgres';
import type { Random } from '../../src/seed/random.ts';
import { uuidOf } from './fixture.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isEnum: boolean;
}

/** A person, a key of project `a`, or a share link of a dashboard in it. */
export interface Onlooker {
  readonly user: string | undefined;
  readonly isKey: boolean;
  /** Whether the key may write. */
  readonly writes?: boolean;
  readonly dashboard?: string;
}

/** Columns that say which row it is, where it belongs, or who may sign in by it. */
const kept = /^(id|.*_id|deleted_at|token_hash|key_hash|password_hash)$/;

/** What a project's owners alone see of it. */
const forOwners = ['project_invites', 'api_keys', 'audit_events'];
/** What its editors see too. */
const forWriters = ['share_links'];

/** With one of them goes what points to it, or it is forgotten in rows that are visible. */
const leftWhole = ['users', 'projects', 'api_keys'];

/** Sessions and keys by which the test itself asks. */
const askedWith = ['owner', 'editor', 'viewer', 'outsider', 'leaver', 'loner', 'administrator', 'revoked']
  .map(name => uuidOf(`own session ${name}`))
  .concat(uuidOf('readKey'), uuidOf('writeKey'), uuidOf('shareLink'));

const quoted = (ids: readonly string[]) => ids.map(id => `'${id}'`).join(', ');

/** The condition on a row `t` of a table. */
export function invisible(table: string, { user, isKey, writes, dashboard }: Onlooker): string {
  if (dashboard !== undefined) return invisibleToGuests(table, dashboard);
  const me = user ? `'${user}'::uuid` : 'null::uuid';
  const mine = isKey
    ? `select '${uuidOf('project a')}'::uuid`
    : `select project_id from project_members where user_id = ${me}`;
  const owned = `select project_id from project_members where user_id = ${me} and role = 'owner'`;
  const written = writes
    ? mine
    : `select project_id from project_members where user_id = ${me} and role <> 'viewer'`;
  switch (table) {
    case 'users':
    case 'user_profiles': {
      const id = table === 'users' ? 't.id' : 't.user_id';
      return `${id} is distinct from ${me} and not exists
        (select from project_members m where m.user_id = ${id} and m.project_id in (${mine}))`;
    }
    case 'accounts':
    case 'notifications':
      return `t.user_id is distinct from ${me}`;
    case 'sessions':
      return `t.user_id is distinct from ${me} and t.id not in (${quoted(askedWith)})`;
    case 'projects':
      return `t.id not in (${mine})`;
    case 'api_keys':
      return `t.project_id not in (${owned}) and t.id not in (${quoted(askedWith)})`;
    default:
      return `t.project_id not in (${forOwners.includes(table) ? owned : forWriters.includes(table) ? written : mine})`;
  }
}

/** A share link leads to the dashboard, its widgets with their insights, and its project. */
function invisibleToGuests(table: string, dashboard: string): string {
  switch (table) {
    case 'projects':
      return `t.id <> '${uuidOf('project a')}'`;
    case 'dashboards':
      return `t.id <> '${dashboard}'`;
    case 'widgets':
      return `t.dashboard_id <> '${dashboard}'`;
    case 'insights':
      return `t.id not in (select insight_id from widgets where dashboard_id = '${dashboard}' and insight_id is not null)`;
    default:
      return `t.id not in (${quoted(askedWith)})`;
  }
}

/** What was changed, by `table.column`; and what no constraint let be changed. */
export interface Changes {
  readonly changed: Set<string>;
  readonly unchanged: Set<string>;
  /** By table. */
  readonly added: Map<string, number>;
  readonly removed: Map<string, number>;
}

export async function changeInvisible(
  client: postgres.Sql,
  tables: readonly string[],
  onlooker: Onlooker,
  random: Random,
): Promise<Changes> {
  const changes: Changes = {
    changed: new Set(),
    unchanged: new Set(),
    added: new Map(),
    removed: new Map(),
  };
  await client`select setseed(${random.next()})`;
  for (const table of tables) {
    const rows = invisible(table, onlooker);
    const columns = await columnsOf(client, table);
    const free = columns.filter(({ name }) => !kept.test(name));
    for (const column of free) {
      const done = await firstPossible(client, waysToChange(table, column, rows));
      const name = `${table}.${column.name}`;
      if (done > 0) changes.changed.add(name);
      else changes.unchanged.add(name);
    }
    const names = columns.map(({ name }) => `"${name}"`);
    const copied = names.map(name => (name === '"id"' ? 'gen_random_uuid()' : `t.${name}`));
    const added = await firstPossible(client, [
      `insert into ${table} (${names}) select ${copied} from ${table} t where ${rows} on conflict do nothing`,
    ]);
    changes.added.set(table, added);
    if (leftWhole.includes(table)) continue;
    const removal = `delete from ${table} t where ${rows} and random() < 0.3`;
    changes.removed.set(table, await firstPossible(client, [removal]));
  }
  return changes;
}

/** The rows that the first statement which no constraint refuses has written; 0 where all are refused. */
async function firstPossible(client: postgres.Sql, statements: readonly string[]): Promise<number> {
  for (const statement of statements) {
    try {
      const { count } = await client.unsafe(statement);
      if (count > 0) return count;
    } catch (error) {
      // Of integrity: another way may keep to it.
      if (!(error instanceof Error && 'code' in error && /^(23|22|P0)/.test(String(error.code)))) throw error;
    }
  }
  return 0;
}

/** Statements that change a column of the rows: to something new, or to what another of them has. */
function waysToChange(table: string, { name, type, isEnum }: Column, rows: string): string[] {
  const column = `"${name}"`;
  const values = isEnum
    ? [`(enum_range(null::${type}))[1 + floor(random() * array_length(enum_range(null::${type}), 1))]`]
    : (newValues[type] ?? []).map(value => value.replaceAll('$', `t.${column}`));
  const rotated = `with o as (select id, lead(${column}, 1, ${column}) over (order by id desc) as other from ${table} t where ${rows})
    update ${table} t set ${column} = o.other from o where o.id = t.id and t.${column} is distinct from o.other`;
  return [...values.map(value => `update ${table} t set ${column} = ${value} where ${rows}`), rotated];
}

/** By PostgreSQL's name of the type; `$` is what was there. */
const newValues: Readonly<Record<string, readonly string[]>> = {
  text: [
    `'changed ' || md5(random()::text)`,
    `md5(random()::text)`,
    `md5(random()::text) || '@changed.example'`,
  ],
  'character varying': [`left(md5(random()::text), 8)`],
  boolean: ['not $'],
  integer: ['$ + 1', '$ - 1'],
  bigint: ['$ + 1'],
  'timestamp with time zone': [`$ + random() * interval '30 days'`, `coalesce($, now()) - interval '3 days'`],
  jsonb: [`jsonb_build_object('plan', md5(random()::text), 'age', floor(random() * 50))`],
};

async function columnsOf(client: postgres.Sql, table: string): Promise<Column[]> {
  return client<Column[]>`
    select a.attname as name, format_type(a.atttypid, null) as type, y.typtype = 'e' as "isEnum"
    from pg_attribute a join pg_type y on y.oid = a.atttypid
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum`;
}
