/**
 * Tokens of an issuer as credentials: whom they stand for at each door, and that nothing of them is believed but what the issuer signed.
 * The issuer is a real OpenID provider, or keys made by hand where it would not sign such a thing.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IssuedTokens } from '../src/accounts/issued-tokens.ts';
import { createKey, Keyring } from '../src/accounts/keyring.ts';
import type { AccountRules } from '../src/config-accounts.ts';
import { issuedViewers } from '../src/operations/identity-providers/issued-viewers.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { openLog } from './support/log-lines.ts';
import { type OpenIdProvider, startOpenIdProvider } from './support/openid-provider.ts';

const keyring = new Keyring([createKey('test')]);
const audience = 'https://api.test';
const log = openLog('info');
const open: AccountRules = { signUp: 'open', emailConfirmation: 'optional', passwordMinLength: 8 };

interface Keys {
  readonly issuer: string;
  readonly jwksUrl?: string;
  readonly pauseMs?: number;
}

let provider: OpenIdProvider;
let api: TestApi;
const others: TestApi[] = [];
const failures: unknown[] = [];

async function serve(
  { issuer, jwksUrl, pauseMs }: Keys,
  rules: Partial<AccountRules> = {},
  beside?: TestApi,
): Promise<TestApi> {
  const accountRules = { ...open, ...rules };
  const tokens = new IssuedTokens({
    issuer: { issuer, audience: [audience], algorithms: ['RS256'], jwksUrl },
    provider: issuer,
    onUnavailable: cause => failures.push(cause),
    ...(pauseMs === undefined ? {} : { pauseMs }),
  });
  return startTestApi({
    demo: beside === undefined,
    rowSecurity: false,
    signIn: { keyring, accountRules },
    http: { log: log.log },
    viewers: (viewers, { database }) => issuedViewers(viewers, { tokens, database, keyring, accountRules }),
    ...(beside ? { beside } : {}),
  });
}
const besides = async (keys: Keys, rules: Partial<AccountRules> = {}): Promise<TestApi> => {
  const other = await serve(keys, rules, api);
  others.push(other);
  return other;
};

beforeAll(async () => {
  provider = await startOpenIdProvider({ id: 'app', secret: 'not told', redirectUri: 'http://app.test' });
  api = await serve(provider);
  await api.client`update users set email_confirmed_at = now()`;
});
afterAll(async () => {
  for (const other of others) await other.close();
  await api.close();
  await provider.close();
});

const seconds = () => Math.floor(Date.now() / 1_000);
const claims = (more: object = {}) => ({ sub: 'somebody', aud: audience, exp: seconds() + 600, ...more });
const verified = (email: string) => ({ sub: `of ${email}`, email, email_verified: true });
const tokenOf = (more: object = {}, header?: object) => provider.token(claims(more), header);

const who = '{ viewer { email } }';
/** Who a token stands for, or why for nobody. */
async function asks(token: string, server = api, query = who): Promise<Any> {
  const { data, errors } = await server.ask(query, { token });
  return errors ? errors[0]!.extensions.code : (data.viewer?.email ?? null);
}
const owner = 'owner@demo.example';

