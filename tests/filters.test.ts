/**
 * Filters against plain SQL, operator by operator; and what a wrong filter is told.
 * The fixture's owner asks, so that visibility takes nothing away that the SQL would find.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';

let api: TestApi;
let token: string;
const a = uuidOf('project a');

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  await api.client`update persons set properties = ${JSON.stringify({
    plan: 'pro%_\\',
    age: 41,
    tags: ['x', 'y'],
    address: { city: 'Köln' },
    since: null,
  })}::text::jsonb where id = ${uuidOf('person a1')}`;
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

async function found(list: string, where: string): Promise<string[]> {
  const answer = await api.ask(`{ ${list}(first: 100, where: ${where}) { totalCount nodes { uuid } } }`, {
    token,
  });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  const { nodes, totalCount } = answer.data[list];
  expect(totalCount).toBe(nodes.length);
  return nodes.map((node: Any) => node.uuid).sort();
}

async function expected(table: string, condition: string): Promise<string[]> {
  const present = ['dashboards', 'insights', 'cohorts'].includes(table) ? 'and t.deleted_at is null' : '';
  const rows = await api.client.unsafe<{ id: string }[]>(
    `select id from ${table} t where t.project_id = '${a}' ${present} and (${condition})`,
  );
  return rows.map(row => row.id).sort();
}

const inA = `projectId: { eq: "${a}" }`;
const noon = '2026-03-01T12:00:00.001Z';

describe('each operator finds what its SQL finds', () => {
  const cases: [list: string, table: string, where: string, sql: string][] = [
    ['dashboards', 'dashboards', 'name: { eq: "a" }', `name = 'a'`],
    ['dashboards', 'dashboards', 'name: { ne: "a" }', `name <> 'a'`],
    ['dashboards', 'dashboards', 'description: { ne: "x" }', `description is distinct from 'x'`],
    ['dashboards', 'dashboards', 'name: { in: ["a", "ä"] }', `name in ('a', 'ä')`],
    ['dashboards', 'dashboards', 'name: { in: [] }', 'false'],
    [
      'dashboards',
      'dashboards',
      'description: { notIn: ["x", "X"] }',
      `description is null or description not in ('x', 'X')`,
    ],
    ['dashboards', 'dashboards', 'description: { notIn: [] }', 'true'],
    ['dashboards', 'dashboards', 'name: { gte: "a b", lt: "b" }', `name >= 'a b' and name < 'b'`],
    ['dashboards', 'dashboards', 'name: { gt: "a", lte: "b" }', `name > 'a' and name <= 'b'`],
    ['dashboards', 'dashboards', 'name: { contains: " " }', `name like '% %'`],
    ['dashboards', 'dashboards', 'name: { contains: "%" }', 'false'],
    ['dashboards', 'dashboards', 'name: { startsWith: "a" }', `name like 'a%'`],
    ['dashboards', 'dashboards', 'name: { endsWith: "b" }', `name like '%b'`],
    ['dashboards', 'dashboards', 'name: { like: "_" }', 'length(name) = 1'],
    ['dashboards', 'dashboards', 'name: { ilike: "B" }', `lower(name) = 'b'`],
    ['dashboards', 'dashboards', 'name: { icontains: "B" }', `lower(name) like '%b%'`],
    ['dashboards', 'dashboards', 'name: { istartsWith: "A" }', `lower(name) like 'a%'`],
    ['dashboards', 'dashboards', 'name: { iendsWith: "B" }', `lower(name) like '%b'`],
    ['dashboards', 'dashboards', 'name: { icontains: "%" }', 'false'],
    ['dashboards', 'dashboards', 'description: { isNull: true }', 'description is null'],
    ['dashboards', 'dashboards', 'description: { isNull: false }', 'description is not null'],
    ['dashboards', 'dashboards', 'isPinned: { eq: true }', 'is_pinned'],
    ['dashboards', 'dashboards', 'isPinned: { ne: true }', 'not is_pinned'],
    ['dashboards', 'dashboards', `createdAt: { gt: "${noon}" }`, `created_at > '${noon}'`],
    ['dashboards', 'dashboards', `createdAt: { in: ["${noon}"] }`, `created_at = '${noon}'`],
    [
      'dashboards',
      'dashboards',
      `uuid: { in: ["${uuidOf('dashboard a1')}"] }`,
      `id = '${uuidOf('dashboard a1')}'`,
    ],
    ['insights', 'insights', 'type: { eq: TREND }', `type = 'trend'`],
    ['insights', 'insights', 'type: { in: [FUNNEL, PATHS] }', `type in ('funnel', 'paths')`],
    ['insights', 'insights', 'type: { gt: TREND }', `type > 'trend'`],
    ['insights', 'insights', 'config: { contains: { type: "trend" } }', `config @> '{"type":"trend"}'`],
    ['apiKeys', 'api_keys', 'scopes: { has: "write" }', `'write' = any(scopes)`],
    ['apiKeys', 'api_keys', 'scopes: { hasEvery: ["read", "write"] }', `scopes @> '{read,write}'`],
    ['apiKeys', 'api_keys', 'scopes: { hasSome: ["write", "no"] }', `scopes && '{write,no}'`],
    ['apiKeys', 'api_keys', 'scopes: { isEmpty: false }', 'cardinality(scopes) > 0'],
    ['persons', 'persons', 'properties: { hasKey: "plan" }', `properties ? 'plan'`],
    ['persons', 'persons', 'properties: { contains: { plan: null } }', `properties @> '{"plan":null}'`],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["age"], gt: 5 }] }',
      `(properties->>'age')::numeric > 5`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["age"], gte: 5, lt: 41 }] }',
      `(properties->>'age')::numeric between 5 and 40`,
    ],
    ['persons', 'persons', 'properties: { path: [{ path: ["age"], gt: "5" }] }', 'false'],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["plan"], in: ["pro", 1] }] }',
      `properties->>'plan' = 'pro'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["plan"], eq: null }] }',
      `properties->'plan' = 'null'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["address"], eq: { city: "Köln" } }] }',
      `properties->'address' = '{"city":"Köln"}'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["address", "city"], eq: "Köln" }, { path: ["tags"], eq: ["x", "y"] }] }',
      `properties->>'age' = '41'`,
    ],
    ['persons', 'persons', 'properties: { path: [{ path: ["tags"], eq: ["x"] }] }', 'false'],
    ['persons', 'persons', 'properties: { path: [{ path: [" 1"], eq: "y" }] }', 'false'],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["plan"], isNull: true }] }',
      `properties->>'plan' is null`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["plan"], ne: "pro" }] }',
      `properties->>'plan' is distinct from 'pro'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["plan"], endsWith: "%_\\\\" }] }',
      `properties->>'age' = '41'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["address", "city"], ilike: "k%LN" }] }',
      `properties->>'age' = '41'`,
    ],
    [
      'persons',
      'persons',
      'properties: { path: [{ path: ["tags", "1"], eq: "y" }, { path: ["age"], eq: 41 }] }',
      `properties->>'age' = '41'`,
    ],
    [
      'widgets',
      'widgets',
      'insight: { type: { eq: FUNNEL } }',
      `exists (select 1 from insights i where i.id = t.insight_id and i.type = 'funnel' and i.deleted_at is null) and exists (select 1 from dashboards d where d.id = t.dashboard_id and d.deleted_at is null)`,
    ],
    [
      'dashboards',
      'dashboards',
      'widgets: { some: { content: { isNull: false } } }',
      `exists (select 1 from widgets w where w.dashboard_id = t.id and w.content is not null)`,
    ],
    [
      'dashboards',
      'dashboards',
      'widgets: { none: { insight: { name: { eq: "a" } } } }',
      `not exists (select 1 from widgets w join insights i on i.id = w.insight_id where w.dashboard_id = t.id and i.name = 'a' and i.deleted_at is null)`,
    ],
    [
      'dashboards',
      'dashboards',
      'widgets: { every: { insight: { isFavorite: { eq: true } } } }',
      `not exists (select 1 from widgets w left join insights i on i.id = w.insight_id where w.dashboard_id = t.id and i.deleted_at is null and i.is_favorite is not true)`,
    ],
    [
      'insights',
      'insights',
      'widgets: { some: { dashboard: { widgets: { some: { content: { isNull: false } } } } } }',
      `exists (select 1 from widgets w join dashboards d on d.id = w.dashboard_id and d.deleted_at is null where w.insight_id = t.id and exists (select 1 from widgets v where v.dashboard_id = d.id and v.content is not null))`,
    ],
    [
      'persons',
      'persons',
      'cohorts: { some: { name: { eq: "a" } } }',
      `exists (select 1 from cohort_members m join cohorts c on c.id = m.cohort_id and c.deleted_at is null where m.person_id = t.id and c.name = 'a')`,
    ],
    [
      'dashboards',
      'dashboards',
      'OR: [{ name: { eq: "a" } }, { isPinned: { eq: true } }]',
      `name = 'a' or is_pinned`,
    ],
    ['dashboards', 'dashboards', 'NOT: { description: { eq: "x" } }', `description is distinct from 'x'`],
    [
      'dashboards',
      'dashboards',
      'AND: [{ name: { ne: "a" } }, { NOT: { OR: [{ isPinned: { eq: true } }, { name: { eq: "b" } }] } }]',
      `name <> 'a' and not (is_pinned or name = 'b')`,
    ],
  ];
  for (const [list, table, where, sql] of cases) {
    it(`${list}: ${where}`, async () => {
      expect(await found(list, `{ ${inA}, ${where} }`)).toEqual(await expected(table, sql));
    });
  }

  it('and the cases above find something, and leave something out', async () => {
    const sizes = await Promise.all(
      cases.map(([, table, , sql]) => expected(table, sql).then(rows => rows.length)),
    );
    expect(sizes.filter(size => size > 0).length).toBeGreaterThan(cases.length * 0.85);
  });
});

describe('an empty filter is absent', () => {
  for (const where of [
    '{}',
    '{ AND: [] }',
    '{ OR: [] }',
    '{ NOT: {} }',
    '{ name: {} }',
    '{ widgets: {} }',
    '{ OR: [{}], AND: [{}] }',
  ]) {
    it(where, async () => {
      expect(await found('dashboards', `{ ${inA}, AND: [${where}] }`)).toEqual(
        await expected('dashboards', 'true'),
      );
    });
  }
});

describe('a wrong filter is an error that names the member', () => {
  const cases: [where: string, message: RegExp][] = [
    ['{ name: { eq: null } }', /^where\.name\.eq must not be null\. Use \{ isNull: true \}/],
    ['{ name: null }', /^where\.name must be a filter, not null/],
    ['{ OR: null }', /^where\.OR must be a list of filters, not null/],
    [
      '{ NOT: { widgets: { some: { content: { in: null } } } } }',
      /^where\.NOT\.widgets\.some\.content\.in must not be null/,
    ],
    ['{ name: { eq: "a\\u0000" } }', /^where\.name\.eq must not contain the NUL character/],
    ['{ name: { like: "a\\\\" } }', /^where\.name\.like ends in a backslash/],
    ['{ AND: [{ name: { in: ["x", "\\u0000"] } }] }', /^where\.AND\[0\]\.name\.in\[1\] must not contain/],
  ];
  for (const [where, message] of cases) {
    it(where, async () => {
      const answer = await api.ask(`{ dashboards(where: ${where}) { totalCount } }`, { token });
      expect(answer.errors!.map(error => [error.extensions.code, error.path])).toEqual([
        ['BAD_USER_INPUT', ['dashboards']],
      ]);
      expect(answer.errors![0]!.message).toMatch(message);
    });
  }

  it('in JSON, too, and through variables', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 80; i++) deep = [deep];
    const operation = 'query ($where: PersonWhere) { persons(where: $where) { totalCount } }';
    for (const [where, message] of [
      [
        { properties: { contains: { a: '\ud800' } } },
        /^where\.properties\.contains\.a is not well-formed Unicode/,
      ],
      [{ properties: { contains: deep } }, /nested more than 64 levels deep/],
      [
        { properties: { path: [{ path: [], eq: 1 }] } },
        /^where\.properties\.path\[0\]\.path must name at least one member/,
      ],
      [
        { properties: { path: [{ path: ['a'], gt: true }] } },
        /^where\.properties\.path\[0\]\.gt must be a number or a text/,
      ],
    ] as const) {
      const answer = await api.ask(operation, { token, variables: { where } });
      expect(answer.errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
      expect(answer.errors![0]!.message).toMatch(message);
    }
  });

  it('of a nested list at its own place, whether or not there are rows to hang it on', async () => {
    for (const where of ['', ', where: { name: { eq: "no dashboard has this name" } }']) {
      const answer = await api.ask(
        `{ a: dashboards(first: 1) { nodes { name } } b: dashboards(first: 1${where}) { nodes { widgets(first: 0) { totalCount } } } }`,
        { token },
      );
      expect(answer.data).toEqual({ a: { nodes: [expect.anything()] }, b: null });
      expect(answer.errors!.map(error => error.path)).toEqual([['b', 'nodes', 'widgets']]);
      expect(answer.errors![0]!.message).toBe('first must be from 1 to 100, not 0.');
    }
  });

  it('of several lists at once, before anything is done', async () => {
    const answer = await api.ask(
      `mutation { createProject(input: { name: "Not made", slug: "not-made" }) { project {
        members(first: 101) { totalCount } dashboards(after: "nonsense") { totalCount } } } }`,
      { token },
    );
    expect(answer.data).toBeUndefined();
    expect(answer.errors!.map(error => error.path?.at(-1))).toEqual(['members', 'dashboards']);
    const made = await api.ask('{ projects(where: { slug: { eq: "not-made" } }) { totalCount } }', { token });
    expect(made.data.projects.totalCount).toBe(0);
  });
});
