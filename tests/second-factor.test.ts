/**
 * Signing in with a second factor: how it is set up, what it asks for, and that each code is taken once.
 * Codes are those of an app whose clock is a few steps ahead or behind, so that no test waits for the next one.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey, Keyring } from '../src/accounts/keyring.ts';
import { mailPurpose } from '../src/accounts/outgoing-mail.ts';
import { Passwords } from '../src/accounts/passwords.ts';
import { totpCode } from '../src/accounts/second-factor.ts';
import { type MakeLimiter, memoryLimiter } from '../src/identity/limiters.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;

const password = 'demo-password';
/** What passwords cost is tested elsewhere. */
const passwords = new Passwords(
  {},
  { hash: async text => `${text}`, verify: async (_, text) => text === password },
);
const email = 'owner@demo.example';

const keyring = new Keyring([createKey('test')]);

const renewals: (() => void)[] = [];
/** Counts that begin anew with each test. */
const makeLimiter: MakeLimiter = options => {
  let limiter = memoryLimiter(options);
  renewals.push(() => {
    limiter = memoryLimiter(options);
  });
  return {
    consume: (...given) => limiter.consume(...given),
    reward: (...given) => limiter.reward(...given),
  };
};

beforeAll(async () => {
  api = await startTestApi({ demo: true, signIn: { passwords, makeLimiter, keyring } });
});
afterAll(() => api.close());
/** Each test begins without a second factor, and with all tries. */
beforeEach(async () => {
  for (const renew of renewals) renew();
  await api.client`delete from totp_secrets`;
  await api.client`delete from recovery_codes`;
  await api.client`update users set has_second_factor = false`;
  token = await api.signIn(email);
});

const faults = '{ code message path }';
async function mutate(field: string, input: object | undefined, selection: string): Promise<Any> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await api.ask(
    input
      ? `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors ${faults} } }`
      : `mutation { ${field} { ${selection} userErrors ${faults} } }`,
    { token: field === 'signIn' ? undefined : token, variables: { input } },
  );
  expect(errors).toBeUndefined();
  return data[field];
}
const enable = () => mutate('enableTotp', undefined, 'secret uri');
const confirm = (code: string) => mutate('confirmTotp', { code }, 'recoveryCodes viewer { hasSecondFactor }');
const renew = (code: string) => mutate('renewRecoveryCodes', { code }, 'recoveryCodes');
const disable = (input: object) => mutate('disableTotp', input, 'viewer { hasSecondFactor }');
const signIn = (code?: string, address = email) =>
  mutate('signIn', { email: address, password, code }, 'token secondFactorRequired');
/** The code that an app shows so many steps from now. */
const codeOf = (secret: string, steps = 0) => totpCode(secret, Date.now() + steps * 30_000);
const codes = ({ userErrors }: Any) => userErrors.map((error: Any) => [error.code, error.path]);
const wrongCode = [['UNAUTHENTICATED', ['input', 'code']]];

/** Sets one up, with the code of the step before this one. */
async function setUp(): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const { secret } = await enable();
  const { recoveryCodes, userErrors } = await confirm(codeOf(secret, -1));
  expect(userErrors).toEqual([]);
  return { secret, recoveryCodes };
}