describe('a token of the issuer', () => {
  it('stands for the user with its verified address, and from then on for the account, whatever its address', async () => {
    expect(await asks(await tokenOf(verified(owner)))).toBe(owner);
    const linked =
      await api.client`select a.provider, a.subject, u.email from accounts a join users u on u.id = a.user_id`;
    expect(linked).toEqual([{ provider: provider.issuer, subject: `of ${owner}`, email: owner }]);
    // Who is found by the address is told by mail.
    expect(await api.client`select kind, recipient from outgoing_mails`).toEqual([
      { kind: 'signInChanged', recipient: owner },
    ]);
    expect(await asks(await tokenOf({ ...verified('other@demo.example'), sub: `of ${owner}` }))).toBe(owner);
    expect(await asks(await tokenOf({ sub: `of ${owner}` }))).toBe(owner);
  });

  it('sees and does what the user does, at each door', async () => {
    const token = await tokenOf(verified(owner));
    const session = await api.signIn(owner);
    const page = `{ viewer { email isAdministrator memberships { nodes { role } } } projects { nodes { id name viewerRole members { totalCount } } }
      dashboards(first: 3) { totalCount nodes { id name viewerCan { update } widgets { nodes { id } } } } }`;
    expect(await api.ask(page, { token })).toEqual(await api.ask(page, { token: session }));
    const csv = (bearer: string) =>
      fetch(api.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/csv',
          authorization: `Bearer ${bearer}`,
        },
        body: JSON.stringify({ query: '{ dashboards(first: 2) { nodes { name } } }' }),
      }).then(response => response.text());
    const rows = await csv(token);
    expect(rows.trim().split('\n').length).toBeGreaterThan(3);
    expect(rows).toBe(await csv(session));
    const { data } = await api.ask(page, { token });
    const projectId = data.projects.nodes.find((project: Any) => project.viewerRole === 'OWNER').id;
    const made = await api.ask(
      'mutation ($input: CreateDashboardInput!) { createDashboard(input: $input) { dashboard { name creator { email } } userErrors { message } } }',
      { token, variables: { input: { projectId, name: 'by a token' } } },
    );
    expect(made.data.createDashboard).toEqual({
      dashboard: { name: 'by a token', creator: { email: owner } },
      userErrors: [],
    });
  });

  it('is no session: what is about one asks for one', async () => {
    const token = await tokenOf(verified(owner));
    for (const mutation of [
      'signOut { signedOut }',
      'changePassword(input: { currentPassword: "demo-password", newPassword: "walrus under ice" }) { token }',
      'signOutEverywhere(input: {}) { endedSessions }',
    ]) {
      const { errors } = await api.ask(`mutation { ${mutation} }`, { token });
      expect(errors?.[0]?.extensions.code, mutation).toBe('UNAUTHENTICATED');
    }
    const current = await api.ask('{ viewer { sessions { nodes { current } } } }', { token });
    expect(current.data.viewer.sessions.nodes.filter((session: Any) => session.current)).toEqual([]);
  });

  it('stands for nobody while the user is suspended, or has a second factor to show', async () => {
    const outsider = 'outsider@demo.example';
    const token = await tokenOf(verified(outsider));
    expect(await asks(token)).toBe(outsider);
    for (const [set, unset] of [
      [{ suspended_at: new Date() }, { suspended_at: null }],
      [{ has_second_factor: true }, { has_second_factor: false }],
    ] as const) {
      await api.client`update users set ${api.client(set)} where email = ${outsider}`;
      expect(await asks(token)).toBe('UNAUTHENTICATED');
      // Nor does another account of theirs that was never seen.
      expect(await asks(await tokenOf({ ...verified(outsider), sub: 'second' }))).toBe('FORBIDDEN');
      await api.client`update users set ${api.client(unset)} where email = ${outsider}`;
      expect(await asks(token)).toBe(outsider);
    }
    expect(await api.client`select 1 from accounts where subject = 'second'`).toEqual([]);
  });

  it('makes a user at first sight where anybody may sign up, by a verified address only', async () => {
    const email = 'new@people.example';
    expect(await asks(await tokenOf({ sub: 'unverified', email }))).toBe('FORBIDDEN');
    expect(await asks(await tokenOf({ sub: 'unverified', email, email_verified: 'true' }))).toBe('FORBIDDEN');
    expect(await asks(await tokenOf({ sub: 'nothing' }))).toBe('FORBIDDEN');
    const closed = await besides(provider, { signUp: 'closed' });
    const invited = await besides(provider, { signUp: 'invited' });
    const token = await tokenOf(verified(email));
    expect(await asks(token, closed)).toBe('FORBIDDEN');
    expect(await asks(token, invited)).toBe('FORBIDDEN');
    expect(await api.client`select 1 from users where email = ${email}`).toEqual([]);
    const [project] = await api.client`select id from projects limit 1`;
    await api.client`insert into project_invites (project_id, email, role, token_hash, expires_at)
      values (${project!.id}, ${email}, 'viewer', ${'0'.repeat(64)}, now() + interval '1 day')`;
    // Fifty at once are one user.
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) =>
        asks(await tokenOf({ ...verified(email), jti: i }), invited),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([email]));
    expect(await api.client`select count(*)::int from users where email = ${email}`).toEqual([{ count: 1 }]);
    expect(await asks(token, closed)).toBe(email);
  });

  it('takes an account over that was never confirmed, and ends what a stranger may have left', async () => {
    const email = 'viewer@demo.example';
    await api.client`update users set email_confirmed_at = null where email = ${email}`;
    const session = await api.signIn(email);
    expect(await asks(await tokenOf(verified(email)))).toBe(email);
    expect(await asks(session)).toBe('UNAUTHENTICATED');
    expect(await api.client`select password_hash from users where email = ${email}`).toEqual([
      { password_hash: null },
    ]);
  });

  it('stands for nobody once its account is taken away; another token links it anew by the verified address', async () => {
    const token = await tokenOf(verified(owner));
    expect(await asks(token)).toBe(owner);
    const linked = await api.ask('{ viewer { accounts { nodes { id provider } } } }', { token });
    const [{ id, provider: name }] = linked.data.viewer.accounts.nodes;
    expect(name).toBe(provider.issuer);
    const unlink = `mutation { unlinkAccount(input: { id: "${id}" }) { userErrors { message } } }`;
    const { data } = await api.ask(unlink, { token: await api.signIn(owner) });
    expect(data.unlinkAccount.userErrors).toEqual([]);
    expect(await asks(token)).toBe('UNAUTHENTICATED');
    expect(await asks(await tokenOf({ sub: `of ${owner}`, jti: 1 }))).toBe('FORBIDDEN');
    expect(await asks(await tokenOf({ ...verified(owner), jti: 1 }))).toBe(owner);
  });

  it('gets answers in parts as well', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed',
        authorization: `Bearer ${await tokenOf(verified(owner))}`,
      },
      body: JSON.stringify({
        query: '{ viewer { email } ... @defer { dashboards(first: 1) { totalCount } } }',
      }),
    });
    const text = await response.text();
    expect(text).toContain(owner);
    expect(text).toMatch(/"totalCount":[1-9]/);
  });

  it('ends with its time, also for a server that knows it', async () => {
    // Within the time that clocks may be apart.
    const token = await tokenOf({ ...verified(owner), exp: seconds() - 20 });
    expect(await asks(token)).toBe(owner);
    let answer = owner;
    for (; answer === owner; answer = await asks(token)) await sleep(200);
    expect(answer).toBe('UNAUTHENTICATED');
  });
});

