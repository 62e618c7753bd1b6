/**
 * How many points whoever asks may use in a time, and what is told of those that are left: the same on both paths.
 * Each test asks servers of its own, whose counts are new.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionToken, hashToken } from '../src/accounts/viewer.ts';
import { startTestApi, type TestApi, type TestApiOptions } from './support/api.ts';
import { askWhole, type Request, type WholeAnswer } from './support/asking.ts';
import { demoDashboard } from './support/dashboard-page.ts';

let first: TestApi;
let token: string;
let other: string;
const opened: TestApi[] = [];
beforeAll(async () => {
  first = await startTestApi({ demo: true });
  token = await first.signIn('owner@demo.example');
  other = await first.signIn('viewer@demo.example');
});
afterAll(async () => {
  for (const api of opened) await api.close();
  await first.close();
});

/** A server with counts of its own, on the database of the first. */
async function open(points: number, options: TestApiOptions = {}): Promise<TestApi> {
  const { allowance, ...rest } = options;
  const api = await startTestApi({ beside: first, ...rest, allowance: { points, ...allowance } });
  opened.push(api);
  return api;
}

const page = '{ dashboards(first: 9) { nodes { name } } }';
const pagePoints = 10;
const ask = (api: TestApi, request: Partial<Request> = {}) =>
  askWhole(api.url, { query: page, token, ...request });

const left = ({ headers }: WholeAnswer) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
const codesOf = ({ body }: WholeAnswer) =>
  body.errors?.map((error: { extensions: { code: string } }) => error.extensions.code);
const withoutMoments = (text: string) =>
  text.replace(/"resetAt":"[^"]*"/g, '').replace(/in \d+ seconds/g, 'in n seconds');

