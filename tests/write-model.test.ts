/**
 * Random sequences of generated mutations by several people at once, against a model in memory.
 * The same outcome, the same rows and the same audit trail, after every command; a failure names its seed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../src/seed/random.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import type { Fixture, FixtureRow } from './support/fixture.ts';
import { Outcomes, runSequence } from './support/random-writes.ts';
import { scaled, seed } from './support/scale.ts';
import { codes, mutate } from './support/write-client.ts';
import { type Actor, CommandMaker } from './support/write-commands.ts';
import { type Command, WriteModel } from './support/write-model.ts';
import type { ModelEvent } from './support/write-model-rules.ts';
import { asInput, modelTypes } from './support/write-model-shapes.ts';
import { buildWorld, type World } from './support/write-world.ts';

const sequences = scaled(50);
const portion = 10;
const commandsEach = 25;

let api: TestApi;
const outcomes = new Outcomes();
const count = (outcome: string) => outcomes.count(outcome);

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const inProjects = [
  'project_members',
  'persons',
  'cohorts',
  'cohort_members',
  'dashboards',
  'insights',
  'widgets',
];

interface State {
  /** All rows of a world without their times, as the model has them. */
  readonly rows: Fixture;
  /** The trail, in order. */
  readonly events: readonly Any[];
  /** When rows were changed last, by id. */
  readonly times: ReadonlyMap<string, string>;
}

async function stateOf(world: World): Promise<State> {
  const part = (table: string, condition: string) =>
    `select '${table}' as "table", to_jsonb("t") ->> 'updated_at' as "time", to_jsonb("t") - '{created_at,updated_at,password_hash}'::text[] as "row" from "${table}" "t" where ${condition}`;
  const mine = `(select id from projects where slug like '${world.prefix}-%')`;
  const statement = [
    part('users', `"t".email like '${world.prefix}-%'`),
    part('projects', `"t".id in ${mine}`),
    ...[...inProjects, 'audit_events'].map(table => part(table, `"t".project_id in ${mine}`)),
  ].join(' union all ');
  const rows = await api.client.unsafe<{ table: string; time: string; row: Any }[]>(
    `select * from (${statement}) "all" order by "row" ->> 'id'`,
  );
  const state: Record<string, FixtureRow[]> = {
    users: [],
    projects: [],
    ...Object.fromEntries(inProjects.map(t => [camel(t), []])),
  };
  const events: Any[] = [];
  for (const { table, row } of rows) {
    const known = Object.fromEntries(Object.entries(row).map(([key, value]) => [camel(key), value]));
    if ('deletedAt' in known && known.deletedAt !== null) known.deletedAt = 'T';
    if (table === 'audit_events') events.push(known);
    else state[camel(table)]!.push(known as FixtureRow);
  }
  const times = new Map(rows.map(({ row, time }) => [row.id as string, time]));
  return { rows: state as unknown as Fixture, events, times };
}

/** Rows that were there before and are there still, whose times are others. */
const movedBetween = (before: State, after: State) =>
  [...after.times].filter(([id, time]) => (before.times.get(id) ?? time) !== time).map(([id]) => id);

const byId = (rows: Fixture) =>
  Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [table, Object.fromEntries(all.map(row => [row.id, row]))]),
  );

/** The mutation of a command, and what of its payload tells the new rows. */
function worded({ operation, type, bulk, upsert, input }: Command<Actor>) {
  const { plural, soft, owned, name } = modelTypes[type]!;
  const single = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const clientKeys = owned ? 'clientKeys { clientKey nodeId }' : '';
  const selection = bulk
    ? // The ids of rows that a filter finds are in no order.
      `count ${operation === 'create' ? 'ids' : ''} ${clientKeys}`
    : `${operation === 'delete' && !soft ? 'deletedId' : `${single} { uuid }`} ${upsert ? 'created' : ''} ${clientKeys}`;
  return {
    mutation: `${upsert ? 'upsert' : operation}${bulk ? plural : name}`,
    input: asInput(input) as object,
    selection,
    single,
  };
}

