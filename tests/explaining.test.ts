/**
 * `x-explain: true`: what PostgreSQL was asked, and how it goes about it, for whoever develops with the server.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Explaining, withExtension } from '../src/server/explaining.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';

let explaining: TestApi;
let plain: TestApi;
let token: string;

beforeAll(async () => {
  explaining = await startTestApi({ demo: true, http: { explaining: new Explaining() } });
  plain = await startTestApi({ demo: true, beside: explaining });
  token = await explaining.signIn('owner@demo.example');
});
afterAll(async () => {
  await plain.close();
  await explaining.close();
});

const ask = async (api: TestApi, query: string, headers: Record<string, string> = { 'x-explain': 'true' }) =>
  (await askWhole(api.url, { query, token, headers })).body;

const page = '{ dashboards(first: 2) { nodes { name widgets(first: 1) { nodes { id } } } } }';

describe('x-explain', () => {
  it('tells statement and plan of a read, by the resolvers and compiled', async () => {
    const { data } = await ask(explaining, page, {});
    const seen = new Set<boolean>();
    for (let i = 0; i < 2; i++) {
      const answer = await ask(explaining, page);
      expect(answer.data).toEqual(data);
      const [told, ...more] = answer.extensions.explain;
      expect(more).toEqual([]);
      expect(told.statement).toContain('from "dashboards"');
      expect(told.plan[0].Plan['Node Type']).toEqual(expect.any(String));
      expect(told.milliseconds).toBeGreaterThan(0);
      seen.add(told.statement.includes('as "preamble"'));
    }
    // The first of all answered without the header: both of these are compiled.
    expect([...seen]).toEqual([false]);
    const resolved = await ask(explaining, '{ dashboards(first: 3) { nodes { name } } }');
    expect(resolved.extensions.explain[0].statement).toContain('as "preamble"');
  });

  it('tells the plan of a write, which is done once', async () => {
    const { data } = await ask(explaining, page.replace('name', 'id'), {});
    const { id } = data.dashboards.nodes[0];
    const write = `mutation { updateDashboard(input: { id: "${id}", name: "Explained" }) { dashboard { name } } }`;
    const count = async () => Number((await explaining.client`select count(*) as n from audit_events`)[0]!.n);
    const before = await count();
    const answer = await ask(explaining, write);
    expect(answer.data.updateDashboard.dashboard).toEqual({ name: 'Explained' });
    expect(JSON.stringify(answer.extensions.explain)).toContain('ModifyTable');
    expect(await count()).toBe(before + 1);
  });

  it('stands beside what else is told', async () => {
    const { extensions } = await ask(explaining, page, { 'x-explain': 'true', 'x-cost': 'true' });
    expect(extensions).toEqual({ cost: expect.any(Object), explain: [expect.any(Object)] });
  });

  it('tells nothing where nobody asks, nor where the server does not', async () => {
    expect((await ask(explaining, page, {})).extensions).toBeUndefined();
    expect((await ask(plain, page)).extensions).toBeUndefined();
  });
});

describe('an extension', () => {
  it.each([
    ['{"data":{"a":1.0}}', '{"data":{"a":1.0},"extensions":{"x":1}}'],
    ['{"data":{},"extensions":{"cost":{"a":1}}}', '{"data":{},"extensions":{"cost":{"a":1},"x":1}}'],
    ['{"data":{},"extensions":{}}', '{"data":{},"extensions":{"x":1}}'],
    ['{"live":true}', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('is put into %s, of which all else stays', (body, expected) => {
    expect(withExtension(body, 'x', 1)).toBe(expected);
  });
});