describe('an answer tells what is left', () => {
  it('in fields of the draft, on both paths', async () => {
    const api = await open(1_000);
    for (const remaining of [990, 980, 970]) {
      const answer = await ask(api);
      expect(answer.body.data.dashboards.nodes.length).toBeGreaterThan(0);
      expect(answer.headers.get('ratelimit-policy')).toBe('"points";q=1000;w=60');
      expect(answer.headers.get('ratelimit')).toMatch(
        new RegExp(`^"points";r=${remaining};t=([1-5]?[0-9]|60)$`),
      );
      expect(answer.headers.has('retry-after')).toBe(false);
    }
  });

  it('beside the data for whoever asks, in the same bytes', async () => {
    const headers = { 'x-cost': 'true' };
    const compiled = await open(1_000);
    await ask(compiled, { token: other });
    const resolvers = await open(1_000, { compiled: false });
    for (const remaining of [990, 980]) {
      const [expected, answer] = [await ask(resolvers, { headers }), await ask(compiled, { headers })];
      expect(withoutMoments(answer.text)).toBe(withoutMoments(expected.text));
      const { resetAt, actual, ...cost } = answer.body.extensions.cost;
      expect(actual).toBeLessThanOrEqual(pagePoints);
      expect(cost).toEqual({ requested: pagePoints, maximum: 100_000, limit: 1_000, remaining });
      const seconds = (Date.parse(resetAt) - Date.now()) / 1_000;
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(61);
    }
  });

  it('to queries by GET, mutations, documents that are not valid and what is no request at all', async () => {
    const api = await open(1_000);
    expect(left(await ask(api, { method: 'GET' }))).toBe(990);
    const tagged = await fetch(`${api.url}?${new URLSearchParams({ query: page })}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const known = await fetch(`${api.url}?${new URLSearchParams({ query: page })}`, {
      headers: { authorization: `Bearer ${token}`, 'if-none-match': tagged.headers.get('etag')! },
    });
    expect([known.status, known.headers.get('ratelimit')]).toEqual([
      304,
      expect.stringContaining('"points";r=970;'),
    ]);
    // The price of reading 19 characters.
    expect(left(await ask(api, { query: '{ dashboards { x } }' }))).toBe(960);
    expect(left(await ask(api, { query: '{ dashboards { nodes { name(a: 1) } } }' }))).toBe(950);
    const update =
      'mutation { updateDashboards(input: { where: { name: { eq: "no such" } }, atMost: 1, set: { isPinned: true } }) { count } }';
    expect(left(await ask(api, { query: update }))).toBe(950 - 332);
    const malformed = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{',
    });
    expect([malformed.status, malformed.headers.get('ratelimit')]).toEqual([
      400,
      expect.stringContaining('"points";r=608;'),
    ]);
  });

  it('to pages of other origins too, and to nobody where there is no allowance', async () => {
    const api = await open(1_000);
    const answer = await ask(api, { headers: { origin: 'http://localhost:5173' } });
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'x-request-id, ratelimit, ratelimit-policy, retry-after',
    );
    const { headers } = await ask(first);
    expect([...headers.keys()].filter(name => name.startsWith('ratelimit'))).toEqual([]);
  });
});

describe('beyond it', () => {
  it('requests are refused with 429, on both paths in the same bytes, and nothing is read', async () => {
    const compiled = await open(35);
    const resolvers = await open(35, { compiled: false });
    const answers: WholeAnswer[][] = [];
    for (let i = 0; i < 6; i++) answers.push([await ask(resolvers), await ask(compiled)]);
    for (const [expected, answer] of answers) {
      expect(withoutMoments(answer!.text)).toBe(withoutMoments(expected!.text));
      expect(answer!.status).toBe(expected!.status);
      expect([...answer!.headers.keys()]).toEqual([...expected!.headers.keys()]);
    }
    expect(answers.map(([, answer]) => answer!.status)).toEqual([200, 200, 200, 429, 429, 429]);
    const [, refused] = answers[3]!;
    const seconds = Number(refused!.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused!.body.errors).toEqual([
      {
        message: `The operation costs 10 points, and 0 are left of your allowance. Try again in ${seconds} seconds.`,
        extensions: { code: 'RATE_LIMITED', requestId: '' },
      },
    ]);
    expect(refused!.body.extensions.cost).toMatchObject({ requested: 10, maximum: 100_000, remaining: 0 });
    // Nothing is left: what is asked is not even looked at.
    const [, unread] = answers[5]!;
    expect(unread!.body.errors[0].message).toMatch(/^All points of your allowance are used\. Try again in/);
    expect(unread!.body.extensions.cost).not.toHaveProperty('requested');
  });

  it('others go on, and so does what costs no more than is left', async () => {
    const api = await open(40);
    for (let i = 0; i < 2; i++) expect((await ask(api)).status).toBe(200);
    const large = await ask(api, { query: '{ dashboards(first: 30) { nodes { name } } }' });
    expect([large.status, codesOf(large), left(large)]).toEqual([429, ['RATE_LIMITED'], 10]);
    expect((await ask(api)).status).toBe(200);
    expect((await ask(api)).status).toBe(429);
    expect((await ask(api, { token: other })).status).toBe(200);
  });

  it('all is there again after the time', async () => {
    const api = await open(10, { allowance: { points: 10, seconds: 2 } });
    expect((await ask(api)).status).toBe(200);
    const refused = await ask(api);
    expect(refused.status).toBe(429);
    expect((await ask(api)).status).toBe(429);
    await sleep(Number(refused.headers.get('retry-after')) * 1_000);
    expect([(await ask(api)).status, (await ask(api)).status]).toEqual([200, 429]);
  });

  it('a mutation is refused before it writes anything', async () => {
    const api = await open(50);
    const query = `mutation { updateDashboard(input: { id: "${demoDashboard}", description: "changed" }) { userErrors { code } } }`;
    expect((await ask(api, { query })).body.data.updateDashboard.userErrors).toEqual([]);
    const refused = await ask(api, { query: query.replace('changed', 'changed again') });
    expect([refused.status, codesOf(refused)]).toEqual([429, ['RATE_LIMITED']]);
    const rows = await first.client`select description from dashboards where id = ${demoDashboard}`;
    expect(rows.map(({ description }) => description)).toEqual(['changed']);
  });

  it('operations that cost too much, and documents that are not valid, end as well', async () => {
    const api = await open(100, { maxOperationCost: 100 });
    const dear = { query: '{ dashboards(first: 100) { nodes { name } } }' };
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await ask(api, i % 2 === 0 ? dear : { query: '{ x }' })).status);
    expect(statuses.filter(status => status === 429).length).toBeGreaterThanOrEqual(2);
    expect(statuses.slice(0, 10)).not.toContain(429);
  });
});

describe('the allowance is that', () => {
  const from = (address: string) => ({ token: undefined, headers: { 'x-forwarded-for': address } });
  const anonymous = '{ viewer { uuid } }';

  it('of an address, where nobody is signed in, and of the first half of one of IPv6', async () => {
    const api = await open(3, { trustedProxies: ['127.0.0.0/8'] });
    const statuses = async (...addresses: string[]) => {
      const found: number[] = [];
      for (const address of addresses)
        found.push((await ask(api, { query: anonymous, ...from(address) })).status);
      return found;
    };
    expect(await statuses('192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1')).toEqual([200, 200, 200, 429]);
    expect(await statuses('192.0.2.2')).toEqual([200]);
    const network = (i: number) => `2001:db8:1:2:${i}::1`;
    expect(await statuses(network(1), network(2), network(3), network(4))).toEqual([200, 200, 200, 429]);
  });

  it.each([true, false])('of an account, whatever sessions it has (compiled reads: %s)', async compiled => {
    const api = await open(100, { compiled });
    const sessions = [await first.signIn('owner@demo.example'), await first.signIn('owner@demo.example')];
    // Whose a session is, its first answer tells: until then it pays by itself, and the account once more.
    const remaining: number[] = [];
    for (let i = 0; i < 10; i++) remaining.push(left(await ask(api, { token: sessions[i % 2]! })));
    expect(remaining).toEqual([90, 90, 70, 60, 50, 40, 30, 20, 10, 0]);
    const [one, two] = [await ask(api, { token: sessions[0]! }), await ask(api, { token: sessions[1]! })];
    expect([one.status, two.status]).toEqual([429, 429]);
    const late = await first.signIn('owner@demo.example');
    expect([(await ask(api, { token: late })).status, (await ask(api, { token: late })).status]).toEqual([
      200, 429,
    ]);
    expect((await ask(api, { token: other })).status).toBe(200);
  });

  it('of an account from the first request on, where it signed in at the same server', async () => {
    const api = await open(10_000);
    const remaining: number[] = [];
    for (let i = 0; i < 3; i++) {
      const query = `mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token } }`;
      const { body } = await ask(api, { query, token: undefined });
      remaining.push(left(await ask(api, { token: body.data.signIn.token })));
    }
    expect(remaining).toEqual([9_990, 9_980, 9_970]);
    const query = `mutation { signUp(input: { email: "new@demo.example", password: "new-password", displayName: "New" }) { token } }`;
    const { body } = await ask(api, { query, token: undefined });
    for (const expected of [9_990, 9_980])
      expect(left(await ask(api, { token: body.data.signUp.token }))).toBe(expected);
  });

  it('of the account that credentials are of, and not of one that the request signs in to', async () => {
    const api = await open(10_000);
    const query = `mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { session { uuid } } }`;
    const session = await first.signIn('viewer@demo.example');
    expect((await ask(api, { query, token: session })).body.data.signIn.session).not.toBeNull();
    await ask(api, { token: session });
    expect(left(await ask(api, { token: session }))).toBe(9_980);
    expect([left(await ask(api)), left(await ask(api))]).toEqual([9_990, 9_980]);
  });

  it('of nobody but themselves for credentials that hold no longer', async () => {
    const api = await open(1_000, { trustedProxies: ['127.0.0.0/8'] });
    const headers = { 'x-forwarded-for': '192.0.2.20' };
    const lost = await first.signIn('owner@demo.example');
    for (const session of [lost, token]) await ask(api, { headers, token: session });
    expect(left(await ask(api, { headers }))).toBe(970);
    await first.client`update sessions set status = 'revoked' where token_hash = ${hashToken(lost)}`;
    for (const query of [page, page, '{ __typename }', '{ x }'])
      await ask(api, { headers, token: lost, query });
    // What found out was the account's.
    expect(left(await ask(api, { headers }))).toBe(950);
  });

  it('of a key, whoever made it', async () => {
    const api = await open(1_000);
    const keys = await Promise.all(
      ['one', 'two'].map(async name => {
        const key = `igk_${createSessionToken().slice(4)}`;
        await first.client`insert into api_keys (project_id, created_by, name, prefix, key_hash, scopes)
          select p.id, u.id, ${name}, ${key.slice(0, 12)}, ${hashToken(key)}, '{read}'
          from projects p, users u where p.slug = 'lumen-notes' and u.email = 'owner@demo.example'`;
        return key;
      }),
    );
    for (const expected of [990, 980, 970])
      for (const key of keys) expect(left(await ask(api, { token: key }))).toBe(expected);
  });

  it('of the address too, where a client leaves before it is told that its credentials do not hold', async () => {
    const api = await open(100, { trustedProxies: ['127.0.0.0/8'] });
    const headers = { 'x-forwarded-for': '192.0.2.10' };
    await ask(api, { headers });
    const { pool } = api.database;
    const holder = postgres(api.databaseUrl, { max: 1, onnotice: () => {} });
    try {
      await holder.unsafe('begin; lock table sessions in access exclusive mode');
      for (let i = 0; i < 11; i++) {
        const leaving = new AbortController();
        const asked = fetch(api.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${createSessionToken()}`,
            ...headers,
          },
          body: JSON.stringify({ query: page }),
          signal: leaving.signal,
        });
        while (pool.state.inUse === 0) await sleep(5);
        leaving.abort();
        await expect(asked).rejects.toThrow();
        while (pool.state.inUse > 0) await sleep(5);
      }
    } finally {
      await holder.end();
    }
    expect((await ask(api, { headers, token: createSessionToken() })).status).toBe(429);
  });

  it('of the address too, where credentials do not hold or nothing proves them', async () => {
    const api = await open(200, { trustedProxies: ['127.0.0.0/8'] });
    const headers = { 'x-forwarded-for': '192.0.2.9' };
    expect((await ask(api, { headers })).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) {
      const query = i % 2 === 0 ? page : '{ __typename }';
      statuses.push((await ask(api, { query, headers, token: createSessionToken() })).status);
    }
    expect(statuses.slice(0, 19)).toEqual(Array(19).fill(200));
    expect(statuses.slice(-3)).toEqual([429, 429, 429]);
    // Who was found to be somebody is not taken for one of these.
    expect((await ask(api, { headers })).status).toBe(200);
  });
});
