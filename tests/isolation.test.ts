/**
 * Random operations, asked before and after every row was changed that the viewer may not see: no byte of an answer differs.
 * What a list, a hop, a filter, an order, a cursor, a count, an aggregate, a group or an error told of such a row would show.
 */
import { getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewers as identities } from '../src/accounts/viewers.ts';
import { generateApi } from '../src/generator/generate-api.ts';
import { everyone } from '../src/generator/rules/rule-parts.ts';
import { columnTypes } from '../src/model/column-types.ts';
import { shapesOf } from '../src/model/json-shape.ts';
import { relations } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { policy } from '../src/policy/policy.ts';
import { createRandom } from '../src/seed/random.ts';
import type { ServableApi } from '../src/server/connect-api.ts';
import { startTestApi } from './support/api.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { uuidOf } from './support/fixture.ts';
import { type Changes, changeInvisible, type Onlooker } from './support/invisible-rows.ts';
import { compareAround, type Isolation } from './support/isolation.ts';
import { insertRoughWorld } from './support/rough-world.ts';
import { isLong, seed } from './support/scale.ts';

const tables = Object.values(relations).map(({ table }) => getTableName(table));

const person = (name: string): Onlooker => ({ user: uuidOf(`user ${name}`), isKey: false });
const key: Onlooker = { user: undefined, isKey: true };
/** How many operations each asks. */
const onlookers: Readonly<Record<string, readonly [Onlooker, number]>> = {
  owner: [person('owner'), 40],
  editor: [person('editor'), 30],
  viewer: [person('viewer'), 40],
  outsider: [person('outsider'), 30],
  readKey: [key, 30],
  loner: [person('loner'), 10],
  anonymous: [{ user: undefined, isKey: false }, 10],
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
];

interface Attack extends Isolation {
  readonly changes: Changes;
}

/** The world as it is before anything is changed; copied for each. */
let world: TestDatabase;
beforeAll(async () => {
  world = await createTestDatabase();
  const api = await startTestApi({ beside: besideOf(world) });
  await insertRoughWorld(api, seed);
  await api.close();
});
afterAll(() => world.drop());

const besideOf = ({ url, adminUrl }: TestDatabase) => ({ databaseUrl: url, adminUrl, api: buildApi() });

/** Asks as a viewer before and after, of a server that was started for it alone. */
async function attack(viewer: string, count: number, api?: ServableApi): Promise<Attack> {
  const [onlooker] = onlookers[viewer]!;
  const copy = await createTestDatabase({ copyOf: world });
  const server = await startTestApi({
    beside: besideOf(copy),
    ...(api ? { api } : {}),
    maxOperationCost: Number.MAX_SAFE_INTEGER,
  });
  try {
    let changes: Changes | undefined;
    const isolation = await compareAround(server, viewer, [0, count], async () => {
      const random = createRandom(`changes ${viewer} ${seed}`);
      changes = await changeInvisible(server.client, tables, onlooker, random);
    });
    return { ...isolation, changes: changes! };
  } finally {
    await server.close();
    await copy.drop();
  }
}

describe('no answer tells anything of rows which are not visible', () => {
  it.each(Object.entries(onlookers))('to %s', async (viewer, [, count]) => {
    const operations = isLong ? count * 105 : count;
    const { asked, clean, difference, changes } = await attack(viewer, operations);
    expect(difference).toBeUndefined();
    expect(asked).toBeGreaterThan(operations * 0.8);
    if (viewer !== 'anonymous') expect(clean).toBeGreaterThan(asked / 2);
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
      shapes: Object.fromEntries(
        Object.entries(relations).map(([name, { table: of }]) => [name, Object.fromEntries(shapesOf(of))]),
      ),
    });
    expect((await attack('viewer', 40, loose)).difference).toMatch(/^before: /);
  });
});
