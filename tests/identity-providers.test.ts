/**
 * Signing in at an identity provider, against a real one: the whole way of a browser, and what becomes of who comes back.
 * The provider sends browsers to an address that is nobody's; this browser takes the server for it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityProviders } from '../src/accounts/identity-providers.ts';
import { createKey, Keyring } from '../src/accounts/keyring.ts';
import { Passwords } from '../src/accounts/passwords.ts';
import { totpCode } from '../src/accounts/second-factor.ts';
import { parseConfig } from '../src/config.ts';
import { providerRoutes } from '../src/operations/identity-providers/routes.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { type OpenIdProvider, type ProviderAccount, startOpenIdProvider } from './support/openid-provider.ts';
import { RedirectedBrowser } from './support/redirected-browser.ts';

const apiUrl = 'http://api.test';
const appUrl = 'http://app.test';
const client = { id: 'insightgraph', secret: 'not told', redirectUri: `${apiUrl}/auth/demo/callback` };
const keyring = new Keyring([createKey('test')]);
const passwords = new Passwords(
  {},
  { hash: async text => `${text}`, verify: async (hash, text) => hash === text },
);

let api: TestApi;
let provider: OpenIdProvider;

beforeAll(async () => {
  provider = await startOpenIdProvider(client);
  const providers = new IdentityProviders({
    apiUrl,
    keyring,
    providers: [
      {
        name: 'demo',
        issuer: provider.issuer,
        clientId: client.id,
        clientSecret: client.secret,
        scope: 'openid email profile',
        keepTokens: true,
      },
    ],
  });
  api = await startTestApi({
    demo: true,
    signIn: { keyring, passwords },
    routes: parts => providerRoutes({ ...parts, keyring, providers, appUrl, isSecure: false }),
  });
  await api.client`update users set email_confirmed_at = now()`;
});
afterAll(async () => {
  await api.close();
  await provider.close();
});

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

const places = () => ({ apiUrl, origin: api.origin, appUrl });
const newBrowser = () => new RedirectedBrowser(places);

const startAt = (name = 'demo') => `${apiUrl}/auth/${name}/start?challenge=${challenge}`;
const told = (url: string) => Object.fromEntries(new URLSearchParams(new URL(url).hash.slice(1)));

/** The code of a whole way, as somebody. */
async function comeBack(account: ProviderAccount, browser = newBrowser()): Promise<Any> {
  provider.account = account;
  const { url } = await browser.open(startAt());
  expect(url).toMatch(/^http:\/\/app\.test\/sign-in#/);
  return told(url);
}

const session = 'token session { user { uuid email displayName } } secondFactorRequired';
async function exchange(signInCode: string, more: object = {}, server = api): Promise<Any> {
  const { data, errors } = await server.ask(
    `mutation ($input: ExchangeSignInCodeInput!) { exchangeSignInCode(input: $input) { ${session} userErrors { code message path } } }`,
    { variables: { input: { signInCode, verifier, ...more } } },
  );
  expect(errors).toBeUndefined();
  return data.exchangeSignInCode;
}
const signInAs = async (account: ProviderAccount) => exchange((await comeBack(account)).code);
const codes = ({ userErrors }: Any) => userErrors.map((error: Any) => [error.code, error.path.join('.')]);
const invalid = [['UNAUTHENTICATED', 'input.signInCode']];

describe('signing in at an identity provider', () => {
  it('makes a user of a verified address, who is the same the next time, whatever the address is then', async () => {
    const first = await signInAs({ sub: 'new', email: 'New@example.com', email_verified: true, name: 'Nea' });
    expect(first).toMatchObject({
      token: expect.stringMatching(/^igs_/),
      session: { user: { email: 'New@example.com', displayName: 'Nea' } },
      userErrors: [],
    });
    const again = await signInAs({ sub: 'new', email: 'other@example.com', email_verified: false });
    expect(again.session.user).toEqual(first.session.user);
    const accounts = await api.ask('{ viewer { accounts { nodes { provider subject email } } } }', {
      token: again.token,
    });
    expect(accounts.data.viewer.accounts.nodes).toEqual([
      { provider: 'demo', subject: 'new', email: 'New@example.com' },
    ]);
  });

  it('finds the user of a verified address, and keeps the password of one who confirmed it', async () => {
    const { session: opened } = await signInAs({
      sub: 'o',
      email: 'OWNER@demo.example',
      email_verified: true,
    });
    expect(opened.user.email).toBe('owner@demo.example');
    const [owner] = await api.client`select password_hash from users where email = 'owner@demo.example'`;
    expect(owner!.password_hash).not.toBeNull();
    // Somebody else may have the address at the provider, and not the mail.
    const told =
      await api.client`select 1 from outgoing_mails where recipient = 'owner@demo.example' and kind = 'signInChanged'`;
    expect(told).toHaveLength(1);
  });

  it('refuses an address that is not verified, or of which nothing is said', async () => {
    for (const account of [
      { sub: 'a', email: 'viewer@demo.example', email_verified: false },
      { sub: 'b', email: 'viewer@demo.example' },
      { sub: 'c' },
    ]) {
      const answer = await signInAs(account);
      expect(answer.token).toBeNull();
      expect(answer.userErrors).toEqual([
        {
          code: 'FORBIDDEN',
          message: expect.stringContaining('does not say that your e-mail address is verified'),
          path: ['input', 'signInCode'],
        },
      ]);
    }
    expect(await api.client`select id from accounts where subject in ('a', 'b', 'c')`).toEqual([]);
  });

  it('makes users of those only who may sign up, and lets in whom it knows', async () => {
    const at = async (signUp: 'closed' | 'invited') =>
      startTestApi({
        beside: api,
        signIn: { keyring, passwords, accountRules: { ...parseConfig({}).accounts.rules, signUp } },
      });
    const [closed, invited] = [await at('closed'), await at('invited')];
    const by = async (server: TestApi, sub: string, email: string) =>
      exchange((await comeBack({ sub, email, email_verified: true })).code, {}, server);
    const refused = [['FORBIDDEN', 'input.signInCode']];
    await api.client`insert into project_invites (project_id, email, role, token_hash, expires_at)
      select id, each, 'viewer', md5(each) || md5(each), now() + interval '1 day' * days from projects,
        (values ('Asked@example.com', 1), ('late@example.com', -1)) as "v" (each, days) where slug = 'lumen-notes'`;
    expect(codes(await by(closed, 'c1', 'asked@example.com'))).toEqual(refused);
    expect(codes(await by(invited, 'c2', 'unasked@example.com'))).toEqual(refused);
    expect(codes(await by(invited, 'c3', 'late@example.com'))).toEqual(refused);
    expect((await by(invited, 'c4', 'asked@example.com')).session.user.email).toBe('asked@example.com');
    expect((await by(closed, 'c4', 'asked@example.com')).userErrors).toEqual([]);
    expect((await by(closed, 'c5', 'viewer@demo.example')).userErrors).toEqual([]);
    await api.client`update users set suspended_at = now() where email = 'asked@example.com'`;
    const suspended = await by(invited, 'c4', 'asked@example.com');
    expect([suspended.token, suspended.userErrors[0].message]).toEqual([
      null,
      'The account is suspended. Ask whoever runs this deployment.',
    ]);
    await Promise.all([closed.close(), invited.close()]);
  });

  it('takes password and sessions from whoever signed up with the address and never confirmed it', async () => {
    await api.client`insert into users (email, display_name, password_hash) values ('victim@example.com', 'X', 'known')`;
    const stranger = await api.signIn('victim@example.com');
    const answer = await signInAs({ sub: 'victim', email: 'victim@example.com', email_verified: true });
    expect(answer.session.user.email).toBe('victim@example.com');
    const [user] =
      await api.client`select password_hash, email_confirmed_at from users where email = 'victim@example.com'`;
    expect(user).toEqual({ password_hash: null, email_confirmed_at: expect.any(Date) });
    const refused = await api.ask('{ viewer { email } }', { token: stranger });
    expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const byPassword = await api.ask(
      'mutation { signIn(input: { email: "victim@example.com", password: "known" }) { token userErrors { code } } }',
    );
    expect(byPassword.data.signIn).toEqual({ token: null, userErrors: [{ code: 'UNAUTHENTICATED' }] });
  });

  it('asks for the second factor, with the same code', async () => {
    const account = { sub: 'two', email: 'two@example.com', email_verified: true };
    const { token } = await signInAs(account);
    const { data } = await api.ask('mutation { enableTotp { secret } }', { token });
    const { secret } = data.enableTotp;
    const codeOf = (steps: number) => totpCode(secret, Date.now() + steps * 30_000);
    await api.ask('mutation ($code: String!) { confirmTotp(input: { code: $code }) { recoveryCodes } }', {
      token,
      variables: { code: codeOf(-1) },
    });
    const { code } = await comeBack(account);
    const asked = await exchange(code);
    expect(asked).toMatchObject({ token: null, secondFactorRequired: true });
    expect((await exchange(code, { code: codeOf(0) })).token).toMatch(/^igs_/);
  });

  it('keeps tokens of the provider sealed only', async () => {
    await signInAs({ sub: 'kept', email: 'kept@example.com', email_verified: true });
    const [row] = await api.client`select access_token from accounts where subject = 'kept'`;
    expect(row!.access_token).toMatch(/^test\./);
    expect(keyring.open(row!.access_token, 'provider-token')).toMatch(/^[\w-]{20,}$/);
  });
});

describe('a code', () => {
  const account = { sub: 'code', email: 'code@example.com', email_verified: true };

  it('is of use once, of twenty at once by one, and only with the verifier', async () => {
    const { code } = await comeBack(account);
    expect(codes(await exchange(code, { verifier: 'x'.repeat(43) }))).toEqual(invalid);
    expect((await exchange(code)).token).toMatch(/^igs_/);
    expect(codes(await exchange(code))).toEqual(invalid);
    const second = await comeBack(account);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(second.code)));
    expect(answers.filter(({ token }) => token !== null)).toHaveLength(1);
  });

  it('is of no use after two minutes, and is gone with the next one', async () => {
    const { code } = await comeBack(account);
    await api.client`update sign_in_codes set expires_at = now()`;
    expect(codes(await exchange(code))).toEqual(invalid);
    await comeBack(account);
    const [left] = await api.client`select count(*)::int as count from sign_in_codes`;
    expect(left!.count).toBe(1);
  });

  it('is a text of some length, as is the verifier', async () => {
    expect(codes(await exchange('', { verifier: 'short', code: '' }))).toEqual([
      ['BAD_USER_INPUT', 'input.signInCode'],
      ['BAD_USER_INPUT', 'input.verifier'],
      ['BAD_USER_INPUT', 'input.code'],
    ]);
  });
});

