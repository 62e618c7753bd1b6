/**
 * Sessions as their user sees and ends them: status by the clock, which one is this, last use, and an end that holds at once and everywhere.
 * The clock is PostgreSQL's: ends are set in the past rather than waited for.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LastAccess } from '../src/accounts/last-access.ts';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Answer, startTestApi, type TestApi } from './support/api.ts';

const email = 'viewer@demo.example';
let api: TestApi;
let other: TestApi;
let lastAccess: LastAccess;
const failures: unknown[] = [];

beforeAll(async () => {
  api = await startTestApi({
    demo: true,
    http: { credentialsUsed: ({ id }) => lastAccess.note(id) },
  });
  other = await startTestApi({ beside: api });
  lastAccess = collecting();
});
afterAll(async () => {
  await lastAccess.close();
  await other.close();
  await api.close();
});
beforeEach(async () => {
  await api.client`delete from sessions`;
});

const collecting = (sessionIdleDays = 2) =>
  new LastAccess({
    database: api.database,
    sessionIdleDays,
    everyMs: 3_600_000,
    onFailure: error => failures.push(error),
  });
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);
const isValid = async (token: string, server = api) =>
  (await server.ask('{ viewer { email } }', { token })).data?.viewer?.email === email;
const set = (token: string, change: string) =>
  api.client.unsafe(`update sessions set ${change} where token_hash = '${hashToken(token)}'`);
const idOf = async (token: string): Promise<string> =>
  (await api.client`select id from sessions where token_hash = ${hashToken(token)}`)[0]!.id;
const revoke = (id: string, token: string) =>
  api.ask(
    `mutation ($id: ID!) { revokeSession(input: { id: $id }) { session { uuid status } userErrors { code message path } } }`,
    { variables: { id }, token },
  );
const past = "now() - interval '1 second'";

describe('the status of a session', () => {
  it('is told as it is now: in output, filter, order, groups and cursors', async () => {
    const token = await api.signIn(email);
    const [idle, absolute, revoked] = await Promise.all([1, 2, 3].map(() => api.signIn(email)));
    await set(idle!, `idle_expires_at = ${past}, expires_at = now() + interval '1 day'`);
    await set(absolute!, `expires_at = ${past}`);
    await set(revoked!, `status = 'revoked', expires_at = ${past}`);
    const ids = new Map<string, string>();
    for (const each of [token, idle!, absolute!, revoked!]) ids.set(await idOf(each), each);
    const { data } = await api.ask(
      `{ viewer { sessions(orderBy: [{ status: ASC }, { uuid: ASC }]) { nodes { uuid status current } groups(by: [{ status: true }]) { key { status } count } }
           expired: sessions(where: { status: { eq: EXPIRED } }) { totalCount }
           active: sessions(where: { status: { in: [ACTIVE] } }) { nodes { uuid } } } }`,
      { token },
    );
    const told = data.viewer.sessions.nodes.map(
      (node: { uuid: string; status: string; current: boolean }) => [
        ids.get(node.uuid),
        node.status,
        node.current,
      ],
    );
    expect(new Map(told.map(([of, status, current]: string[]) => [of, [status, current]]))).toEqual(
      new Map([
        [token, ['ACTIVE', true]],
        [idle, ['EXPIRED', false]],
        [absolute, ['EXPIRED', false]],
        [revoked, ['REVOKED', false]],
      ]),
    );
    expect(told.map(([, status]: string[]) => status)).toEqual(['ACTIVE', 'EXPIRED', 'EXPIRED', 'REVOKED']);
    expect(data.viewer.sessions.groups).toEqual(
      expect.arrayContaining([{ key: { status: 'EXPIRED' }, count: 2 }]),
    );
    expect(data.viewer.expired.totalCount).toBe(2);
    expect(data.viewer.active.nodes).toEqual([{ uuid: await idOf(token) }]);
    let after: string | null = null;
    const paged: string[] = [];
    do {
      const page: Answer = await api.ask(
        `query ($after: String) { sessions(first: 1, after: $after, orderBy: [{ status: DESC }]) { nodes { status } pageInfo { endCursor hasNextPage } } }`,
        { token, variables: { after } },
      );
      paged.push(page.data.sessions.nodes[0].status);
      after = page.data.sessions.pageInfo.hasNextPage ? page.data.sessions.pageInfo.endCursor : null;
    } while (after);
    expect(paged).toEqual(['REVOKED', 'EXPIRED', 'EXPIRED', 'ACTIVE']);
  });

  it('is what decides: no session is valid whose time is over', async () => {
    for (const column of ['expires_at', 'idle_expires_at']) {
      const token = await api.signIn(email);
      await set(token, `${column} = now() + interval '1 hour'`);
      expect(await isValid(token)).toBe(true);
      await set(token, `${column} = ${past}`);
      expect(codes(await api.ask('{ viewer { email } }', { token }))).toEqual(['UNAUTHENTICATED']);
    }
  });
});

describe('the last use of a session', () => {
  it('puts its end off, by one statement for many sessions and none for a request', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => api.signIn(email)));
    const unused = await api.signIn(email);
    const stored = () =>
      api.client`select last_used_at as used, idle_expires_at - last_used_at as idle, updated_at as changed from sessions order by last_used_at`;
    const before = await stored();
    for (const token of tokens) for (let i = 0; i < 3; i++) expect(await isValid(token)).toBe(true);
    await api.ask('{ viewer { email } }', { token: `igs_${'x'.repeat(43)}` });
    expect(await stored()).toEqual(before);
    await lastAccess.flush();
    const after = await stored();
    expect(after.filter(({ used }) => used !== null)).toHaveLength(3);
    for (const { used, idle, changed } of after.slice(0, 3)) {
      expect(Date.now() - used.getTime()).toBeLessThan(60_000);
      expect(idle).toBe('2 days');
      expect(before.map(row => row.changed)).toContainEqual(changed);
    }
    const [left] =
      await api.client`select last_used_at from sessions where token_hash = ${hashToken(unused)}`;
    expect(left!.last_used_at).toBeNull();
    expect(failures).toEqual([]);
  });

  it('is told of API keys and share links likewise, unless they were revoked', async () => {
    const [dashboard] =
      await api.client`select id, project_id from dashboards where deleted_at is null limit 1`;
    const hashes = ['key', 'revoked key', 'link', 'revoked link'].map(hashToken);
    for (const [i, hash] of hashes.entries()) {
      const revoked = i % 2 === 1 ? new Date() : null;
      if (i < 2)
        await api.client`insert into api_keys (project_id, name, prefix, key_hash, scopes, revoked_at)
          values (${dashboard!.project_id}, 'used', 'igk_', ${hash}, '{read}', ${revoked})`;
      else
        await api.client`insert into share_links (project_id, dashboard_id, name, prefix, token_hash, revoked_at)
          values (${dashboard!.project_id}, ${dashboard!.id}, 'used', 'igl_', ${hash}, ${revoked})`;
      lastAccess.note(hash);
    }
    await lastAccess.flush();
    const used =
      await api.client`select key_hash as hash from api_keys where name = 'used' and last_used_at > now() - interval '1 minute'
      union all select token_hash from share_links where last_used_at is not null`;
    expect(used.map(({ hash }) => hash)).toEqual([hashes[0], hashes[2]]);
    expect(failures).toEqual([]);
  });

  it('does not bring back what has ended, and is not lost where it cannot be written at once', async () => {
    const [token, ended] = [await api.signIn(email), await api.signIn(email)];
    const broken = new LastAccess({
      database: {
        db: {
          execute: (statement: never) =>
            failures.length === 0 ? Promise.reject(new Error('away')) : api.database.db.execute(statement),
        } as never,
      },
      sessionIdleDays: 0,
      everyMs: 20,
      onFailure: error => failures.push(error),
    });
    await set(token, `idle_expires_at = now() + interval '1 hour'`);
    for (const each of [token, ended]) broken.note(hashToken(each));
    await set(ended, "status = 'revoked'");
    const used = async () =>
      (await api.client`select idle_expires_at from sessions where last_used_at is not null`).map(
        row => row.idle_expires_at,
      );
    while ((await used()).length === 0) await delay(10);
    await broken.close();
    expect(failures.splice(0).map(String)).toEqual(['Error: away']);
    expect(await used()).toEqual([null]);
  });
});

describe('revokeSession', () => {
  it('ends a session of the viewer at once, on every server, with the answers that are known there', async () => {
    const [mine, another] = [await api.signIn(email), await api.signIn(email)];
    // Twice: the second is answered by a compiled read.
    for (const server of [api, other]) expect(await isValid(another, server)).toBe(true);
    const id = await idOf(another);
    expect((await revoke(id, mine)).data.revokeSession).toEqual({
      session: { uuid: id, status: 'REVOKED' },
      userErrors: [],
    });
    for (const server of [other, api]) expect(await isValid(another, server)).toBe(false);
    expect(await isValid(mine, other)).toBe(true);
    expect((await revoke(id, mine)).data.revokeSession.userErrors).toEqual([]);
  });

  it('ends the session of the request too, and tells nothing of it afterwards', async () => {
    const mine = await api.signIn(email);
    expect((await revoke(await idOf(mine), mine)).data.revokeSession).toEqual({
      session: null,
      userErrors: [],
    });
    expect(await isValid(mine)).toBe(false);
  });

  it('knows no session of others, and no other ids', async () => {
    const [mine, foreign] = [await api.signIn(email), await api.signIn('owner@demo.example')];
    const fault = async (id: string) => (await revoke(id, mine)).data.revokeSession;
    expect(await fault(await idOf(foreign))).toEqual({
      session: null,
      userErrors: [{ code: 'NOT_FOUND', message: 'There is no such session.', path: ['input', 'id'] }],
    });
    expect(await fault('Session')).toMatchObject({
      userErrors: [{ code: 'BAD_USER_INPUT', path: ['input', 'id'] }],
    });
    expect((await other.ask('{ viewer { email } }', { token: foreign })).data.viewer.email).toBe(
      'owner@demo.example',
    );
  });

  it('needs a session that holds', async () => {
    const mine = await api.signIn(email);
    const id = await idOf(mine);
    expect(
      codes(await api.ask(`mutation { revokeSession(input: { id: "${id}" }) { session { uuid } } }`)),
    ).toEqual(['UNAUTHENTICATED']);
    await set(mine, `expires_at = ${past}`);
    expect(codes(await revoke(id, mine))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('signOutEverywhere', () => {
  const everywhere = (token: string, input = '') =>
    api.ask(`mutation { signOutEverywhere${input} { endedSessions userErrors { code } } }`, { token });

  it('ends all sessions of the viewer, of nobody else', async () => {
    const foreign = await api.signIn('owner@demo.example');
    const [mine, expired, ...rest] = await Promise.all([1, 2, 3, 4].map(() => api.signIn(email)));
    await set(expired!, `expires_at = ${past}`);
    expect((await everywhere(mine!)).data.signOutEverywhere).toEqual({ endedSessions: 3, userErrors: [] });
    for (const token of [mine!, ...rest]) expect(await isValid(token, other)).toBe(false);
    expect((await api.client`select 1 from sessions where status = 'active'`).length).toBe(2);
    expect((await api.ask('{ viewer { email } }', { token: foreign })).data.viewer).not.toBeNull();
    expect(codes(await everywhere(mine!))).toEqual(['UNAUTHENTICATED']);
  });

  it('lets the one of the request go on where it is asked to', async () => {
    const [mine, another] = [await api.signIn(email), await api.signIn(email)];
    const { data } = await everywhere(mine, '(input: { keepCurrent: true })');
    expect(data.signOutEverywhere.endedSessions).toBe(1);
    expect([await isValid(mine), await isValid(another)]).toEqual([true, false]);
  });
});
