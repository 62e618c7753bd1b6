/**
 * How often passwords can be tried and accounts be made, by clients that ask for everything at once.
 * The server believes the proxy that these tests are, so that each test has addresses of its own.
 */
import argon2 from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Passwords } from '../src/accounts/passwords.ts';
import { migrateDatabase } from '../src/database/migrate.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

const hashing = { now: 0, most: 0 };
const counted =
  <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
  async (...args: A): Promise<T> => {
    hashing.most = Math.max(hashing.most, ++hashing.now);
    try {
      return await work(...args);
    } finally {
      hashing.now--;
    }
  };
const passwords = new Passwords({}, { hash: counted(argon2.hash), verify: counted(argon2.verify) });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    demo: true,
    trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'],
    signIn: { passwords },
  });
});
afterAll(() => api.close());

/** A server on a database that is new and empty. */
async function startOn({ url, adminUrl }: TestDatabase): Promise<TestApi> {
  await migrateDatabase({ url, log: () => {} });
  return startTestApi({ demo: true, beside: { databaseUrl: url, adminUrl, api: api.api } });
}

interface Payload {
  readonly token: string | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly message: string;
    readonly path: string[];
  }[];
}

async function mutate(field: string, input: object, forwardedFor: string, url = api.url): Promise<Payload> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor },
    body: JSON.stringify({
      query: `mutation ($i: ${type}!) { ${field}(input: $i) { token userErrors { code message path } } }`,
      variables: { i: input },
    }),
  });
  const { data, errors } = (await response.json()) as Any;
  expect(errors).toBeUndefined();
  return data[field];
}
const signIn = (email: string, password: string, from: string, url?: string) =>
  mutate('signIn', { email, password }, from, url);
const signUp = (email: string, from: string) =>
  mutate('signUp', { email, password: 'long enough', displayName: 'New' }, from);
