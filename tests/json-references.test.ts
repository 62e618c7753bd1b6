/**
 * References inside JSON, where no foreign key can stand: cohorts in definitions and configurations are there, of the same
 * project, and never in a circle. Held by the database, so that it is asked directly, and by several at once.
 */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codes } from './support/write-client.ts';
import { api, made, projectId, refused, send, useWriteSession, world } from './support/write-session.ts';

useWriteSession();

const circle = 'cohorts_definition_no_circle';
const missingInCohort = 'cohorts_definition_references_exist';
const missingInInsight = 'insights_config_references_exist';

let sql: postgres.Sql;
beforeAll(() => {
  sql = postgres(api.databaseUrl, { max: 8, onnotice: () => {} });
  return () => sql.end();
});

type Client = postgres.Sql | postgres.TransactionSql;

const violation = async (statement: Promise<unknown>): Promise<string | null> =>
  statement.then(
    () => null,
    error => (error as { constraint_name?: string }).constraint_name ?? String(error),
  );

const isSet = { type: 'person_property', property: 'p', operator: 'is_set' };
const to = (cohortId: unknown) => ({ type: 'cohort', cohortId, negated: false });
/** A definition that names cohorts, the last of them in a group of its own. */
const naming = (...ids: unknown[]) =>
  JSON.stringify({
    type: 'AND',
    values: [isSet, ...ids.slice(0, -1).map(to), { type: 'OR', values: [isSet, ...ids.slice(-1).map(to)] }],
  });

async function cohort(definition = naming(), project = projectId(), client: Client = sql): Promise<string> {
  const [row] = await client<{ id: string }[]>`insert into cohorts (project_id, name, definition)
    values (${project}, 'c', ${definition}::text::jsonb) returning id`;
  return row!.id;
}
const define = (client: Client, id: string, definition: string) =>
  client`update cohorts set definition = ${definition}::text::jsonb where id = ${id}`;
const configOf = (...ids: unknown[]) =>
  JSON.stringify({ type: 'lifecycle', cohortIds: ids.slice(1), breakdownCohortIds: ids.slice(0, 1) });

/** Cohorts that can be reached from themselves: asked of the rows by other means than the trigger's. */
async function cohortsInCircles(): Promise<string[]> {
  const rows = await sql<{ id: string; definition: unknown }[]>`select id, definition from cohorts`;
  const named = new Map(
    rows.map(({ id, definition }) => [
      id,
      [...JSON.stringify(definition).matchAll(/"cohortId":"([^"]+)"/g)].map(match => match[1]!.toLowerCase()),
    ]),
  );
  return [...named.keys()].filter(start => {
    const reached = new Set<string>();
    const pending = [...named.get(start)!];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      pending.push(...(named.get(id) ?? []));
    }
    return reached.has(start);
  });
}

beforeEach(async () => {
  await sql.begin(async all => {
    await all`delete from insights`;
    await all`delete from cohorts`;
  });
});

describe('references between cohorts', () => {
  it('are refused where they close a circle, however long, in groups and in capitals', async () => {
    const first = await cohort();
    expect(await violation(define(sql, first, naming(first)))).toBe(circle);
    expect(await violation(define(sql, first, naming(first.toUpperCase())))).toBe(circle);
    let last = first;
    for (let i = 0; i < 12; i++) last = await cohort(naming(last));
    expect(await violation(define(sql, first, naming(last)))).toBe(circle);
    expect(await violation(define(sql, first, naming(last, await cohort())))).toBe(circle);
    expect(await cohortsInCircles()).toEqual([]);
  });

  it('may meet again, which is no circle', async () => {
    const bottom = await cohort();
    const [left, right] = [await cohort(naming(bottom)), await cohort(naming(bottom))];
    const top = await cohort(naming(left, right));
    expect(await violation(define(sql, top, naming(left, right, bottom)))).toBeNull();
  });

  it('close no circle through a deleted cohort either, so that it can be restored', async () => {
    const first = await cohort();
    const second = await cohort(naming(first));
    const third = await cohort(naming(second));
    await sql`update cohorts set deleted_at = now() where id = ${second}`;
    expect(await violation(define(sql, first, naming(third)))).toBe(circle);
  });

  it('may be anything within a transaction, as long as there is no circle in the end', async () => {
    const [x, y] = [await cohort(), await cohort()];
    const turned = sql.begin(async all => {
      await define(all, x, naming(y));
      await define(all, y, naming(x));
      await define(all, x, naming());
    });
    expect(await violation(turned)).toBeNull();
    const both = sql.begin(async all => {
      const [passing, later] = [await cohort(naming(), projectId(), all), randomUUID()];
      await define(all, passing, naming(later));
      await all`insert into cohorts (id, project_id, name, definition)
        values (${later}, ${projectId()}, 'later', ${naming()}::text::jsonb)`;
      await define(all, x, naming(later));
      await all`delete from cohorts where id = ${passing}`;
    });
    expect(await violation(both)).toBeNull();
  });
});

