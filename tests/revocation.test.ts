/**
 * What is ended at one server is ended at every other from its next request on, whatever that one remembers of it.
 * The other server has answered with the same credentials before: by both paths, an export, and a write where there may be one.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { mutate } from './support/write-client.ts';
import { buildWorld, type World } from './support/write-world.ts';

let here: TestApi;
let there: TestApi;
let world: World;

beforeAll(async () => {
  here = await startTestApi();
  there = await startTestApi({ beside: here, allowance: { points: 1_000_000 } });
  world = await buildWorld(here, 'revocation');
});
afterAll(async () => {
  await there.close();
  await here.close();
});

interface Credentials {
  readonly token: string;
  /** What is asked with them; answered until they end. */
  readonly read: string;
  readonly write?: string;
  /** Ends them at the first server. */
  readonly end: () => Promise<unknown>;
}

const password = 'correct horse battery';

const send = async (mutation: string, input: object, selection: string, token = world.tokens.owner) => {
  const answered = await mutate(here, token, mutation, input, selection);
  expect([answered.errors, answered.userErrors]).toEqual([undefined, []]);
  return answered.payload;
};

/** Two sessions of a new user, of which the second ends the first. */
async function sessionsOf(name: string, end: (ended: string, by: string) => Promise<unknown>) {
  const email = `${name}@revocation.example`;
  const { token } = await send('signUp', { email, password, displayName: name }, 'token', undefined);
  const { token: by } = await send('signIn', { email, password }, 'token', undefined);
  // There is no such row; what counts is that it was looked for.
  const write =
    'mutation { deleteDashboard(input: { id: "00000000-0000-4000-8000-000000000000" }) { userErrors { code } } }';
  return { token, read: '{ viewer { uuid } }', write, end: () => end(token, by) };
}

const ofProject = '{ dashboards { nodes { uuid } } }';

const cases: Readonly<Record<string, () => Promise<Credentials>>> = {
  'a session that its user ends': () =>
    sessionsOf('one', async (token, by) => {
      const { data } = await here.ask('{ viewer { sessions { nodes { uuid current } } } }', { token });
      const { uuid: id } = data.viewer.sessions.nodes.find((node: Any) => node.current);
      return send('revokeSession', { id }, 'session { status }', by);
    }),
  'all sessions of a user': () =>
    sessionsOf('all', (_, token) =>
      here.ask('mutation { signOutEverywhere { userErrors { code } } }', { token }),
    ),
  'sessions of before another password': () =>
    sessionsOf('changed', (_, by) =>
      send('changePassword', { currentPassword: password, newPassword: `${password} 2` }, 'token', by),
    ),
  'sessions of an account that goes': () =>
    sessionsOf('gone', (_, by) => send('deleteViewer', { password }, 'deleted', by)),
  'an API key': async () => {
    const input = { projectId: world.projects.a, name: 'revoked', scopes: ['read', 'write'] };
    const { secret: token, apiKey } = await send('createApiKey', input, 'secret apiKey { uuid }');
    const write = `mutation { createDashboard(input: { projectId: "${world.projects.a}", name: "d" }) { userErrors { code } } }`;
    const end = () => send('revokeApiKey', { id: apiKey.uuid }, 'apiKey { revokedAt }');
    return { token, read: ofProject, write, end };
  },
  'a share link': async () => {
    const board = { projectId: world.projects.a, name: 'shared' };
    const { dashboard } = await send('createDashboard', board, 'dashboard { uuid }');
    const input = { dashboardId: dashboard.uuid, name: 'guest' };
    const { secret: token, shareLink } = await send('createShareLink', input, 'secret shareLink { uuid }');
    const end = () => send('revokeShareLink', { id: shareLink.uuid }, 'shareLink { revokedAt }');
    return { token, read: ofProject, end };
  },
};

/** What the other server says at each of its doors: the code of an error, or that there was none. */
async function saidThere({ token, read, write }: Credentials): Promise<string[]> {
  const code = ({ errors }: Any): string => errors?.[0]?.extensions.code ?? 'answered';
  const exported = await fetch(there.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/csv', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: ofProject }),
  });
  return [
    code(await there.ask(read, { token })),
    exported.headers.get('content-type')!.startsWith('text/csv') ? 'answered' : code(await exported.json()),
    ...(write ? [code(await there.ask(write, { token }))] : []),
  ];
}

describe('ended at one server, is refused by another from the next request on:', () => {
  it.each(Object.entries(cases))('%s', async (_, prepare) => {
    const credentials = await prepare();
    expect(new Set(await saidThere(credentials))).toEqual(new Set(['answered']));
    await credentials.end();
    expect(new Set(await saidThere(credentials))).toEqual(new Set(['UNAUTHENTICATED']));
  });
});