/** The names of insights that an input makes with widgets that show them. */
function madeIn(input: Any): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const own = input.insight?.create ? [input.insight.create.name] : [];
  return [...own, ...Object.values(input).flatMap(madeIn)];
}

const uuidIn = (globalId: string) => Buffer.from(globalId, 'base64url').toString().split(':')[1]!;

interface Kept {
  readonly event: ModelEvent;
  readonly requestId: string;
}

/** A world, and what is left to chance in how its commands are sent. */
type RandomWorld = World & { readonly random: Random };

interface Worded {
  readonly mutation: string;
  readonly input: object;
  readonly selection: string;
}

/** What a command gets: by chance sent with a key, again, or fifty times at once, which all get the same. */
async function sent(world: RandomWorld, { writer }: Command<Actor>, { mutation, input, selection }: Worded) {
  const send = (once: object) =>
    mutate(api, world.tokens[writer], mutation, { ...input, ...once }, selection);
  const times = world.random.chance(0.004) ? 50 : world.random.chance(0.3) ? 2 : 1;
  if (times === 1) return send({});
  const once = { idempotencyKey: `${world.prefix} ${world.random.next()}` };
  const first = times === 2 ? [await send(once)] : [];
  const all = [
    ...first,
    ...(await Promise.all(Array.from({ length: times - first.length }, () => send(once)))),
  ];
  for (const { payload, failures } of all)
    expect([payload, failures]).toEqual([all[0]!.payload, all[0]!.failures]);
  count(`${times} times ${codes(all[0]!).length === 0 ? 'done' : 'refused'}`);
  const told = await api.client<{ request_id: string }[]>`
    select request_id from audit_events where request_id in ${api.client(all.map(({ requestId }) => requestId))}`;
  return all.find(({ requestId }) => requestId === told[0]?.request_id) ?? all[0]!;
}

/** Does one command in both, and compares what came of it; gives the ids of rows whose times have to move. */
async function step(
  world: RandomWorld,
  model: WriteModel<Actor>,
  command: Command<Actor>,
  trail: Kept[],
): Promise<ReadonlySet<string>> {
  const { mutation, input, selection, single } = worded(command);
  const verdict = model.judge(command);
  const isNew = model.makes(command);
  const result = await sent(world, command, { mutation, input, selection });
  const got = codes(result).sort();
  if ('failures' in verdict) {
    count('failure');
    expect(result.failures).toEqual(verdict.failures);
    return new Set();
  }
  expect(result.failures).toEqual([]);
  if ('errors' in verdict) {
    for (const error of verdict.errors) {
      count(error.split(' ')[0]!);
      if (/cohortId/.test(error)) count('reference in JSON');
      if (/timezone|dateFrom/.test(error)) count('check of a value');
    }
    expect(got).toEqual(expect.arrayContaining([...verdict.errors]));
    const told = new Set([...verdict.errors, ...verdict.also]);
    expect(got.filter(error => !told.has(error))).toEqual([]);
    return new Set();
  }
  if ('anyOf' in verdict) {
    count(got[0]?.endsWith('.definition') ? 'definition' : 'constraint');
    expect(got.length).toBeGreaterThan(0);
    expect(verdict.anyOf).toEqual(expect.arrayContaining(got));
    return new Set();
  }
  count(`done: ${mutation}`);
  expect(got).toEqual([]);
  if (command.bulk) expect(result.payload.count).toBe(verdict.count);
  const ids = new Map<string, string>(
    (result.payload.clientKeys ?? []).map((key: Any) => [key.clientKey, uuidIn(key.nodeId)]),
  );
  if (isNew && !command.bulk) ids.set('main', result.payload[single].uuid);
  if (command.upsert) {
    expect(result.payload.created).toBe(isNew);
    count(`upsert that ${isNew ? 'makes' : 'changes'}`);
  }
  if (command.bulk)
    for (const [i, id] of (result.payload.ids ?? []).entries()) ids.set(`main${i}`, uuidIn(id));
  const made = madeIn(input);
  if (made.length > 0) {
    count('made with what points to it');
    const rows = await api.client<{ id: string; name: string }[]>`
      select id, name from insights where name in ${api.client(made)}`;
    for (const { id, name } of rows) ids.set(name, id);
  }
  if ([input, ...((input as Any).rows ?? [])].some(row => row.project)) count('project by its slug');
  if (command.type === 'Project' && isNew) {
    const [member] = await api.client<{ id: string }[]>`
      select id from project_members where project_id = ${ids.get('main')!}`;
    ids.set('companion', member!.id);
  }
  for (const event of verdict.commit(ids)) trail.push({ event, requestId: result.requestId });
  if (command.operation === 'update') count(verdict.moved.size > 0 ? 'changed' : 'unchanged');
  return verdict.moved;
}

