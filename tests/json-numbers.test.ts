/**
 * JSON leaves as PostgreSQL stores it: digit for digit, and byte for byte where it is JSON to GraphQL too.
 * Answers are compared as text: JSON.parse would lose what is looked for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;
let projectId: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
  const [project] = await api.client<{ id: string }[]>`
    select project_id as id from project_members
    where role = 'owner' and user_id = (select id from users where email = 'owner@demo.example') limit 1`;
  projectId = project!.id;
});
afterAll(() => api.close());

/** The body of an answer, as it is. */
async function bodyOf(query: string, variables: object = {}): Promise<string> {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

const long = '12345678901234567890';
const price = '1.10';
const tiny = `0.${'0'.repeat(30)}1`;
const huge = `1${'0'.repeat(400)}`;

async function addPerson(properties: string): Promise<{ id: string; stored: string }> {
  const [row] = await api.client<{ id: string; stored: string }[]>`
    insert into persons (project_id, properties) values (${projectId}, ${properties}::text::jsonb)
    returning id, properties::text as stored`;
  return row!;
}

const person = 'query($id: ID!) { person(id: $id) { properties } }';

describe('the scalar JSON', () => {
  it.each([
    [
      'numbers that JavaScript cannot hold',
      `{"long":${long},"price":${price},"tiny":${tiny},"huge":${huge}}`,
    ],
    [
      'lists, texts with quotes, and keys like numbers',
      `{"b":[1.0,"\\"1.0\\"","\\u2028é"],"2":1,"10":{"a":null}}`,
    ],
    ['keys that objects have by themselves', '{"__proto__":{"toJSON":1},"constructor":null}'],
  ])('is the text that PostgreSQL has: %s', async (_, properties) => {
    const { id, stored } = await addPerson(properties);
    expect(await bodyOf(person, { id })).toBe(`{"data":{"person":{"properties":${stored}}}}`);
  });

  it('may be deeper than JSON.stringify can go', async () => {
    const { id, stored } = await addPerson(`${'{"a":'.repeat(6_000)}1${'}'.repeat(6_000)}`);
    expect(await bodyOf(person, { id })).toBe(`{"data":{"person":{"properties":${stored}}}}`);
  });

  it('is so in lists, beside an error, and under several names', async () => {
    const { id, stored } = await addPerson(`{"price":${price}}`);
    const body = await bodyOf(
      'query($id: ID!) { a: persons(first: 1, where: { uuid: { eq: $id } }) { nodes { x: properties y: properties } } person(id: "!") { uuid } }'.replace(
        '$id: ID!',
        '$id: UUID!',
      ),
      { id },
    );
    expect(body).toContain(`"a":{"nodes":[{"x":${stored},"y":${stored}}]}`);
    expect((JSON.parse(body) as { errors: object[] }).errors).toHaveLength(1);
  });

  it('of a text that looks like what stands for JSON is that text', async () => {
    const { id } = await addPerson('{"a": "12345678-1234-1234-1234-123456789012"}');
    expect(await bodyOf(person, { id })).toContain('{"a": "12345678-1234-1234-1234-123456789012"}');
  });
});

describe('a number inside typed JSON', () => {
  const filters = [long, price, tiny, huge, '5']
    .map(value => `{"property":"p","operator":"eq","value":${value}}`)
    .join(',');
  const config = `{"type":"trend","series":[{"eventName":"a","label":"b","metric":"total_events","filters":[${filters}]}],
    "granularity":"day","chartType":"line","compare":false,"dateFrom":"-7d","dateTo":"-0d"}`;
  const selection = 'config { ... on TrendConfig { series { filters { value } } } }';
  let id: string;
  beforeAll(async () => {
    const [row] = await api.client<{ id: string }[]>`
      insert into insights (project_id, type, name, config)
      values (${projectId}, 'trend', 'exact', ${config}::text::jsonb) returning id`;
    id = row!.id;
  });
  const shown = `{"filters":[{"value":${long}},{"value":${price}},{"value":${tiny}},{"value":${huge}},{"value":5}]}`;

  it('that is a value of several kinds has the digits that are stored', async () => {
    expect(await bodyOf(`query($id: ID!) { insight(id: $id) { ${selection} } }`, { id })).toBe(
      `{"data":{"insight":{"config":{"series":[${shown}]}}}}`,
    );
  });

  it('has them after a write too, in the statement of the write', async () => {
    const body = await bodyOf(
      `mutation($id: ID!) { updateInsight(input: { id: $id, isFavorite: true }) { insight { ${selection} } userErrors { message } } }`,
      { id },
    );
    expect(body).toContain(`{"insight":{"config":{"series":[${shown}]}},"userErrors":[]}`);
  });

  it('that is an Int is a number, however it is written', async () => {
    const [row] = await api.client<{ id: string }[]>`
      insert into widgets (project_id, dashboard_id, content, layout)
      select project_id, id, 'exact', '{"x":0.0,"y":10,"w":1.00,"h":1}' from dashboards where project_id = ${projectId} limit 1
      returning id`;
    expect(await bodyOf('query($id: ID!) { widget(id: $id) { layout { x y w h } } }', { id: row!.id })).toBe(
      '{"data":{"widget":{"layout":{"x":0,"y":10,"w":1,"h":1}}}}',
    );
  });
});
