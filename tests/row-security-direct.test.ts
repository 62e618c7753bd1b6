/**
 * Whoever comes to PostgreSQL as a role of row-level security, without the server: sees what the API shows with the same credentials,
 * and writes nothing that it refuses.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../src/accounts/viewer.ts';
import type { SecurityTexts } from '../src/database/apply-row-security.ts';
import { migrateDatabase } from '../src/database/migrate.ts';
import { securityOf } from '../src/server/connect-api.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { asRole } from './support/row-security.ts';
import { mutate } from './support/write-client.ts';

let api: TestApi;
const tokens = new Map<string, string>();
const people = ['owner', 'viewer', 'outsider'];
beforeAll(async () => {
  api = await startTestApi({ demo: true, rowSecurity: true });
  for (const person of people) tokens.set(person, await api.signIn(`${person}@demo.example`));
});
afterAll(() => api.close());

const credentialsOf = (person: string) => ['user', hashToken(tokens.get(person)!)];

describe('with credentials', () => {
  it.each(people)('%s sees of every table as many rows as the API counts', async person => {
    const types = Object.values(api.api.blueprint.types);
    const { data, errors } = await api.ask(
      `{ ${types.map(type => `${type.plural} { totalCount }`).join(' ')} }`,
      { token: tokens.get(person)! },
    );
    expect(errors).toBeUndefined();
    const counted = await asRole(api.databaseUrl, { credentials: credentialsOf(person) }, async sql => {
      const counts: Any = {};
      for (const { plural, sql: table, softDelete, stored } of types) {
        const mark = stored.find(({ key }) => key === softDelete?.column);
        const present = mark ? `where "${mark.sqlName}" is null` : '';
        const [row] = await sql.unsafe(`select count(*)::int as n from "${table.name}" ${present}`);
        counts[plural] = { totalCount: row!.n };
      }
      return counts;
    });
    expect(counted).toEqual(data);
  });
});

describe('without credentials', () => {
  it('nobody sees a row of any table', async () => {
    for (const credentials of [undefined, ['user', 'nobody has this'], ['unheard of']]) {
      const seen = await asRole(api.databaseUrl, credentials ? { credentials } : {}, async sql => {
        const counts: number[] = [];
        for (const { sql: table } of Object.values(api.api.blueprint.types)) {
          const [row] = await sql.unsafe(`select count(*)::int as n from "${table.name}"`);
          counts.push(row!.n);
        }
        return counts;
      });
      expect(seen).toEqual(seen.map(() => 0));
    }
  });
});

describe('whoever comes as a role', () => {
  /** Why PostgreSQL refuses a statement; undefined where it does not. */
  const refusal = (person: string, writes: boolean, statement: string): Promise<string | undefined> =>
    asRole(api.databaseUrl, { writes, credentials: credentialsOf(person) }, sql =>
      sql.unsafe(statement).then(
        () => undefined,
        (error: Error) => error.message,
      ),
    );
  const violates = (table: string) => `new row violates row-level security policy for table "${table}"`;
  const own = `(select id from projects where slug = 'lumen-notes')`;

  it.each([
    ['users', 'password_hash'],
    ['sessions', 'token_hash'],
    ['api_keys', 'key_hash'],
    ['project_invites', 'token_hash'],
  ])('does not read %s.%s, which only the server has to know', async (table, column) => {
    for (const writes of [false, true])
      expect(await refusal('owner', writes, `select "${column}" from "${table}"`)).toBe(
        `permission denied for table ${table}`,
      );
  });

  it('has no tables but those of the API, and none of their definitions', async () => {
    expect(await refusal('owner', true, 'select * from rate_limits')).toMatch('permission denied');
    expect(await refusal('owner', true, 'alter table dashboards disable row level security')).toMatch(
      'owner',
    );
    expect(await refusal('owner', true, 'create table insightgraph_security.mine ()')).toMatch('denied');
  });

  it('writes nothing as the one who reads', async () => {
    expect(await refusal('owner', false, `update dashboards set name = 'x'`)).toMatch('permission denied');
  });

  it('changes and makes what its role in the project allows, and nothing else', async () => {
    const change = `update dashboards set name = 'x' where project_id = ${own} and deleted_at is null`;
    expect(await refusal('owner', true, change)).toBeUndefined();
    expect(await refusal('viewer', true, change)).toBe(violates('dashboards'));
    const make = `insert into dashboards (project_id, name, created_by)
      select ${own}, 'x', user_id from insightgraph_security.viewer`;
    expect(await refusal('owner', true, make)).toBeUndefined();
    expect(await refusal('viewer', true, make)).toBe(violates('dashboards'));
  });

  it('deletes softly where it may, though it might not see what it deleted', async () => {
    const removal = `update projects set deleted_at = now() where id = ${own}`;
    expect(await refusal('owner', true, removal)).toBeUndefined();
    expect(await refusal('viewer', true, removal)).toBe(violates('projects'));
  });

  it('removes rows of its own projects alone', async () => {
    const removed = (person: string) =>
      asRole(api.databaseUrl, { writes: true, credentials: credentialsOf(person) }, async sql => {
        const { count } = await sql.unsafe(`delete from widgets where project_id = ${own}`);
        return count;
      });
    expect(await removed('owner')).toBeGreaterThan(0);
    expect(await removed('viewer')).toBe(0);
    expect(await removed('outsider')).toBe(0);
  });

  it('makes nothing in the name of another', async () => {
    const other = `(select id from users where email = 'viewer@demo.example')`;
    expect(
      await refusal(
        'owner',
        true,
        `insert into dashboards (project_id, name, created_by) select ${own}, 'x', ${other}`,
      ),
    ).toBe(violates('dashboards'));
  });

  it('leaves no trail for another, and none where it may not write', async () => {
    const event = (actor: string, project = own) => `insert into audit_events
      (project_id, actor_user_id, action, entity_type, entity_id) select ${project}, ${actor}, 'update', 'Dashboard', gen_random_uuid()`;
    const self = '(select user_id from insightgraph_security.viewer)';
    const other = `(select id from users where email = 'viewer@demo.example')`;
    const [foreign] = await api.client`select id from projects where slug = 'harbor-shop'`;
    expect(await refusal('owner', true, event(self))).toBeUndefined();
    expect(await refusal('owner', true, event(other))).toBe(violates('audit_events'));
    expect(await refusal('owner', true, event(self, `'${foreign!.id}'::uuid`))).toBe(
      violates('audit_events'),
    );
    expect(await refusal('viewer', true, event(self))).toBe(violates('audit_events'));
  });

  it('joins no project by itself', async () => {
    const join = (project: string) => `insert into project_members (project_id, user_id, role)
      select '${project}', user_id, 'owner' from insightgraph_security.viewer`;
    const [project] = await api.client`select id from projects where slug = 'lumen-notes'`;
    expect(await refusal('outsider', true, join(project!.id))).toBe(violates('project_members'));
  });

  it('finds no other table under the name of one that functions read', async () => {
    const seen = await asRole(api.databaseUrl, { credentials: credentialsOf('outsider') }, async sql => {
      await sql.unsafe(`create temporary table sessions (id uuid, user_id uuid, token_hash text, status text, expires_at timestamptz);
        reset role;
        insert into pg_temp.sessions select id, user_id, '${credentialsOf('outsider')[1]}', status, expires_at from public.sessions;
        grant select on pg_temp.sessions to public; set local role insightgraph_viewer`);
      const [row] = await sql`select count(distinct user_id)::int as n from insightgraph_security.viewer`;
      return row!.n;
    });
    expect(seen).toBe(1);
  });
});