const many = <T>(count: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));
/** How many payloads have which code; those with a token have none. */
function tally(payloads: readonly Payload[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { token, userErrors } of payloads) {
    const code = token === null ? userErrors[0]!.code : 'token';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

describe('guesses that are sent all at once', () => {
  it('are counted before the hash: ten are answered, the others have to wait, and so has the right password', async () => {
    const guesses = await many(60, () => signIn('viewer@demo.example', 'wrong', '192.0.2.1'));
    expect(tally(guesses)).toEqual({ UNAUTHENTICATED: 10, RATE_LIMITED: 50 });
    const refused = await signIn('viewer@demo.example', 'demo-password', '192.0.2.1');
    expect(refused).toEqual({
      token: null,
      userErrors: [
        {
          code: 'RATE_LIMITED',
          message: expect.stringMatching(/^There were too many tries\. Try again in \d+ seconds\.$/),
          path: ['input'],
        },
      ],
    });
    expect((await signIn('viewer@demo.example', 'demo-password', '192.0.2.2')).token).toMatch(/^igs_/);
  });

  it('at one account count together, whatever characters the database takes for the same', async () => {
    // PostgreSQL makes "i" of "İ" there, and JavaScript "i̇", of two characters.
    const own = await createTestDatabase({ builtinLocale: 'C.UTF-8' });
    const turkish = await startOn(own);
    try {
      const spellings = ['viewer', 'VIEWER', 'v\u0130ewer', 'V\u0130EWER'].map(
        name => `${name}@demo.example`,
      );
      const same =
        await turkish.client`select lower(e) as email from unnest(${`{${spellings.join()}}`}::text::text[]) as e`;
      expect(same.map(({ email }) => email)).toEqual(Array(4).fill('viewer@demo.example'));
      const guesses = await many(40, i => signIn(spellings[i % 4]!, 'wrong', '192.0.2.3', turkish.url));
      expect(tally(guesses)).toEqual({ UNAUTHENTICATED: 10, RATE_LIMITED: 30 });
    } finally {
      await turkish.close();
      await own.drop();
    }
  });

  it('at ever other accounts count by their address, successful ones too', async () => {
    const guesses = await many(120, i =>
      i % 6 === 0
        ? signIn('owner@demo.example', 'demo-password', '192.0.2.4')
        : signIn(`nobody${i}@demo.example`, 'wrong', '192.0.2.4'),
    );
    expect(tally(guesses).RATE_LIMITED).toBeGreaterThanOrEqual(20);
    expect(tally([await signIn('owner@demo.example', 'demo-password', '192.0.2.4')])).toEqual({
      RATE_LIMITED: 1,
    });
  });

  it('of the right password are given back: an account can sign in more often than it may fail', async () => {
    for (let i = 0; i < 12; i++)
      expect((await signIn('outsider@demo.example', 'demo-password', '192.0.2.5')).token).toMatch(/^igs_/);
  });

  it('are hashed two at a time', async () => {
    hashing.most = 0;
    await many(30, i => signIn(`one${i}@demo.example`, 'wrong', '192.0.2.6'));
    expect(hashing.most).toBe(2);
  });

  it('come from one network, where their addresses have its first half in common', async () => {
    const guesses = await many(30, i => signIn('owner@demo.example', 'wrong', `2001:db8:1:2:${i}::1`));
    expect(tally(guesses)).toEqual({ UNAUTHENTICATED: 10, RATE_LIMITED: 20 });
    expect(tally([await signIn('owner@demo.example', 'wrong', '2001:db8:1:3::1')])).toEqual({
      UNAUTHENTICATED: 1,
    });
  });
});

describe('a server that has enough passwords to check', () => {
  it('says so, and when to come again; nothing is counted as a guess', async () => {
    const busy = await startTestApi({
      beside: api,
      signIn: { passwords: new Passwords({ atOnce: 0, waiting: 0 }) },
    });
    try {
      for (let i = 0; i < 12; i++) {
        const { data, errors } = await busy.ask(
          'mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token } }',
        );
        expect(data).toEqual({ signIn: null });
        expect(errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
          ['UNAVAILABLE', 'Too many passwords are being checked at the moment. Try again in 5 seconds.'],
        ]);
      }
    } finally {
      await busy.close();
    }
  });
});

describe('accounts', () => {
  it('are made twenty in an hour from an address', async () => {
    const made = await many(30, i => signUp(`new${i}@many.example`, '192.0.2.7'));
    expect(tally(made)).toEqual({ token: 20, RATE_LIMITED: 10 });
    const [row] = await api.client`select count(*)::int as n from users where email like 'new%@many.example'`;
    expect(row!.n).toBe(20);
    expect((await signUp('other@many.example', '192.0.2.8')).token).toMatch(/^igs_/);
  });
});

describe('the address of a client behind proxies', () => {
  const session = async (forwardedFor: string) => {
    const { token } = await signIn('owner@demo.example', 'demo-password', forwardedFor);
    const { data } = await api.ask(
      '{ viewer { sessions(first: 1, orderBy: [{ createdAt: DESC }]) { nodes { ipAddress } } } }',
      {
        token: token!,
      },
    );
    return data.viewer.sessions.nodes[0].ipAddress;
  };

  it('is the last one that no trusted proxy has, whatever the client says of itself', async () => {
    expect(await session('198.51.100.1')).toBe('198.51.100.1');
    expect(await session('1.1.1.1, 198.51.100.2')).toBe('198.51.100.2');
    expect(await session('10.9.9.9, 198.51.100.3, 10.1.2.3,127.0.0.1')).toBe('198.51.100.3');
    expect(await session('::ffff:198.51.100.4')).toBe('198.51.100.4');
  });

  it('cannot be changed by what a client writes before it', async () => {
    const guesses = await many(30, i =>
      signIn('owner@demo.example', 'wrong', `203.0.113.${i}, 198.51.100.9`),
    );
    expect(tally(guesses)).toEqual({ UNAUTHENTICATED: 10, RATE_LIMITED: 20 });
  });
});