describe('a way that is meddled with', () => {
  const account = { sub: 'way', email: 'way@example.com', email_verified: true };
  const meddled = async (change: (url: string) => string | Promise<string>) => {
    const browser = newBrowser();
    browser.meddle = change;
    return comeBack(account, browser);
  };
  const withParameter = (url: string, name: string, value: string) => {
    const changed = new URL(url);
    if (changed.searchParams.has(name)) changed.searchParams.set(name, value);
    return changed.href;
  };
  const refused = { error: 'UNAUTHENTICATED', message: expect.any(String) };

  it('ends without a code: another state, another nonce, another code', async () => {
    const atCallback = (change: (url: string) => string) => (url: string) =>
      url.startsWith(client.redirectUri) ? change(url) : url;
    expect(await meddled(atCallback(url => withParameter(url, 'state', 'other')))).toEqual(refused);
    expect(await meddled(atCallback(url => withParameter(url, 'code', 'other')))).toEqual(refused);
    expect(
      await meddled(url => (url.includes('/auth?') ? withParameter(url, 'nonce', 'other') : url)),
    ).toEqual(refused);
  });

  it('ends without a code in a browser that did not begin it, and for an answer that came already', async () => {
    provider.account = account;
    const browser = newBrowser();
    const { url } = await browser.open(startAt());
    expect(told(url)).toHaveProperty('code');
    const callback = browser.visited.find(each => each.startsWith(client.redirectUri))!;
    expect(told((await newBrowser().open(callback)).url)).toEqual(refused);
    expect(told((await browser.open(callback)).url)).toEqual(refused);
  });

  it('ends without a code where the provider says no', async () => {
    const denied = `${client.redirectUri}?error=access_denied&state=`;
    const answer = await meddled(url =>
      url.startsWith(`${client.redirectUri}?code`) ? denied + new URL(url).searchParams.get('state') : url,
    );
    expect(answer).toEqual(refused);
  });

  it('is not begun without a challenge, by another method, or at a provider that is not there', async () => {
    const at = (path: string, init?: RequestInit) =>
      fetch(`${api.origin}${path}`, { redirect: 'manual', ...init });
    expect((await at('/auth/demo/start')).status).toBe(400);
    expect((await at(`/auth/demo/start?challenge=${challenge}`, { method: 'POST' })).status).toBe(405);
    expect((await at(`/auth/other/start?challenge=${challenge}`)).status).toBe(404);
    const begun = await at(`/auth/demo/start?challenge=${challenge}`);
    expect(begun.headers.get('set-cookie')).toMatch(
      /; Path=\/auth\/demo; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    expect(begun.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a provider', () => {
  const account = { sub: 'keys', email: 'keys@example.com', email_verified: true };

  it('may change its keys', async () => {
    await comeBack(account);
    await provider.changeKeys();
    expect(await comeBack(account)).toHaveProperty('code');
  });

  it('that is down is told of, at either end of the way, and is asked again when it is up', async () => {
    const browser = newBrowser();
    browser.meddle = async url => {
      if (url.startsWith(client.redirectUri)) await provider.down();
      return url;
    };
    const unavailable = { error: 'UNAVAILABLE', message: 'The identity provider "demo" does not answer.' };
    expect(await comeBack(account, browser)).toEqual(unavailable);
    await provider.up();
    expect(await comeBack(account)).toHaveProperty('code');
  });
});

describe('linkAccount and unlinkAccount', () => {
  const change = async (
    field: 'linkAccount' | 'unlinkAccount',
    input: object,
    token: string,
  ): Promise<Any> => {
    const type = field === 'linkAccount' ? 'LinkAccountInput' : 'UnlinkAccountInput';
    const { data, errors } = await api.ask(
      `mutation ($input: ${type}!) { ${field}(input: $input) { account { uuid } viewer { accounts { totalCount } } userErrors { code message path } } }`,
      { token, variables: { input } },
    );
    expect(errors).toBeUndefined();
    return data[field];
  };
  const link = (signInCode: string, token: string) => change('linkAccount', { signInCode, verifier }, token);

  it('let a user sign in with an account whose address is another, and no more', async () => {
    const token = await api.signIn('outsider@demo.example');
    const account = { sub: 'linked', email: 'elsewhere@example.com', email_verified: false };
    const linked = await link((await comeBack(account)).code, token);
    expect(linked).toMatchObject({ viewer: { accounts: { totalCount: 1 } }, userErrors: [] });
    expect((await signInAs(account)).session.user.email).toBe('outsider@demo.example');
    expect(
      codes(await link((await comeBack(account)).code, await api.signIn('viewer@demo.example'))),
    ).toEqual([['CONFLICT', 'input.signInCode']]);
    const id = linked.account.uuid;
    expect(codes(await change('unlinkAccount', { id }, await api.signIn('viewer@demo.example')))).toEqual([
      ['NOT_FOUND', 'input.id'],
    ]);
    expect(await change('unlinkAccount', { id }, token)).toEqual({
      account: null,
      viewer: { accounts: { totalCount: 0 } },
      userErrors: [],
    });
    expect((await signInAs(account)).userErrors).toHaveLength(1);
    const told =
      await api.client`select 1 from outgoing_mails where recipient = 'outsider@demo.example' and kind = 'signInChanged'`;
    expect(told).toHaveLength(2);
  });

  it('leave the last way to sign in, also where two are taken away at once', async () => {
    const { token } = await signInAs({ sub: 'only', email: 'only@example.com', email_verified: true });
    await link((await comeBack({ sub: 'only too' })).code, token);
    const { data } = await api.ask('{ viewer { accounts { nodes { id } } } }', { token });
    const answers = await Promise.all(
      data.viewer.accounts.nodes.map(({ id }: Any) => change('unlinkAccount', { id }, token)),
    );
    expect(answers.flatMap(codes)).toEqual([['CONFLICT', 'input.id']]);
  });

  it('are for users who are signed in', async () => {
    const { errors } = await api.ask(
      'mutation { linkAccount(input: { signInCode: "x", verifier: "x" }) { userErrors { code } } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