const withoutTimes = (changes: Any) =>
  'deletedAt' in changes ? { ...changes, deletedAt: marked(changes.deletedAt) } : changes;
const marked = ({ before, after }: Any) => ({ before: before && 'T', after: after && 'T' });

function compareTrail(world: World, events: readonly Any[], trail: readonly Kept[]): void {
  const told = events.map(({ id: _, actorUserId, actorApiKeyId, changes, ...event }) => {
    expect([actorUserId, actorApiKeyId].filter(Boolean)).toHaveLength(1);
    return { ...event, actor: actorUserId ?? actorApiKeyId, changes: withoutTimes(changes) };
  });
  // The client of these tests gives its requests no id.
  const expected = trail.map(({ event, requestId }) => ({ ...event, requestId, clientRequestId: null }));
  const key = (event: Any) => `${event.requestId} ${event.entityId} ${event.action}`;
  const sorted = (list: readonly Any[]) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(sorted(told)).toEqual(sorted(expected));
  expect(JSON.stringify(told)).not.toMatch(/passwordHash|password_hash|tokenHash|keyHash/);
  expect(told.every(event => event.entityType !== 'User')).toBe(true);
  expect(world.prefix).not.toBe('');
}

/** What holds in the database whatever was done. */
async function expectSound(): Promise<void> {
  const [row] = await api.client<Record<string, number>[]>`select
    (select count(*)::int from projects p where not exists (
      select 1 from project_members m where m.project_id = p.id and m.role = 'owner')) as "ownerless",
    (select count(*)::int from widgets where num_nonnulls(insight_id, content) <> 1) as "ambiguous",
    (select count(*)::int from widgets w left join dashboards d on d.id = w.dashboard_id and d.project_id = w.project_id
      left join insights i on i.id = w.insight_id and i.project_id = w.project_id
      where d.id is null or (w.insight_id is not null and i.id is null)) as "orphanWidgets",
    (select count(*)::int from cohort_members m left join cohorts c on c.id = m.cohort_id and c.project_id = m.project_id
      left join persons p on p.id = m.person_id and p.project_id = m.project_id
      where c.id is null or p.id is null) as "orphanMembers"`;
  expect(row).toEqual({ ownerless: 0, ambiguous: 0, orphanWidgets: 0, orphanMembers: 0 });
}

/** A dashboard and its widgets as an event of its history left them. */
interface Version {
  readonly id: string;
  readonly event: string;
  readonly rows: Any;
}

const dashboardIn = ({ dashboards, widgets }: Fixture, id: string) => ({
  dashboard: dashboards.find(row => row.id === id),
  widgets: widgets.filter(({ dashboardId }) => dashboardId === id),
});

/** The versions that a state has beyond those that are known. */
const versionsIn = (
  { rows, events }: Awaited<ReturnType<typeof stateOf>>,
  known: readonly Version[],
): Version[] =>
  events
    .filter(({ entityType, id }) => entityType === 'Dashboard' && !known.some(({ event }) => event === id))
    .map(({ id: event, entityId: id }) => ({ id, event, rows: dashboardIn(rows, id) }));

