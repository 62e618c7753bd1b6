/**
 * Claims about identity and failing databases that no other suite makes.
 * Each test was written for a change to the code that all other suites let pass.
 */
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture } from './support/fixture.ts';
import { patienceMs } from './support/scale.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ demo: true, yoga: { sessionTtlDays: 3 } });
  await insertFixture(api.database, buildFixture(6));
});
afterAll(() => api.close());

const signIn = (email: string, password: string, selection = 'token userErrors { code path }') =>
  api.ask(`mutation ($i: SignInInput!) { signIn(input: $i) { ${selection} } }`, {
    variables: { i: { email, password } },
  });

describe('signIn', () => {
  it('twice in one operation reads each session as the user of that session', async () => {
    const { data, errors } = await api.ask(
      `mutation { a: signIn(input: { email: "owner@demo.example", password: "demo-password" }) { session { user { email } } }
         b: signIn(input: { email: "outsider@demo.example", password: "demo-password" }) { session { user { email } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      a: { session: { user: { email: 'owner@demo.example' } } },
      b: { session: { user: { email: 'outsider@demo.example' } } },
    });
  });

  it('refuses an account whose hash is malformed like a wrong password', async () => {
    const { data, errors } = await signIn(emailOf('owner'), 'none');
    expect(errors).toBeUndefined();
    expect(data.signIn).toEqual({ token: null, userErrors: [{ code: 'UNAUTHENTICATED', path: ['input'] }] });
  });

  it('refuses a password that is too long to be hashed at leisure', async () => {
    const { data } = await signIn('owner@demo.example', 'x'.repeat(1001));
    expect(data.signIn.userErrors).toEqual([{ code: 'BAD_USER_INPUT', path: ['input', 'password'] }]);
  });

  it('opens a session for as many days as are configured', async () => {
    const { data } = await signIn('owner@demo.example', 'demo-password', 'session { expiresAt }');
    const days = (Date.parse(data.signIn.session.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.1);
  });
});

describe('a statement that takes too long', () => {
  const lines: string[] = [];
  let impatient: TestApi;
  let token: string;
  beforeAll(async () => {
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    impatient = await startTestApi({ demo: true, requestTimeoutMs: 1_000, yoga: { log } });
    token = await impatient.signIn('owner@demo.example');
  });
  afterAll(() => impatient.close());

  const slow = () => impatient.ask('{ dashboards { totalCount } }', { token });

  /** The answer to an operation that waits for a table which somebody else has, for as long as it takes. */
  const whileLocked = async <T>(table: string, run: (admin: postgres.Sql) => Promise<T>): Promise<T> => {
    const holder = postgres(impatient.adminUrl, { max: 1, onnotice: () => {} });
    const admin = postgres(impatient.adminUrl, { max: 1, onnotice: () => {} });
    try {
      await holder.unsafe('begin');
      await holder.unsafe(`lock table ${table} in access exclusive mode`);
      return await run(admin);
    } finally {
      await holder.unsafe('rollback');
      await Promise.all([holder.end(), admin.end()]);
    }
  };

  it('is answered with TIMEOUT', async () => {
    const answer = await whileLocked('dashboards', () => slow());
    expect(answer.errors?.map(error => error.extensions.code)).toEqual(['TIMEOUT']);
  });

  it('is cancelled in PostgreSQL', async () => {
    await whileLocked('dashboards', async admin => {
      await slow();
      // Long before the statement timeout, which is as long as the patience of a test.
      const until = performance.now() + patienceMs / 4;
      for (let waiting = 1; waiting > 0; ) {
        expect(performance.now()).toBeLessThan(until);
        const [row] = await admin<{ n: number }[]>`select count(*)::int as n from pg_stat_activity
          where datname = current_database() and application_name = 'insightgraph' and wait_event_type = 'Lock'`;
        waiting = row!.n;
      }
    });
  });

  it('is in the log under the id of the request, with its cause', async () => {
    const answer = await whileLocked('dashboards', () => slow());
    const { requestId } = answer.errors![0]!.extensions;
    const line = lines.map(text => JSON.parse(text)).find(entry => entry.requestId === requestId);
    expect(line?.err.type).toBe('DeadlineError');
  });

  it('of signIn is given up like any other', async () => {
    const answer = await whileLocked('users', () =>
      impatient.ask(
        'mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token } }',
      ),
    );
    expect(answer.errors?.map(error => error.extensions.code)).toEqual(['TIMEOUT']);
  });
});
