/**
 * The fixture's world with values that are written wrongly by hand: awkward texts, JSON of all kinds, configurations of all
 * shapes and some that fit none, times at the ends of the calendar, and a viewer of every kind.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type postgres from 'postgres';
import { createRandom, type Random } from '../../src/seed/random.ts';
import type { TestApi } from './api.ts';
import { buildFixture, type Fixture, type FixtureRow, insertFixture, people, uuidOf } from './fixture.ts';
import { awkwardTexts, randomJsonText } from './rough-values.ts';
import { cohortDefinition, insightConfigs, type Json, widgetLayout } from './shape-arbitraries.ts';

/** The Authorization header of each kind of viewer; undefined for none. */
export type Viewers = Readonly<Record<string, string | undefined>>;

const token = (prefix: string, name: string) => `${prefix}${name.padEnd(43, '-')}`;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** With its checksum. */
const linkSecret = 'igl_shareLink00000000000000000000000000000000001ptNrd';

export const viewers: Viewers = {
  ...Object.fromEntries(people.map(person => [person, `Bearer ${token('igs_', person)}`])),
  readKey: `Bearer ${token('igk_', 'readKey')}`,
  writeKey: `Bearer ${token('igk_', 'writeKey')}`,
  shareLink: `Bearer ${linkSecret}`,
  revoked: `Bearer ${token('igs_', 'revoked')}`,
  unknown: `Bearer ${token('igs_', 'unknown')}`,
  malformed: 'Bearer nothing',
  anonymous: undefined,
};

/** Texts by the columns that hold what somebody typed. */
const typedTexts: Partial<Record<keyof Fixture, readonly string[]>> = {
  users: ['displayName'],
  userProfiles: ['firstName', 'lastName', 'avatarUrl'],
  projects: ['name', 'timezone'],
  cohorts: ['name', 'description'],
  dashboards: ['name', 'description', 'dateFrom', 'dateTo'],
  insights: ['name', 'description'],
  apiKeys: ['name', 'prefix'],
  widgets: ['content'],
  sessions: ['ipAddress', 'userAgent'],
  auditEvents: ['entityType', 'requestId'],
};

/** Those who are told to sign in. */
export const strangers: readonly string[] = ['revoked', 'unknown', 'malformed', 'anonymous'];

/** Fills the database. The same seed gives the same rows. */
export async function insertRoughWorld(
  { database, client }: Pick<TestApi, 'database' | 'client'>,
  seed: number,
): Promise<void> {
  const random = createRandom(`world ${seed}`);
  const fixture = buildFixture(8);
  for (const [table, columns] of Object.entries(typedTexts)) {
    for (const row of fixture[table as keyof Fixture]) roughen(row, columns, random);
  }
  fixture.sessions.push(...people.map(person => session(person, person)), {
    ...session('revoked', 'owner'),
    status: 'revoked',
  });
  fixture.apiKeys.push(key(fixture, 'readKey', ['read']), key(fixture, 'writeKey', ['read', 'write']));
  fixture.shareLinks.push({
    ...fixture.shareLinks[0]!,
    id: uuidOf('shareLink'),
    dashboardId: uuidOf('dashboard a0'),
    tokenHash: hash(linkSecret),
    revokedAt: null,
  });
  const defined = ['a', 'a', 'b', 'gone'].map(
    (project, i): FixtureRow => ({
      ...fixture.cohorts.find(({ projectId }) => projectId === uuidOf(`project ${project}`))!,
      id: uuidOf(`cohort defined ${i}`),
    }),
  );
  // Generated values name cohorts that nobody made, some rows are older than the constraints, and events are made anew.
  for (const table of ['insights', 'cohorts', 'audit_events'])
    await client.unsafe(`alter table ${table} disable trigger user`);
  await client`alter table insights drop constraint insights_config_type`;
  await insertFixture(database, fixture);
  for (const { id, projectId, name } of defined) {
    await client`insert into cohorts (id, project_id, name, is_static, definition)
      values (${id}, ${projectId as string}, ${name as string}, false, '{"type":"AND","values":[]}')`;
  }
  await writeJson(client, fixture, defined, random, seed);
  await bendTimes(client);
}

function roughen(row: FixtureRow, columns: readonly string[], random: Random): void {
  for (const column of columns) {
    if (row[column] === null || row[column] === undefined || random.chance(0.3)) continue;
    const text = random.pick(awkwardTexts);
    row[column] = /^(name|displayName)$/.test(column) && text.trim() === '' ? 'blank' : text;
  }
}

