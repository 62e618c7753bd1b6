/**
 * Random operations, asked before and after every row was changed that the viewer may not see: no byte of an answer differs.
 * What a list, a hop, a filter, an order, a cursor, a count, an aggregate, a group or an error told of such a row would show.
 */
import { getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewers as identities } from '../src/accounts/viewers.ts';
import { generateApi } from '../src/generator/generate-api.ts';
import { everyone } from '../src/generator/rules/rule-parts.ts';
import { memoryLimiter } from '../src/identity/limiters.ts';
import { columnTypes } from '../src/model/column-types.ts';
import { shapesOf } from '../src/model/json-shape.ts';
import { relations } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { notices } from '../src/policy/notices.ts';
import { policy } from '../src/policy/policy.ts';
import { createRandom } from '../src/seed/random.ts';
import type { ServableApi } from '../src/server/connect-api.ts';
import { startTestApi } from './support/api.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { uuidOf } from './support/fixture.ts';
import { foreignWrites } from './support/foreign-ids.ts';
import { type Changes, changeInvisible, type Onlooker } from './support/invisible-rows.ts';
import { compareAround, type Isolation, operationWorld } from './support/isolation.ts';
import type { OperationWorld } from './support/random-operation.ts';
import { insertRoughWorld, viewers } from './support/rough-world.ts';
import { isLong, seed } from './support/scale.ts';

const tables = Object.values(relations).map(({ table }) => getTableName(table));

const person = (name: string): Onlooker => ({ user: uuidOf(`user ${name}`), isKey: false });
const key: Onlooker = { user: undefined, isKey: true };
/** How many operations each asks: 2,000 of all together. */
const onlookers: Readonly<Record<string, readonly [Onlooker, number]>> = {
  owner: [person('owner'), 360],
  editor: [person('editor'), 280],
  viewer: [person('viewer'), 360],
  outsider: [person('outsider'), 260],
  readKey: [key, 180],
  writeKey: [{ ...key, writes: true }, 80],
  loner: [person('loner'), 110],
  administrator: [person('administrator'), 110],
  shareLink: [{ user: undefined, isKey: true, dashboard: uuidOf('dashboard a0') }, 160],
  anonymous: [{ user: undefined, isKey: false }, 110],
};

/** Columns that a constraint may keep as they are: another column, or a row that is visible, says what they have to be. */
const bound = [
  'project_members.role',
  'cohorts.definition',
  'cohorts.is_static',
  'widgets.content',
  // For whom hardly any of these rows is invisible.
  'person_distinct_ids.created_at',
  'person_distinct_ids.updated_at',
  'cohort_members.created_at',
  'cohort_members.updated_at',
  'share_links.created_by',
];

interface Attack extends Isolation {
  readonly changes: Changes;
  /** How many writes named rows that are not visible. */
  readonly refused: number;
}

/** The world as it is before anything is changed; copied for each. */
let world: TestDatabase;
beforeAll(async () => {
  world = await createTestDatabase();
  const { url: databaseUrl, adminUrl } = world;
  const api = await startTestApi({ beside: { databaseUrl, adminUrl, api: buildApi() } });
  await insertRoughWorld(api, seed);
  await api.close();
});
afterAll(() => world.drop());

/** What administrators do to accounts and projects of others. */
const isMeantFor = (viewer: string, name: string): boolean =>
  viewer === 'administrator' && /(suspend|resume)(User|Account|Project)/i.test(name);

/** Administrators are told of all accounts and projects by one field, which `administration.test.ts` holds to what it may tell. */
const askedBy = (viewer: string, operations: OperationWorld): OperationWorld =>
  viewer === 'administrator' ? { ...operations, leftOut: new Set(['administration']) } : operations;

/** A server on a copy of the world, which each attack finds as it was. */
async function openTarget(api: ServableApi) {
  const copy = await createTestDatabase({ copyOf: world });
  const server = await startTestApi({
    beside: { databaseUrl: copy.url, adminUrl: copy.adminUrl, api },
    maxOperationCost: Number.MAX_SAFE_INTEGER,
    // The same writes are tried more than once.
    signIn: { makeLimiter: options => memoryLimiter({ ...options, points: 1_000_000 }) },
  });
  const operations = await operationWorld(server);
  /** Asks as a viewer before and after. */
  const attack = async (viewer: string, count: number): Promise<Attack> => {
    const [onlooker] = onlookers[viewer]!;
    await copy.renew();
    let changes: Changes | undefined;
    const { api: own, client } = server;
    const who = { onlooker, authorization: viewers[viewer] };
    const refused = await foreignWrites(own.schema, client, who, name => !isMeantFor(viewer, name));
    const around = { viewer, numbers: [0, count], refused } as const;
    const isolation = await compareAround(server, askedBy(viewer, operations), around, async () => {
      const random = createRandom(`changes ${viewer} ${seed}`);
      changes = await changeInvisible(server.client, tables, onlooker, random);
    });
    return { ...isolation, changes: changes!, refused: refused.length };
  };
  const close = async () => {
    await server.close();
    await copy.drop();
  };
  return { attack, close };
}

describe('no answer tells anything of rows which are not visible', () => {
  let target: Awaited<ReturnType<typeof openTarget>>;
  beforeAll(async () => {
    target = await openTarget(buildApi());
  });
  afterAll(() => target.close());

  it.each(Object.entries(onlookers))('to %s', async (viewer, [, count]) => {
    const operations = isLong ? count * 10 : count;
    const { asked, clean, difference, changes, refused } = await target.attack(viewer, operations);
    expect(difference).toBeUndefined();
    expect(asked - refused).toBeGreaterThan(operations * 0.8);
    expect(refused).toBeGreaterThan(50);
    if (viewer !== 'anonymous') expect(clean).toBeGreaterThan((asked - refused) / 2);
    expect(bound).toEqual(expect.arrayContaining([...changes.unchanged]));
    expect(changes.changed.size).toBeGreaterThan(60);
    const numbers = [...changes.added.values(), ...changes.removed.values()];
    expect(numbers.filter(written => written > 0).length).toBeGreaterThan(8);
  });
});

describe('a rule that is wider than it may be', () => {
  const loosened = isLong ? (['dashboards', 'persons', 'auditEvents'] as const) : (['dashboards'] as const);
  it.each(loosened)('of %s is noticed', async table => {
    const loose = generateApi({
      relations,
      policy: { ...policy, [table]: { ...policy[table], read: everyone } },
      viewer: identities,
      columnTypes,
      notices,
      shapes: Object.fromEntries(
        Object.entries(relations).map(([name, { table: of }]) => [name, Object.fromEntries(shapesOf(of))]),
      ),
    });
    const target = await openTarget(loose);
    expect((await target.attack('viewer', 40)).difference).toMatch(/^before: /);
    await target.close();
  });
});