describe('two who close a circle at once', () => {
  const neverBoth = async (outcomes: readonly (string | null)[]) => {
    expect(outcomes.filter(outcome => outcome === null).length).toBeLessThan(outcomes.length);
    for (const outcome of outcomes) expect([null, circle]).toContain(outcome);
    expect(await cohortsInCircles()).toEqual([]);
  };

  it('never succeed both, in twenty rounds', async () => {
    let wins = 0;
    for (let round = 0; round < 20; round++) {
      const [x, y] = [await cohort(), await cohort()];
      const outcomes = await Promise.all([
        violation(define(sql, x, naming(y))),
        violation(define(sql, y, naming(x))),
      ]);
      await neverBoth(outcomes);
      if (outcomes.includes(null)) wins++;
    }
    expect(wins).toBe(20);
  });

  it('never succeed all, where they are eight and the circle is as long', async () => {
    for (let round = 0; round < 10; round++) {
      const ids = await Promise.all(Array.from({ length: 8 }, () => cohort()));
      const outcomes = await Promise.all(
        ids.map((id, i) => violation(define(sql, id, naming(ids[(i + 1) % 8])))),
      );
      await neverBoth(outcomes);
      expect(outcomes.filter(outcome => outcome === null)).toHaveLength(7);
    }
  });

  it('never succeed both where one is looked at before the other commits', async () => {
    const [x, y] = [await cohort(), await cohort()];
    const connections = await Promise.all([sql.reserve(), sql.reserve()]);
    try {
      const [one, other] = connections as [postgres.ReservedSql, postgres.ReservedSql];
      await one`begin`;
      await other`begin`;
      await define(one, x, naming(y));
      await define(other, y, naming(x));
      await one`set constraints all immediate`;
      let isOver = false;
      const late = violation(other`commit`).finally(() => {
        isOver = true;
      });
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(isOver).toBe(false);
      await one`commit`;
      await neverBoth([null, await late]);
    } finally {
      for (const connection of connections) await connection`rollback`;
      for (const connection of connections) connection.release();
    }
  });

  it('are told so through the API, in twenty rounds', async () => {
    const definition = (cohortUuid: string) => ({
      type: 'AND',
      values: [{ cohort: { cohortId: cohortUuid, negated: false } }],
    });
    for (let round = 0; round < 20; round++) {
      const [x, y] = [await cohort(), await cohort()];
      const results = await Promise.all([
        send('updateCohort', { id: x, definition: definition(y) }),
        send('updateCohort', { id: y, definition: definition(x) }),
      ]);
      const told = results.flatMap(result => result.userErrors);
      expect(results.flatMap(result => result.failures)).toEqual([]);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', 'definition'] });
      expect(told[0]!.message).toMatch(/ in a circle\.$/);
      expect(await cohortsInCircles()).toEqual([]);
    }
  });

  it('hold up nobody whose definition names no cohort', async () => {
    const [x, y, z] = [await cohort(), await cohort(), await cohort()];
    const named = await cohort(naming(z));
    await sql.begin(async all => {
      await define(all, x, naming(y));
      // The look for circles, and with it the lock, now rather than at the end.
      await all`set constraints all immediate`;
      await define(sql, z, naming());
      await cohort();
      await sql`update cohorts set name = 'renamed' where id = ${named}`;
    });
  });
});

describe('a bulk write', () => {
  it('closes no circle, as its rows are looked at one by one before', async () => {
    const [x, y] = [await cohort(), await cohort()];
    const definition = { type: 'AND', values: [{ cohort: { cohortId: x, negated: false } }] };
    const result = await refused('updateCohorts', {
      where: { uuid: { in: [x, y] } },
      atMost: 2,
      set: { definition },
    });
    expect(result.userErrors).toEqual([
      {
        code: 'BAD_USER_INPUT',
        path: ['input', 'set', 'definition'],
        message: `definition.values[0].cohortId refers to cohort ${x} in a circle.`,
      },
    ]);
  });
});

/** What can name cohorts: a cohort's definition and an insight's configuration. */
const namers = [
  {
    what: 'definition',
    constraint: missingInCohort,
    table: 'cohorts',
    insert: (name: string, ...ids: unknown[]) =>
      sql`insert into cohorts (project_id, name, definition) values (${projectId()}, ${name}, ${naming(...ids)}::text::jsonb)`,
    change: (...ids: unknown[]) =>
      sql`update cohorts set definition = ${naming(...ids)}::text::jsonb where name = 'namer'`,
  },
  {
    what: 'configuration',
    constraint: missingInInsight,
    table: 'insights',
    insert: (name: string, ...ids: unknown[]) =>
      sql`insert into insights (project_id, name, type, config) values (${projectId()}, ${name}, 'lifecycle', ${configOf(...ids)}::text::jsonb)`,
    change: (...ids: unknown[]) =>
      sql`update insights set config = ${configOf(...ids)}::text::jsonb where name = 'namer'`,
  },
] as const;

