/**
 * Claims about filters that no other suite makes: unknown conditions, patterns taken literally, JSON of the wrong type.
 * Each test was written for a change to the code that all other suites let pass.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';

let api: TestApi;
let token: string;
const project = uuidOf('project a');
const odd = ['100%', '100 of', 'a_b', 'axb', 'c\\d', 'cd'];

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  for (const name of odd) {
    await api.client`insert into dashboards (project_id, name) values (${project}, ${name})`;
    await api.client`insert into persons (project_id, properties)
      values (${project}, ${JSON.stringify({ odd: name, '1': 1 })}::text::jsonb)`;
  }
  await api.client`insert into persons (project_id, properties)
    values (${project}, ${JSON.stringify({ odd: 100, list: ['100%'] })}::text::jsonb)`;
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

const names = async (where: string): Promise<string[]> => {
  const { data, errors } = await api.ask(
    `query { dashboards(first: 100, where: { projectId: { eq: "${project}" }, ${where} }) { nodes { name } } }`,
    { token },
  );
  expect(errors).toBeUndefined();
  return data.dashboards.nodes.map((node: Any) => node.name).sort();
};
const properties = async (filter: object): Promise<unknown[]> => {
  const { data, errors } = await api.ask(
    'query ($where: PersonWhere) { persons(first: 100, where: $where) { nodes { properties } } }',
    { token, variables: { where: { properties: { path: [{ path: ['odd'], ...filter }] } } } },
  );
  expect(errors).toBeUndefined();
  return data.persons.nodes.map((node: Any) => node.properties.odd).sort();
};
const refusal = async (properties: object): Promise<string | undefined> => {
  const { errors } = await api.ask('query ($where: PersonWhere) { persons(where: $where) { totalCount } }', {
    token,
    variables: { where: { properties } },
  });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  return errors?.[0]?.message;
};

describe('a text is taken letter for letter', () => {
  it.each([
    ['contains', '%', ['100%']],
    ['contains', '_', ['a_b']],
    ['contains', '\\', ['c\\d']],
    ['startsWith', 'a_', ['a_b']],
    ['startsWith', '100%', ['100%']],
    ['startsWith', 'c\\', ['c\\d']],
    ['endsWith', '_b', ['a_b']],
    ['endsWith', '%', ['100%']],
  ])('by %s: %s', async (operator, text, expected) => {
    expect(await names(`name: { ${operator}: ${JSON.stringify(text)} }`)).toEqual(expected);
  });

  it.each([
    ['contains', '0%', ['100%']],
    ['contains', 'a_', ['a_b']],
    ['startsWith', '100%', ['100%']],
    ['endsWith', '_b', ['a_b']],
  ])('inside JSON by %s: %s', async (operator, text, expected) => {
    expect(await properties({ [operator]: text })).toEqual(expected);
  });
});

describe('a text to search for', () => {
  const dashboards = 'query ($where: DashboardWhere) { dashboards(where: $where) { totalCount } }';
  const long = 'a'.repeat(1_001);

  it.each(['contains', 'startsWith', 'endsWith', 'like', 'ilike'])(
    'may have 1,000 characters and no more: %s',
    async operator => {
      const ask = (text: string) =>
        api.ask(dashboards, { token, variables: { where: { name: { [operator]: text } } } });
      expect((await ask(long.slice(1))).errors).toBeUndefined();
      expect((await ask(long)).errors).toMatchObject([
        {
          message: `where.name.${operator} may have at most 1000 characters, and has 1001.`,
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );

  it('is bounded at a path in JSON as well', async () => {
    expect(await refusal({ path: [{ path: ['a'], contains: long }] })).toMatch(
      /path\[0\]\.contains may have at most 1000 characters/,
    );
    expect(await refusal({ hasKey: long })).toMatch(/hasKey may have at most 1000 characters/);
  });
});

describe('inside JSON', () => {
  it('a number is not searched as a text', async () => {
    expect(await properties({ startsWith: '100' })).toEqual(['100 of', '100%']);
  });

  it('a text does not come after a number', async () => {
    expect(await properties({ lt: 1_000 })).toEqual([100]);
  });

  it('a value that is there is told from a missing one', async () => {
    expect(await properties({ isNull: false })).toHaveLength(odd.length + 1);
  });

  it('a pattern that ends in a backslash is refused', async () => {
    expect(await refusal({ path: [{ path: ['odd'], ilike: 'a\\' }] })).toMatch(/ends in a backslash/);
  });

  it('null is an operand of eq and ne alone', async () => {
    for (const operator of ['in', 'lt', 'contains', 'ilike', 'isNull']) {
      expect(await refusal({ path: [{ path: ['odd'], [operator]: null }] })).toBe(
        `where.properties.path[0].${operator} must not be null.`,
      );
    }
  });

  it('member names are checked like texts', async () => {
    expect(await refusal({ contains: { 'a\u0000': 1 } })).toMatch(/NUL character/);
  });

  it('nesting deeper than the call stack is refused like any other nesting', async () => {
    const deep = (levels: number): unknown =>
      Array(levels)
        .fill(0)
        .reduce(inner => [inner], 1);
    expect(await refusal({ contains: deep(400) })).toMatch(/nested more than 64 levels deep/);
    const { errors } = await api.ask(
      'query ($where: PersonWhere) { persons(where: $where) { totalCount } }',
      { token, variables: { where: { properties: { contains: deep(3_000) } } } },
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^The variables are nested too deeply/),
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ]);
  });

  it('an infinite number is refused, although null was asked for beside it', async () => {
    const { errors } = await api.ask(
      '{ a: persons(where: { properties: { contains: { x: null } } }) { totalCount } b: persons(where: { properties: { contains: { x: 1e999 } } }) { totalCount } }',
      { token },
    );
    expect(errors?.map(error => error.path)).toEqual([['b']]);
  });
});

describe('a list of values', () => {
  it('must not hold null', async () => {
    const { errors } = await api.ask(
      'query ($in: [String!]) { dashboards(where: { name: { in: $in } }) { totalCount } }',
      {
        token,
        variables: { in: ['a', null] },
      },
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('every', () => {
  it('is not met by a row for which the condition is unknown', async () => {
    const { data } = await api.ask(
      `{ dashboards(first: 100, where: { widgets: { every: { content: { ne: "no text" }, AND: [{ content: { like: "%" } }] } } }) { nodes { widgets { nodes { content } } } } }`,
      { token },
    );
    const contents = data.dashboards.nodes.flatMap((d: Any) => d.widgets.nodes.map((w: Any) => w.content));
    expect(contents).not.toContain(null);
  });
});

describe('a value that its type cannot hold', () => {
  it('is told of the argument it was given to, and of no other', async () => {
    const { errors } = await api.ask(
      '{ viewer { email } dashboards(where: { createdAt: { gt: "0000-01-01T00:00:00Z" } }) { totalCount } }',
      { token },
    );
    expect(errors?.map(error => error.path)).toEqual([['dashboards']]);
    expect(errors![0]!.message).toBe('where.createdAt.gt must be in the years 1 to 9999.');
  });
});
