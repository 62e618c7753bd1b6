/**
 * A cohort is static, and has members, or has a definition: never both, at no door, and not by two who write at once.
 * Held by the database; what a client is told of it comes last.
 */
import postgres from 'postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import { codes } from './support/write-client.ts';
import { api, made, projectId, refused, send, useWriteSession, world } from './support/write-session.ts';

useWriteSession();

const definition = { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'IS_SET' } }] };
const stored = '{"type":"AND","values":[{"type":"person_property","property":"p","operator":"is_set"}]}';

let client: postgres.Sql;
beforeAll(() => {
  client = postgres(api.databaseUrl, { max: 4, onnotice: () => {} });
  return () => client.end();
});

const violation = async (statement: Promise<unknown>): Promise<string | null> =>
  statement.then(
    () => null,
    error => (error as { constraint_name?: string }).constraint_name ?? String(error),
  );

async function staticCohort(): Promise<string> {
  const [row] = await client<{ id: string }[]>`
    insert into cohorts (project_id, name, is_static) values (${projectId()}, 'c', true) returning id`;
  return row!.id;
}

type Sql = postgres.Sql | postgres.TransactionSql;
const addMember = (sql: Sql, cohort: string) =>
  sql`insert into cohort_members (project_id, cohort_id, person_id) values (${projectId()}, ${cohort}, ${world.persons.a[0]!})`;
const define = (sql: Sql, cohort: string) =>
  sql`update cohorts set is_static = false, definition = ${stored}::text::jsonb where id = ${cohort}`;

/** Whether the cohort has members, and whether it has a definition. */
async function kindOf(cohort: string): Promise<{ members: boolean; definition: boolean }> {
  const [row] = await client<{ members: boolean; definition: boolean }[]>`
    select definition is not null as definition,
      exists (select from cohort_members where cohort_id = c.id) as members
    from cohorts c where id = ${cohort}`;
  return row!;
}

describe('a cohort', () => {
  it('is static exactly where it has no definition', async () => {
    const insert = (isStatic: boolean, json: string | null) =>
      violation(client`insert into cohorts (project_id, name, is_static, definition)
        values (${projectId()}, 'c', ${isStatic}, ${json}::text::jsonb)`);
    expect(await insert(true, null)).toBeNull();
    expect(await insert(false, stored)).toBeNull();
    expect(await insert(true, stored)).toBe('cohorts_static_or_defined');
    expect(await insert(false, null)).toBe('cohorts_static_or_defined');
  });

  it('that has a definition takes no members', async () => {
    const cohort = await staticCohort();
    await define(client, cohort);
    expect(await violation(addMember(client, cohort))).toBe('cohort_members_cohort_is_static');
    const other = await staticCohort();
    await addMember(client, other);
    expect(
      await violation(client`update cohort_members set cohort_id = ${cohort} where cohort_id = ${other}`),
    ).toBe('cohort_members_cohort_is_static');
  });

  it('that has members takes no definition before they are gone', async () => {
    const cohort = await staticCohort();
    await addMember(client, cohort);
    expect(await violation(define(client, cohort))).toBe('cohort_members_cohort_is_static');
    // In whatever order, as long as it is one transaction.
    await client.begin(async sql => {
      await define(sql, cohort);
      await sql`delete from cohort_members where cohort_id = ${cohort}`;
    });
    expect(await kindOf(cohort)).toEqual({ members: false, definition: true });
  });

  it('may become defined and static again in one transaction, members and all', async () => {
    const cohort = await staticCohort();
    await client.begin(async sql => {
      await define(sql, cohort);
      await addMember(sql, cohort);
      await sql`update cohorts set is_static = true, definition = null where id = ${cohort}`;
    });
    expect(await kindOf(cohort)).toEqual({ members: true, definition: false });
  });
});

