/**
 * What one operation may write altogether, and that what was written is told although a later field fails.
 * Counts rows in the database, not what answers say of them.
 */

import { isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApi } from '../src/operations/schema.ts';
import { startTestApi, type TestApi } from './support/api.ts';

const limit = 60;
let api: TestApi;
let token: string;
let projectId: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true, yoga: { maxWrittenRows: limit } });
  token = await api.signIn('owner@demo.example');
  projectId = (await api.ask('{ projects(first: 1) { nodes { uuid } } }', { token })).data.projects.nodes[0]
    .uuid;
});
afterAll(() => api.close());

const tiles = (count: number) =>
  Array.from({ length: count }, () => ({ content: 'x', layout: { x: 0, y: 0, w: 1, h: 1 } }));
const dashboard = (widgets: number, name = 'many') => ({
  projectId,
  name,
  widgets: { create: tiles(widgets) },
});
const create = 'createDashboard(input: $input) { dashboard { uuid } userErrors { code } }';
const written = async () => {
  const [row] = await api.client<{ rows: number }[]>`select (select count(*) from widgets)::int
    + (select count(*) from dashboards)::int + (select count(*) from audit_events)::int as rows`;
  return row!.rows;
};

/** The refusal of an operation of which nothing was done. */
async function refused(query: string, variables: object): Promise<string> {
  const before = await written();
  const { status, data, errors } = await api.ask(query, { token, variables });
  expect(errors).toHaveLength(1);
  expect(errors![0]!.extensions.code).toBe('LIMIT_EXCEEDED');
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(await written()).toBe(before);
  return errors![0]!.message;
}
const tooMany = (rows: number) =>
  `The operation would write up to ${rows} rows: at most ${limit} are allowed in one operation. Write them in several.`;

describe('an operation that would write too many rows is refused before anything is written', () => {
  it('by its children', async () => {
    const query = `mutation ($input: CreateDashboardInput!) { ${create} }`;
    expect(await refused(query, { input: dashboard(limit) })).toBe(tooMany(limit + 1));
    expect(
      (await api.ask(query, { token, variables: { input: dashboard(limit - 1) } })).errors,
    ).toBeUndefined();
  });

  it('by its aliases', async () => {
    const query = (fields: number) =>
      `mutation ($input: CreateDashboardInput!) { ${Array.from({ length: fields }, (_, i) => `a${i}: ${create}`).join(' ')} }`;
    expect(await refused(query(4), { input: dashboard(15) })).toBe(tooMany(64));
    expect((await api.ask(query(3), { token, variables: { input: dashboard(15) } })).errors).toBeUndefined();
  });

  it('by fields in fragments, each response name once, and not those that are left out', async () => {
    const query = (
      skip: boolean,
    ) => `mutation ($input: CreateDashboardInput!) { ...f ...f ... on Mutation { a: ${create} }
      b: ${create} c: ${create.replace(' {', ` @skip(if: ${skip}) {`)} } fragment f on Mutation { a: ${create} }`;
    expect(await refused(query(false), { input: dashboard(24) })).toBe(tooMany(75));
    expect(
      (await api.ask(query(true), { token, variables: { input: dashboard(24) } })).errors,
    ).toBeUndefined();
  });

  it('by what bulk writes may find', async () => {
    const pin = (atMost: number) =>
      `updateDashboards(input: { where: { name: { eq: "nobody" } }, atMost: ${atMost}, set: { isPinned: true } }) { count userErrors { code } }`;
    expect(await refused(`mutation { a: ${pin(40)} b: ${pin(21)} }`, {})).toBe(tooMany(61));
    const { data } = await api.ask(`mutation { a: ${pin(40)} b: ${pin(20)} }`, { token });
    expect(data).toEqual({ a: { count: 0, userErrors: [] }, b: { count: 0, userErrors: [] } });
  });

  it('by changed and deleted children, which count like new ones', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const input = {
      id,
      widgets: { create: tiles(20), update: Array(20).fill({ id }), delete: Array(20).fill(id) },
    };
    const query = `mutation ($input: UpdateDashboardInput!) { updateDashboard(input: $input) { userErrors { code } } }`;
    expect(await refused(query, { input })).toBe(tooMany(61));
  });

  it('but what is wrong with a bulk write itself is told by the write', async () => {
    const { data } = await api.ask(
      'mutation { updateDashboards(input: { where: { name: { eq: "x" } }, atMost: -5, set: {} }) { userErrors { path } } }',
      { token },
    );
    expect(data.updateDashboards.userErrors[0].path).toEqual(['input', 'atMost']);
  });
});

describe('signing in or up', () => {
  it('is done once in an operation, whatever the aliases', async () => {
    const account = (i: number) =>
      `a${i}: signUp(input: { email: "n${i}@many.example", password: "long enough", displayName: "N" }) { token }`;
    const fields = Array.from({ length: 50 }, (_, i) => account(i)).join(' ');
    expect(await refused(`mutation { ${fields} }`, {})).toBe(
      'An operation may sign in or up once, not 50 times. Send an operation for each.',
    );
    const [row] = await api.client`select count(*)::int as n from users where email like '%@many.example'`;
    expect(row!.n).toBe(0);
    const both = `${account(0)} signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token }`;
    expect(await refused(`mutation { ${both} }`, {})).toContain('not 2 times');
    expect((await api.ask(`mutation { ${account(0)} }`)).data.a0.token).toMatch(/^igs_/);
  });
});

describe('what was written', () => {
  it('is told where a later field of the operation fails', async () => {
    await api.client.unsafe(`create function fail_once() returns trigger language plpgsql as $$ begin
        raise exception 'refused by a test' using errcode = '57014'; end $$;
      create trigger fail_once before insert on dashboards for each row when (new.name = 'fails') execute function fail_once()`);
    const { data, errors } = await api.ask(
      `mutation ($a: CreateDashboardInput!, $b: CreateDashboardInput!) {
        a: createDashboard(input: $a) { dashboard { name } } b: createDashboard(input: $b) { dashboard { name } } }`,
      { token, variables: { a: dashboard(1, 'done'), b: dashboard(1, 'fails') } },
    );
    expect(data).toEqual({ a: { dashboard: { name: 'done' } }, b: null });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['b'], 'TIMEOUT']]);
  });

  it('can be told of every root field of a mutation, and of those that somebody adds', () => {
    const fields = Object.values(api.api.schema.getMutationType()!.getFields());
    expect(fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
    expect(() =>
      buildApi(({ builder }) =>
        builder.mutationField('loud', t => t.boolean({ description: 'Always.', resolve: () => true })),
      ),
    ).toThrow('Mutation.loud must be nullable');
  });
});