describe.each(namers)('a cohort named by a $what', ({ constraint, insert, change, table }) => {
  it('has to be in use, and of the same project', async () => {
    const [own, foreign, deleted] = [
      await cohort(),
      await cohort(naming(), world.projects.other),
      await cohort(),
    ];
    await sql`update cohorts set deleted_at = now() where id = ${deleted}`;
    expect(await violation(insert('x', own, own))).toBeNull();
    await insert('namer', own);
    for (const wrong of [foreign, deleted, randomUUID(), 'x', "x'", '', 5, {}]) {
      expect(await violation(insert('x', own, wrong)), String(wrong)).toBe(constraint);
      expect(await violation(insert('x', wrong, own)), String(wrong)).toBe(constraint);
      expect(await violation(change(own, wrong)), String(wrong)).toBe(constraint);
    }
    expect(await violation(change())).toBeNull();
  });

  it('may be deleted later, without anyone being held up by it', async () => {
    const [first, second] = [await cohort(), await cohort()];
    await insert('namer', first);
    await sql`update cohorts set deleted_at = now() where id = ${first}`;
    expect(
      await violation(sql`update ${sql(table)} set description = 'changed' where name = 'namer'`),
    ).toBeNull();
    expect(await violation(change(first, second))).toBeNull();
    // Purged, at last.
    expect(await violation(sql`delete from cohorts where id = ${first}`)).toBeNull();
    expect(await violation(change(second, first))).toBeNull();
    expect(await violation(change(second))).toBeNull();
    expect(await violation(change(second, first))).toBe(constraint);
  });

  it('cannot leave the project, nor go for good while it is in use', async () => {
    const named = await cohort();
    await insert('namer', named);
    const { other } = world.projects;
    const leave = () => violation(sql`update cohorts set project_id = ${other} where id = ${named}`);
    expect(await leave()).toBe(constraint);
    expect(await violation(sql`update cohorts set id = gen_random_uuid() where id = ${named}`)).toBe(
      constraint,
    );
    expect(await violation(sql`delete from cohorts where id = ${named}`)).toBe(constraint);
    await sql`update cohorts set deleted_at = now() where id = ${named}`;
    expect(await leave()).toBe(constraint);
    await change();
    expect(await leave()).toBeNull();
  });

  it('has to come along where the row that names it moves to another project', async () => {
    const named = await cohort();
    await insert('namer', named);
    const { other } = world.projects;
    const move = (client: Client) =>
      client`update ${client(table)} set project_id = ${other} where name = 'namer'`;
    expect(await violation(move(sql))).toBe(constraint);
    const together = sql.begin(async all => {
      await move(all);
      await all`update cohorts set project_id = ${other} where id = ${named}`;
    });
    expect(await violation(together)).toBeNull();
  });

  it('goes with the project, in whatever order', async () => {
    const project = randomUUID();
    await sql`insert into projects (id, name, slug) values (${project}, 'p', ${project})`;
    const named = await cohort(naming(), project);
    await sql`insert into insights (project_id, name, type, config)
      values (${project}, 'i', 'lifecycle', ${configOf(named)}::text::jsonb)`;
    await cohort(naming(named), project);
    expect(await violation(sql`delete from projects where id = ${project}`)).toBeNull();
  });

  it('is there afterwards, or nobody names it, where it is removed at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const named = await cohort();
      await sql`delete from ${sql(table)} where name = 'namer'`;
      await insert('namer');
      const [set, removed] = await Promise.all([
        violation(change(named)),
        violation(sql`delete from cohorts where id = ${named}`),
      ]);
      expect([set, removed].sort()).toEqual([null, constraint].sort());
    }
  });
});

describe('through the API', () => {
  it('a cohort that is deleted while it is named is named in vain, and says nothing worse than before', async () => {
    const named = await made('Cohort', {
      projectId: projectId(),
      name: 'c',
      definition: { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'IS_SET' } }] },
    });
    const definition = { type: 'AND', values: [{ cohort: { cohortId: named, negated: true } }] };
    const namer = await made('Cohort', { projectId: projectId(), name: 'n', definition });
    expect(codes(await send('deleteCohort', { id: named }))).toEqual([]);
    expect(codes(await send('updateCohort', { id: namer, name: 'renamed' }))).toEqual([]);
    expect(codes(await send('deleteCohort', { id: namer }))).toEqual([]);
    expect(codes(await send('restoreCohort', { id: namer }))).toEqual([]);
    expect(codes(await refused('updateCohort', { id: namer, definition }))).toEqual([
      'NOT_FOUND input.definition.values.0.cohort.cohortId',
    ]);
    expect(codes(await send('restoreCohort', { id: named }))).toEqual([]);
    expect(codes(await send('updateCohort', { id: namer, definition }))).toEqual([]);
  });
});