describe('a member that is added while the cohort gets a definition', () => {
  const never = { members: true, definition: true };

  it('loses or wins, in twenty rounds at once', async () => {
    const wins = { added: 0, defined: 0 };
    for (let round = 0; round < 20; round++) {
      const cohort = await staticCohort();
      const [added, defined] = await Promise.all([
        violation(addMember(client, cohort)),
        violation(define(client, cohort)),
      ]);
      for (const refusal of [added, defined]) {
        if (refusal !== null) expect(refusal).toBe('cohort_members_cohort_is_static');
      }
      expect(await kindOf(cohort)).not.toEqual(never);
      expect([added, defined]).toContain(null);
      if (added === null) wins.added++;
      else wins.defined++;
    }
    expect(wins.added + wins.defined).toBe(20);
  });

  it.each([
    ['the member', addMember, define],
    ['the definition', define, addMember],
  ] as const)('waits for whoever was looked at first, and loses: %s', async (_, first, second) => {
    const cohort = await staticCohort();
    const [one, other] = await Promise.all([client.reserve(), client.reserve()]);
    try {
      await one`begin`;
      await first(one, cohort);
      await one`set constraints all immediate`;
      let isOver = false;
      const late = violation(second(other, cohort)).finally(() => {
        isOver = true;
      });
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(isOver).toBe(false);
      await one`commit`;
      expect(await late).toBe('cohort_members_cohort_is_static');
    } finally {
      for (const connection of [one, other]) await connection`rollback`;
      for (const connection of [one, other]) connection.release();
    }
    expect(await kindOf(cohort)).not.toEqual(never);
  });

  it.each([
    ['the member is written first and commits first', [addMember, define], [0, 1]],
    ['the member is written first and commits last', [addMember, define], [1, 0]],
    ['the definition is written first and commits first', [define, addMember], [0, 1]],
    ['the definition is written first and commits last', [define, addMember], [1, 0]],
  ] as const)('is refused, or the definition is, where %s', async (_, writes, order) => {
    const cohort = await staticCohort();
    const connections = await Promise.all(writes.map(() => client.reserve()));
    try {
      for (const [i, write] of writes.entries()) {
        await connections[i]!`begin`;
        await write(connections[i]!, cohort);
      }
      // Whoever commits first may have to wait for the other.
      const commits: Promise<string | null>[] = [];
      for (const i of order) {
        commits.push(violation(connections[i]!`commit`));
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      const outcomes = await Promise.all(commits);
      expect(outcomes.filter(outcome => outcome === null)).toHaveLength(1);
      expect(outcomes).toContain('cohort_members_cohort_is_static');
    } finally {
      for (const connection of connections) await connection`rollback`;
      for (const connection of connections) connection.release();
    }
    expect(await kindOf(cohort)).not.toEqual(never);
  });

  it('does not wait for someone who merely renames the cohort', async () => {
    const cohort = await staticCohort();
    await client.begin(async sql => {
      await sql`update cohorts set name = 'renamed' where id = ${cohort}`;
      await addMember(client, cohort);
    });
    expect(await kindOf(cohort)).toEqual({ members: true, definition: false });
  });
});

describe('through the API', () => {
  const words = 'must keep to the rule that only static cohorts have members.';

  it('a member of a defined cohort, and a definition of one with members, are refused in words', async () => {
    const defined = await made('Cohort', { projectId: projectId(), name: 'c', definition });
    const member = { personId: world.persons.a[0] };
    const single = await refused('createCohortMember', {
      projectId: projectId(),
      cohortId: defined,
      ...member,
    });
    expect(single.userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input'], message: `cohort member ${words}` },
    ]);
    const owned = await refused('updateCohort', { id: defined, members: { create: [member] } });
    expect(codes(owned)).toEqual(['BAD_USER_INPUT input.members.create.0.personId']);
    const born = { projectId: projectId(), name: 'c', definition, members: { create: [member] } };
    expect(codes(await refused('createCohort', born))).toEqual([
      'BAD_USER_INPUT input.members.create.0.personId',
    ]);

    const members = { create: [member] };
    const listed = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true, members });
    const turned = await refused('updateCohort', { id: listed, isStatic: false, definition });
    expect(turned.userErrors).toMatchObject([
      { code: 'BAD_USER_INPUT', path: ['input'], message: `cohort ${words}` },
    ]);
  });

  it('a definition has to be given exactly where the cohort is not static', async () => {
    const message = 'definition must be given exactly where the cohort is not static.';
    const base = { projectId: projectId(), name: 'c' };
    const c = await made('Cohort', { ...base, isStatic: true });
    for (const [mutation, input] of [
      ['createCohort', base],
      ['createCohort', { ...base, isStatic: true, definition }],
      ['updateCohort', { id: c, definition }],
      ['updateCohort', { id: c, isStatic: false }],
    ] as const) {
      const result = await refused(mutation, input);
      expect(result.userErrors).toMatchObject([
        { code: 'BAD_USER_INPUT', path: ['input', 'definition'], message },
      ]);
    }
    expect(codes(await send('updateCohort', { id: c, isStatic: false, definition }))).toEqual([]);
    expect(codes(await send('updateCohort', { id: c, isStatic: true, definition: null }))).toEqual([]);
  });

  it('a cohort and its members change together', async () => {
    const members = { create: [{ personId: world.persons.a[0] }] };
    const c = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true, members });
    const { payload } = await send('updateCohort', { id: c }, 'cohort { members { nodes { id } } }');
    const gone = payload.cohort.members.nodes.map(({ id }: { id: string }) => id);
    const turned = { id: c, isStatic: false, definition, members: { delete: gone } };
    expect(codes(await send('updateCohort', turned))).toEqual([]);
    const back = { id: c, isStatic: true, definition: null, members };
    expect(codes(await send('updateCohort', back))).toEqual([]);
    expect(await kindOf(c)).toEqual({ members: true, definition: false });
  });
});