describe('what the issuer did not sign so', () => {
  it('is answered as a bad session token is, whatever is wrong with it', async () => {
    const good = claims(verified(owner));
    const [head, body, signature] = (await provider.token(good)).split('.') as [string, string, string];
    const kid = JSON.parse(Buffer.from(head, 'base64url').toString()).kid;
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const { jwks_uri: jwksUrl } = await (
      await fetch(`${provider.issuer}/.well-known/openid-configuration`)
    ).json();
    const [jwk] = (await (await fetch(jwksUrl)).json()).keys;
    const signed = (payload: JWTPayload, header = {}, key: Parameters<SignJWT['sign']>[0] = privateKey) =>
      new SignJWT({ iss: provider.issuer, ...payload })
        .setProtectedHeader({ alg: 'RS256', kid, ...header })
        .sign(key);
    const without = (name: string) => ({ ...good, [name]: undefined });
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'x' }),
    );
    const bad: Record<string, string> = {
      'signed by another key': await signed(good),
      'signed by an unknown key': await signed(good, { kid: 'unknown' }),
      'signed with what everybody knows': await signed(
        good,
        { alg: 'HS256' },
        new TextEncoder().encode(JSON.stringify(jwk)),
      ),
      'signed with a public key as a secret': await signed(
        good,
        { alg: 'HS256' },
        new TextEncoder().encode(await exportSPKI(publicKey)),
      ),
      'not signed': new UnsecuredJWT({ iss: provider.issuer, ...good }).encode(),
      'not signed any more': `${head}.${body}.`,
      'with other claims': `${head}.${forged.toString('base64url')}.${signature}`,
      expired: await tokenOf({ ...good, exp: seconds() - 60 }),
      'not yet valid': await tokenOf({ ...good, nbf: seconds() + 600 }),
      'without an end': await provider.token(without('exp')),
      'without a subject': await provider.token(without('sub')),
      'without an audience': await provider.token(without('aud')),
      'for others': await tokenOf({ ...good, aud: 'https://other.test' }),
      'of another issuer': await tokenOf({ ...good, iss: 'https://other.test' }),
      'about nobody that could be stored': await tokenOf({ ...good, sub: 'x'.repeat(1_001) }),
      'about somebody who would become another when stored': await tokenOf({ ...good, sub: 'x\u0000' }),
      'no token at all': 'a.b.c',
      'too long': `${head}.${body}${'A'.repeat(9_000)}.${signature}`,
    };
    const told = async (token: string, query: string) => {
      const { status, data, errors } = await api.ask(query, { token });
      const { requestId: _, ...extensions } = errors![0]!.extensions;
      return { status, data, message: errors![0]!.message, extensions };
    };
    for (const query of [
      who,
      '{ dashboards { nodes { name } } }',
      'mutation { createProject(input: { name: "x", slug: "x" }) { project { id } } }',
    ]) {
      // Both of a session that is none: the one by its form, the other by what is stored.
      const expected = await told(`igs_${'A'.repeat(42)}`, query);
      expect(expected.message).toBe((await told(`igs_${'A'.repeat(43)}`, query)).message);
      expect(expected.extensions).toEqual({ code: 'UNAUTHENTICATED' });
      for (const [what, token] of Object.entries(bad))
        expect({ what, ...(await told(token, query)) }).toEqual({ what, ...expected });
    }
  });

  it('is nobody where no issuer is configured', async () => {
    const plain = await startTestApi({ beside: api, rowSecurity: false });
    others.push(plain);
    expect(await asks(await tokenOf(verified(owner)), plain)).toBe('UNAUTHENTICATED');
  });
});