/** Makes dashboards what they were, each by a random event of its history. */
async function revertSome(world: RandomWorld, versions: readonly Version[]): Promise<void> {
  const { random, tokens, projects } = world;
  const { rows } = await stateOf(world);
  for (const { id } of rows.dashboards.filter(row => row.projectId === projects.a && !row.deletedAt)) {
    const known = versions.filter(version => version.id === id);
    if (known.length < 2) continue;
    const before = await stateOf(world);
    const version = random.pick(known);
    const result = await mutate(api, tokens.owner, 'revertDashboard', { id, to: version.event });
    expect(result.failures).toEqual([]);
    const after = await stateOf(world);
    count(codes(result).length === 0 ? 'reverted' : 'not reverted');
    if (codes(result).length === 0) expect(dashboardIn(after.rows, id)).toEqual(version.rows);
    else expect(byId(after.rows)).toEqual(byId(before.rows));
    // Where the project is deleted, or the owner is none any more, the dashboard or its history is not there.
    for (const { path } of result.userErrors) expect(['id', 'to', undefined]).toContain(path[1]);
  }
}

async function runWorld(seed: number): Promise<void> {
  const world = { ...(await buildWorld(api, `m${seed}`)), random: createRandom(`again ${seed}`) };
  let last = await stateOf(world);
  const { rows } = last;
  const model = new WriteModel<Actor>(rows, actor =>
    actor === 'key'
      ? { id: world.keyId, userId: null, projectId: world.projects.a, role: 'editor' }
      : { id: world.users[actor], userId: world.users[actor] },
  );
  const maker = new CommandMaker(createRandom(`writes ${seed}`), world, model);
  const trail: Kept[] = [];
  const versions: Version[] = [];
  await runSequence<Command<Actor>>({
    seed,
    length: commandsEach,
    next: () => maker.next(),
    step: async (command, isLast) => {
      const moved = await step(world, model, command, trail);
      const state = await stateOf(world);
      expect(byId(state.rows)).toEqual(byId(model.rows));
      const kept = [...moved].filter(id => state.times.has(id));
      expect(movedBetween(last, state).sort(), 'rows whose times moved').toEqual(kept.sort());
      last = state;
      versions.push(...versionsIn(state, versions));
      if (isLast) compareTrail(world, state.events, trail);
    },
  });
  await revertSome(world, versions);
}

describe('random writes', () => {
  // In portions, each of which takes far less than a test may.
  const starts = Array.from({ length: sequences / portion }, (_, i) => i * portion);
  it.each(starts)(
    `do what the model does, in ${portion} sequences of ${commandsEach} from %i on`,
    async start => {
      const seeds = Array.from({ length: portion }, (_, i) => seed + start + i);
      // Four at a time: worlds share nothing but the server.
      await Promise.all(
        [0, 1, 2, 3].map(async lane => {
          for (const seed of seeds.filter((_, i) => i % 4 === lane)) await runWorld(seed);
        }),
      );
      await expectSound();
    },
  );

  it('came to every outcome', () => {
    for (const outcome of [
      'NOT_FOUND',
      'FORBIDDEN',
      'CONFLICT',
      'BAD_USER_INPUT',
      'LIMIT_EXCEEDED',
      'constraint',
      'reference in JSON',
      'check of a value',
      'changed',
      'unchanged',
      'made with what points to it',
      'project by its slug',
      'upsert that makes',
      'upsert that changes',
    ])
      expect(outcomes.of(outcome), outcome).toBeGreaterThan(5);
    expect(outcomes.of('definition'), 'definition').toBeGreaterThan(1);
    const done = outcomes.all.filter(outcome => outcome.startsWith('done'));
    expect(done.length).toBeGreaterThan(30);
    for (const outcome of ['2 times done', '2 times refused', '50 times done', 'reverted', 'not reverted'])
      expect(outcomes.of(outcome), outcome).toBeGreaterThan(0);
  });
});