describe('the database under policies', () => {
  it('keeps an owner in each project, though who leaves sees it no more', async () => {
    const token = tokens.get('outsider')!;
    const { data } = await api.ask('{ projectMembers(where: { role: { eq: OWNER } }) { nodes { uuid } } }', {
      token,
    });
    expect(data.projectMembers.nodes).toHaveLength(1);
    const left = await mutate(api, token, 'deleteProjectMember', { id: data.projectMembers.nodes[0].uuid });
    expect(left.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });

  it('is migrated, columns that policies name too, and has its policies then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    cpSync('drizzle', folder, { recursive: true });
    const added = join(folder, '20990101000000_more_digits');
    cpSync(join(folder, readdirSync(folder).sort().at(-1)!), added, { recursive: true });
    writeFileSync(
      join(added, 'migration.sql'),
      'alter table "dashboards" alter column "deleted_at" type timestamptz(6)',
    );
    const migrate = (around?: SecurityTexts) =>
      migrateDatabase({ url: api.databaseUrl, log: () => {}, folder, around });
    await expect(migrate()).rejects.toThrow('used in a policy definition');
    expect(await migrate(securityOf(api.api))).toEqual({ applied: 1 });
    const { data } = await api.ask('{ dashboards { totalCount } }', { token: tokens.get('viewer')! });
    expect(data.dashboards.totalCount).toBeGreaterThan(0);
    rmSync(folder, { recursive: true });
  });
});