describe('a second factor', () => {
  it('is asked for once its first code was given, and not before', async () => {
    const { secret, uri, userErrors } = await enable();
    expect(userErrors).toEqual([]);
    expect(uri).toContain(`secret=${secret}`);
    expect(await signIn()).toMatchObject({
      token: expect.stringMatching(/^igs_/),
      secondFactorRequired: false,
    });
    const confirmed = await confirm(codeOf(secret, -1));
    expect(confirmed).toMatchObject({ viewer: { hasSecondFactor: true }, userErrors: [] });
    expect(new Set(confirmed.recoveryCodes).size).toBe(10);
    expect(await signIn()).toEqual({
      token: null,
      secondFactorRequired: true,
      userErrors: [
        {
          code: 'UNAUTHENTICATED',
          message: 'A code of the second factor is wanted beside the password.',
          path: ['input', 'code'],
        },
      ],
    });
    expect(await signIn(codeOf(secret))).toMatchObject({
      token: expect.stringMatching(/^igs_/),
      userErrors: [],
    });
  });

  it('is told by a wrong password of nobody', async () => {
    await setUp();
    const answer = await mutate(
      'signIn',
      { email, password: 'wrong', code: '123456' },
      'token secondFactorRequired',
    );
    expect(answer).toMatchObject({ token: null, secondFactorRequired: false });
    expect(codes(answer)).toEqual([['UNAUTHENTICATED', ['input']]]);
  });

  it('of somebody else is seen by nobody', async () => {
    await setUp();
    const query = '{ viewer { hasSecondFactor } users { nodes { email hasSecondFactor } } }';
    const asOwner = (await api.ask(query, { token })).data;
    expect(asOwner.viewer.hasSecondFactor).toBe(true);
    const known = asOwner.users.nodes.filter((user: Any) => user.hasSecondFactor !== null);
    expect(known).toEqual([{ email, hasSecondFactor: true }]);
    const asViewer = (await api.ask(query, { token: await api.signIn('viewer@demo.example') })).data;
    expect(asViewer.viewer.hasSecondFactor).toBe(false);
    expect(asViewer.users.nodes.find((user: Any) => user.email === email).hasSecondFactor).toBeNull();
    const found = await api.ask('{ users(where: { hasSecondFactor: { eq: true } }) { totalCount } }', {
      token: await api.signIn('viewer@demo.example'),
    });
    expect(found.data.users.totalCount).toBe(0);
  });

  it('cannot be set by a write to the account', async () => {
    const answer = await api.ask(
      'mutation { updateUser(input: { id: "x", hasSecondFactor: false }) { userErrors { code } } }',
      { token },
    );
    expect(answer.errors?.[0]?.message).toContain('hasSecondFactor');
  });

  it('keeps neither secret nor recovery codes in the clear', async () => {
    const { secret, recoveryCodes } = await setUp();
    const rows =
      await api.client`select t::text as row from totp_secrets t union all select r::text from recovery_codes r`;
    const dump = rows.map(({ row }) => row).join('\n');
    expect(rows).toHaveLength(11);
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map(code => code.replaceAll('-', ''))])
      expect(dump).not.toContain(text);
  });

  it('takes the place of one that was not confirmed, and of no other', async () => {
    const first = await enable();
    const second = await enable();
    expect(codes(await confirm(codeOf(first.secret)))).toEqual(wrongCode);
    expect((await confirm(codeOf(second.secret))).userErrors).toEqual([]);
    const third = await enable();
    expect(third).toMatchObject({ secret: null, uri: null });
    expect(codes(third)).toEqual([['CONFLICT', []]]);
    expect(codes(await confirm(codeOf(second.secret, 1)))).toEqual([['CONFLICT', ['input']]]);
  });

  it('needs a secret and a user', async () => {
    expect(codes(await confirm('123456'))).toEqual([['NOT_FOUND', ['input']]]);
    expect(codes(await renew('123456'))).toEqual([['NOT_FOUND', ['input']]]);
    expect(codes(await disable({ password, code: '123456' }))).toEqual([['NOT_FOUND', ['input']]]);
    const { errors } = await api.ask('mutation { enableTotp { secret } }');
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('a code', () => {
  it('is taken once, of fifty at once by one', async () => {
    const { secret } = await setUp();
    const code = codeOf(secret);
    const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(code)));
    expect(answers.filter(answer => answer.token !== null)).toHaveLength(1);
  });

  it('of an earlier step is not taken after a later one', async () => {
    const { secret } = await setUp();
    expect((await signIn(codeOf(secret, 1))).token).toMatch(/^igs_/);
    expect(codes(await signIn(codeOf(secret)))).toEqual(wrongCode);
  });

  it('that is wrong counts for the account, wherever it comes from, and the right one has to wait as well', async () => {
    const address = 'viewer@demo.example';
    token = await api.signIn(address);
    const { secret } = await setUp();
    for (let i = 0; i < 10; i++) expect(codes(await signIn('000000', address))).toEqual(wrongCode);
    const refused = await signIn(codeOf(secret), address);
    expect(refused).toMatchObject({ token: null, secondFactorRequired: false });
    expect(codes(refused)).toEqual([['RATE_LIMITED', ['input']]]);
    expect(codes(await confirm('000000'))).toEqual([['CONFLICT', ['input']]]);
    expect(codes(await renew('000000'))).toEqual([['RATE_LIMITED', ['input']]]);
  });

  it('is bounded and storable', async () => {
    for (const code of ['', 'x'.repeat(101), 'a\u0000b']) {
      expect(codes(await signIn(code))).toEqual([['BAD_USER_INPUT', ['input', 'code']]]);
      expect(codes(await confirm(code))).toEqual([['BAD_USER_INPUT', ['input', 'code']]]);
    }
  });
});

