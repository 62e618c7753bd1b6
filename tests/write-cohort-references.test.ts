/**
 * Cohorts that refer to each other, as they are written: circles at every door, and what strangers learn of any of it.
 * That a cohort is there is asked of all references in JSON elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countStatements, type StatementCount } from './support/statement-count.ts';
import { codes, type Mutated, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  engagement,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

let statements: StatementCount;
beforeAll(() => {
  statements = countStatements(api.adminUrl);
});
afterAll(() => statements.close());

const isSet = { personProperty: { property: 'p', operator: 'IS_SET' } };
const to = (cohortId: string) => ({ cohort: { cohortId, negated: false } });
const all = (...values: object[]) => ({ type: 'AND', values });
const cohort = (...values: object[]) =>
  made('Cohort', { projectId: projectId(), name: 'c', definition: all(...values) });
const bulk = (ids: readonly string[], set: object) => ({ where: { uuid: { in: ids } }, atMost: 9, set });

describe('a circle of cohorts', () => {
  it('is refused where one cohort is updated, and where a filter finds it', async () => {
    const a = await cohort(isSet);
    const b = await cohort(to(a));
    const definition = all(isSet, to(b));
    const single = await refused('updateCohort', { id: a, definition });
    expect(codes(single)).toEqual(['BAD_USER_INPUT input.definition']);
    const many = await refused('updateCohorts', bulk([a], { definition }));
    expect(codes(many)).toEqual(['BAD_USER_INPUT input.set.definition']);
    expect(many.userErrors[0]!.message).toMatch(/^definition\.values\[1\].* in a circle\.$/);
  });

  it('is refused where it is closed by several rows of one bulk update', async () => {
    const [a, b] = [await cohort(isSet), await cohort(isSet)];
    const result = await refused('updateCohorts', bulk([a, b], { definition: all(to(a)) }));
    expect([...new Set(codes(result))]).toEqual(['BAD_USER_INPUT input.set.definition']);
  });

  it('of others is no matter of a cohort that is written without its definition', async () => {
    const a = await cohort(isSet);
    const b = await cohort(to(a));
    expect(codes(await send('updateCohorts', bulk([a, b], { name: 'renamed' })))).toEqual([]);
    const { cohort: shown } = await read(`{ cohort(id: "${b}") { name } }`);
    expect(shown.name).toBe('renamed');
  });
});

/** Starts a mutation that has to wait for a row, does the work meanwhile, and answers with what became of it. */
async function overtaken(
  [table, id, lock]: readonly [table: string, id: string, lock: string],
  start: () => Promise<Mutated>,
  work: () => Promise<unknown>,
): Promise<Mutated> {
  let late: Promise<Mutated> | undefined;
  await api.client.begin(async held => {
    await held`select 1 from ${held(table)} where id = ${id} for ${held.unsafe(lock)}`;
    late = start();
    for (let waiting = 0; waiting === 0; await new Promise(resolve => setTimeout(resolve, 10))) {
      // Outside of the transaction, in which what PostgreSQL says of its processes stays as it was.
      const [row] = await api.client<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      waiting = row!.n;
    }
    await work();
  });
  return late!;
}