const times = { createdAt: new Date(Date.UTC(2026, 1, 1)), updatedAt: new Date(Date.UTC(2026, 1, 2)) };

function session(name: string, person: string): FixtureRow {
  return {
    id: uuidOf(`own session ${name}`),
    ...times,
    userId: uuidOf(`user ${person}`),
    tokenHash: hash(token('igs_', name)),
    status: 'active',
    expiresAt: new Date(Date.UTC(2100, 0, 1)),
    lastUsedAt: null,
    ipAddress: null,
    userAgent: null,
  };
}

function key(fixture: Fixture, name: string, scopes: string[]): FixtureRow {
  const keyHash = hash(token('igk_', name));
  return { ...fixture.apiKeys[0]!, id: uuidOf(name), name, scopes, keyHash };
}

/** Values of typed JSON that fit, and some that do not. */
const misfits = ['null', '[]', '{"type":"paths"}', '{"type":"trend","series":[null]}', '"x"', '{"type":1}'];

async function writeJson(
  client: postgres.Sql,
  fixture: Fixture,
  defined: readonly FixtureRow[],
  random: Random,
  seed: number,
): Promise<void> {
  const sample = (of: fc.Arbitrary<Json>, numRuns: number) => fc.sample(of, { seed, numRuns });
  for (const { id } of fixture.persons)
    await client`update persons set properties = ${randomJsonText(random, 3)}::text::jsonb where id = ${id}`;
  for (const { id } of fixture.auditEvents)
    await client`update audit_events set changes = ${randomJsonText(random, 2)}::text::jsonb where id = ${id}`;
  for (const [i, { id, projectId }] of fixture.insights.entries()) {
    const types = Object.keys(insightConfigs) as (keyof typeof insightConfigs)[];
    const type = types[i % types.length]!;
    const fitting = sample(insightConfigs[type], i + 1)[i] as Readonly<Record<string, Json>>;
    // One that everybody sees lacks a member.
    const config = JSON.stringify(i === 2 ? { ...fitting, dateFrom: undefined } : fitting);
    const isMisfit = projectId === uuidOf('project b') || i === 4;
    await client`update insights set type = ${type},
      config = ${isMisfit ? misfits[i % misfits.length]! : withExactNumbers(config, random)}::text::jsonb where id = ${id}`;
  }
  const definitions = sample(cohortDefinition, defined.length);
  for (const [i, { id }] of defined.entries()) {
    const definition = i === 2 ? '{"type":"OR","values":[1]}' : JSON.stringify(definitions[i]);
    await client`update cohorts set definition = ${definition}::text::jsonb where id = ${id}`;
  }
  const layouts = sample(widgetLayout, fixture.widgets.length);
  for (const [i, { id }] of fixture.widgets.entries()) {
    // A zero behind the point is a whole number all the same; a fraction is none.
    const layout = JSON.stringify(layouts[i]).replace(/"w":(\d+)/, i % 4 ? '"w":$1.0' : '"w":$1');
    await client`update widgets set layout = ${layout}::text::jsonb where id = ${id}`;
  }
}

/** Some numbers with digits that no double has. */
const withExactNumbers = (json: string, random: Random) =>
  json.replace(/(?<!"conversionWindow":{)"value":-?\d[\d.e+-]*/g, value =>
    random.chance(0.3)
      ? `"value":${random.pick(['12345678901234567890', '1.50', '-0.000000000001'])}`
      : value,
  );

/** Times at the ends of what can be written, and in every millisecond. */
async function bendTimes(client: postgres.Sql): Promise<void> {
  const set = (table: string, column: string, value: string, name: string) =>
    client.unsafe(`update ${table} set ${column} = '${value}' where id = '${uuidOf(name)}'`);
  await set('dashboards', 'created_at', '2026-03-01 12:00:00.007+00', 'dashboard a1');
  await set('dashboards', 'updated_at', '2026-03-01 23:59:59.999+14', 'dashboard a2');
  await set('dashboards', 'created_at', '0001-01-01 00:00:00+00', 'dashboard a3');
  await set('persons', 'updated_at', '9999-12-31 23:59:59.999+00', 'person a1');
  await set('persons', 'created_at', 'infinity', 'person c0');
  await set('persons', 'updated_at', '0044-03-15 12:00:00+00 BC', 'person c1');
  await set('insights', 'updated_at', '12026-01-01 00:00:00+00', 'insight c0');
  await set('project_invites', 'expires_at', '-infinity', 'invite c0');
}