describe('recovery codes', () => {
  it('let in once each, however they are written', async () => {
    const { recoveryCodes } = await setUp();
    const [first, second] = recoveryCodes;
    expect((await signIn(first)).token).toMatch(/^igs_/);
    expect(codes(await signIn(first))).toEqual(wrongCode);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => signIn(second!.toLowerCase().replaceAll('-', ' '))),
    );
    expect(answers.filter(answer => answer.token !== null)).toHaveLength(1);
  });

  it('of somebody else let in nobody', async () => {
    const { recoveryCodes } = await setUp();
    token = await api.signIn('outsider@demo.example');
    await setUp();
    expect(codes(await signIn(recoveryCodes[0], 'outsider@demo.example'))).toEqual(wrongCode);
  });

  it('are replaced all together', async () => {
    const { secret, recoveryCodes } = await setUp();
    const renewed = await renew(codeOf(secret));
    expect(renewed.userErrors).toEqual([]);
    expect(codes(await signIn(recoveryCodes[0]))).toEqual(wrongCode);
    expect((await signIn(renewed.recoveryCodes[0])).token).toMatch(/^igs_/);
    const two = await Promise.all([renew(renewed.recoveryCodes[1]), renew(renewed.recoveryCodes[2])]);
    expect(two.map(codes)).toContainEqual([]);
    const [left] = await api.client`select count(*)::int as count from recovery_codes`;
    expect(left!.count).toBe(10);
  });
});

describe('disableTotp', () => {
  it('takes both factors, and leaves nothing of the second one', async () => {
    const { secret, recoveryCodes } = await setUp();
    expect(codes(await disable({ password: 'wrong', code: codeOf(secret) }))).toEqual([
      ['UNAUTHENTICATED', ['input', 'password']],
    ]);
    expect(codes(await disable({ password, code: '000000' }))).toEqual(wrongCode);
    expect(await disable({ password, code: codeOf(secret) })).toEqual({
      viewer: { hasSecondFactor: false },
      userErrors: [],
    });
    expect((await signIn()).token).toMatch(/^igs_/);
    expect(await api.client`select id from recovery_codes`).toEqual([]);
    await setUp();
    expect(codes(await signIn(recoveryCodes[0]))).toEqual(wrongCode);
  });

  it('takes the code alone where the account has no password, and only there', async () => {
    const { secret } = await setUp();
    expect(codes(await disable({ code: codeOf(secret) }))).toEqual([
      ['BAD_USER_INPUT', ['input', 'password']],
    ]);
    const [user] = await api.client`select password_hash from users where email = ${email}`;
    await api.client`update users set password_hash = null where email = ${email}`;
    expect(codes(await disable({ code: '000000' }))).toEqual(wrongCode);
    expect((await disable({ code: codeOf(secret) })).viewer).toEqual({ hasSecondFactor: false });
    await api.client`update users set password_hash = ${user!.password_hash} where email = ${email}`;
  });
});

describe('the account is told by mail', () => {
  it('of a second factor, of other recovery codes, and of the end of both', async () => {
    await api.client`delete from outgoing_mails`;
    const { secret } = await setUp();
    await renew('000000');
    await renew(codeOf(secret));
    await disable({ password, code: codeOf(secret, 1) });
    const mails = await api.client<{ recipient: string; content: string }[]>`
      select recipient, content from outgoing_mails where kind = 'signInChanged' order by created_at, id`;
    const said = mails.map(({ content }) => JSON.parse(keyring.open(content, mailPurpose)).change.kind);
    expect(said).toEqual(['secondFactorAdded', 'recoveryCodesRenewed', 'secondFactorEnded']);
    expect(mails.every(({ recipient }) => recipient === email)).toBe(true);
  });
});