describe('the keys of the issuer', () => {
  /** An issuer whose keys are at an address of their own, and who counts who asks. */
  async function startIssuer() {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' };
    const made = { asked: 0, answer: { status: 200, body: JSON.stringify({ keys: [jwk] }) } };
    const server: Server = createServer((_, response) => {
      made.asked++;
      response.writeHead(made.answer.status, { 'content-type': 'application/json' }).end(made.answer.body);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const issuer = 'https://issuer.test';
    const token = (more: object = {}, kid = 'one') =>
      new SignJWT({ iss: issuer, ...claims({ ...verified(owner), ...more }) })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(privateKey);
    return { made, issuer, jwksUrl, token, close: () => server.close() };
  }

  it('are asked for once, whatever tokens come, and an unknown key is looked for no oftener than the pause allows', async () => {
    const issuer = await startIssuer();
    try {
      const server = await besides(issuer);
      for (let i = 0; i < 20; i++) expect(await asks(await issuer.token({ jti: i }), server)).toBe(owner);
      for (let i = 0; i < 20; i++)
        expect(await asks(await issuer.token({}, `unknown ${i}`), server)).toBe('UNAUTHENTICATED');
      expect(issuer.made.asked).toBe(1);
    } finally {
      issuer.close();
    }
  });

  it('being out of reach, tokens are refused as UNAVAILABLE, the issuer left alone for a while, and other credentials not concerned', async () => {
    const issuer = await startIssuer();
    try {
      const session = await api.signIn(owner);
      const broken = [
        { status: 500, body: '' },
        { status: 200, body: 'no keys' },
        { status: 200, body: '{"keys":"none"}' },
        { status: 302, body: '' },
      ];
      const { answer } = issuer.made;
      for (const each of broken) {
        const server = await besides(issuer);
        Object.assign(issuer.made, { asked: 0, answer: each });
        failures.length = 0;
        for (let i = 0; i < 10; i++) {
          const { status, errors } = await server.ask(who, { token: await issuer.token({ jti: i }) });
          expect([status, errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
        }
        expect([issuer.made.asked, failures.length]).toEqual([1, 1]);
        expect(await asks(session, server)).toBe(owner);
      }
      // Without a pause the next token asks again.
      const hasty = await besides({ ...issuer, pauseMs: 0 });
      expect(await asks(await issuer.token(), hasty)).toBe('UNAVAILABLE');
      issuer.made.answer = answer;
      expect(await asks(await issuer.token(), hasty)).toBe(owner);
      // A key that is not there does not stand in the way of those that are.
      issuer.made.answer = { status: 500, body: '' };
      expect(await asks(await issuer.token({}, 'unknown'), hasty)).toBe('UNAVAILABLE');
      expect(await asks(await issuer.token({ jti: 1 }), hasty)).toBe(owner);
    } finally {
      issuer.close();
    }
  });

  it('may change', async () => {
    const server = await besides({ issuer: provider.issuer, pauseMs: 0 });
    expect(await asks(await tokenOf(verified(owner)), server)).toBe(owner);
    await provider.changeKeys();
    expect(await asks(await tokenOf({ ...verified(owner), jti: 1 }), server)).toBe(owner);
  });
});

it('no token is in the log', async () => {
  const token = await tokenOf({ ...verified(owner), aud: 'others' });
  expect(await asks(token)).toBe('UNAUTHENTICATED');
  const text = log.text();
  expect(text).toContain('UNAUTHENTICATED');
  expect(text).not.toContain(token.split('.')[2]!.slice(0, 40));
});
