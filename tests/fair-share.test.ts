/**
 * One viewer's statements take a share of the connections, so that others need not wait for them to end.
 * They are held by a lock, so that nothing but the share decides who comes through.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';

let api: TestApi;
let resolvers: TestApi;

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
});
/** Has the table locked, until it is let go. */
let holder: postgres.Sql | undefined;
const letGo = async () => {
  await holder?.end();
  holder = undefined;
};
afterEach(letGo);
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

const ask = async ({ url }: TestApi, token: string, query: string): Promise<unknown> =>
  (await askWhole(url, { token, query })).body;

it.each([
  ['compiled reads', () => api],
  ['the resolvers', () => resolvers],
])(
  'whoever asks for much has half of the connections at once, and all of it in the end, by %s',
  async (_, of) => {
    const { pool } = of().database;
    const many = await api.signIn('owner@demo.example');
    const one = await api.signIn('viewer@demo.example');
    const page = '{ dashboards(first: 1) { nodes { __typename } } }';
    const name = '{ viewer { displayName } }';
    const found = await ask(of(), many, page);
    const own = await ask(of(), one, name);

    holder = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
    await holder.unsafe('begin; lock table dashboards in access exclusive mode');
    const pages = Array.from({ length: 3 * pool.state.limit }, () => ask(of(), many, page));
    const share = Math.ceil(pool.state.limit / 2);
    while (pool.state.waiting !== pages.length - share || pool.state.inUse < share) await sleep(5);
    expect(pool.state.inUse).toBe(share);
    // They would wait for the lock as well, behind the pages.
    for (let i = 0; i < 5; i++) expect(await ask(of(), one, name)).toEqual(own);
    expect(pool.state.inUse).toBe(share);

    await letGo();
    expect(await Promise.all(pages)).toEqual(pages.map(() => found));
    expect(pool.state.waiting).toBe(0);
  },
);