describe('what only the database can see', () => {
  it('is told at the field: a circle that two close at once', async () => {
    const [a, b] = [await cohort(isSet), await cohort(isSet)];
    const late = await overtaken(
      // What leads to a row may still look at it.
      ['cohorts', a, 'no key update'],
      () => send('updateCohort', { id: a, name: 'late', definition: all(to(b)) }),
      async () => {
        const early = await send('updateCohort', { id: b, name: 'early', definition: all(to(a)) });
        expect(codes(early)).toEqual([]);
      },
    );
    // It can be told where it leads, once it is there to be looked at.
    expect(late.userErrors).toEqual([
      {
        code: 'BAD_USER_INPUT',
        message: expect.stringMatching(/^definition\.values\[0] → cohort .* in a circle\.$/),
        path: ['input', 'definition'],
      },
    ]);
  });

  it('is told at the field: a cohort that is deleted while an insight begins to refer to it', async () => {
    const c = await cohort(isSet);
    const config = { lifecycle: { ...engagement, cohortIds: [c] } };
    const late = await overtaken(
      ['projects', projectId(), 'update'],
      () => send('createInsight', { projectId: projectId(), name: 'late', type: 'LIFECYCLE', config }),
      () => api.client`update cohorts set deleted_at = now() where id = ${c}`,
    );
    expect(codes(late)).toEqual(['NOT_FOUND input.config.lifecycle.cohortIds.0']);
  });

  it('is told at the child where it is one: a member of a cohort that has a definition', async () => {
    const c = await cohort(isSet);
    const [first, second] = world.persons.a.map(personId => ({ personId }));
    const one = await refused('updateCohort', { id: c, name: 'x', members: { create: [first] } });
    expect(codes(one)).toEqual(['BAD_USER_INPUT input.members.create.0.personId']);
    const two = await refused('updateCohort', { id: c, name: 'x', members: { create: [first, second] } });
    expect(codes(two)).toEqual(['BAD_USER_INPUT input.members']);
  });
});

describe('a stranger', () => {
  it('learns nothing of the cohorts of a project: not which there are, and not what they lead to', async () => {
    const target = await cohort(isSet);
    const large = await cohort(...Array.from({ length: 99 }, () => isSet));
    const deep = await cohort(to(large));
    const ask = async (mutation: string, input: object) => {
      const { payload, failures } = await mutate(api, world.tokens.outsider, mutation, input);
      expect(failures).toEqual([]);
      return payload.userErrors.filter(({ path }: { path: string[] }) => path.length < 3);
    };
    const of = (id: string) => ({ definition: all(isSet, isSet, to(id)) });
    const base = { projectId: projectId(), name: 'c' };
    const answers = [];
    for (const id of [target, deep, randomUUID()]) {
      answers.push([
        await ask('createCohort', { ...base, ...of(id) }),
        await ask('updateCohort', { id: target, ...of(id) }),
        await ask('updateCohorts', bulk([target], of(id))),
      ]);
    }
    expect(answers[0]).toMatchObject([
      [{ code: 'NOT_FOUND', path: ['input', 'projectId'] }],
      [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
      [],
    ]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('who may read, and not write, is told just that', async () => {
    const a = await cohort(isSet);
    const b = await cohort(to(a));
    const { payload } = await mutate(api, world.tokens.viewer, 'updateCohort', {
      id: a,
      definition: all(to(b)),
    });
    expect(payload.userErrors).toMatchObject([{ code: 'FORBIDDEN', path: ['input'] }]);
  });
});

describe('checks by hand', () => {
  it('of dates and time zones are made of bulk updates, at the place in `set`', async () => {
    const d = await dashboard();
    const dates = bulk([d], { dateFrom: 'rubbish', dateTo: '2026-02-30' });
    expect(codes(await refused('updateDashboards', dates))).toEqual([
      'BAD_USER_INPUT input.set.dateFrom',
      'BAD_USER_INPUT input.set.dateTo',
    ]);
    expect(codes(await refused('updateProjects', bulk([projectId()], { timezone: 'Nowhere' })))).toEqual([
      'BAD_USER_INPUT input.set.timezone',
    ]);
  });

  it('are told together with all else that is wrong with the input', async () => {
    const wrong = await refused('updateDashboard', {
      id: await dashboard(),
      name: null,
      dateFrom: 'rubbish',
    });
    expect(codes(wrong)).toEqual(['BAD_USER_INPUT input.name', 'BAD_USER_INPUT input.dateFrom']);
  });

  it('cost statements only where a cohort refers to another', async () => {
    const a = await cohort(isSet);
    const count = async (definition: object) => {
      const sent = await statements.during(async () => {
        expect(codes(await send('createCohort', { projectId: projectId(), name: 'c', definition }))).toEqual(
          [],
        );
      });
      // Triggers run statements of their own.
      return sent.filter(text => text.startsWith('with "viewer"')).length;
    };
    expect(await count(all(isSet))).toBe(1);
    expect(await count(all(to(a)))).toBe(3);
  });
});
