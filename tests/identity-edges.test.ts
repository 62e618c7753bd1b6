/**
 * Claims about identity and failing databases that no other suite makes.
 * Each test was written for a change to the code that all other suites let pass.
 */
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RequestIdentity } from '../src/identity/request-identity.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture } from './support/fixture.ts';
import { patienceMs } from './support/scale.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ demo: true, signIn: { sessionTtlDays: 3 } });
  await insertFixture(api.database, buildFixture(6));
});
afterAll(() => api.close());

const signIn = (email: string, password: string, selection = 'token userErrors { code path }') =>
  api.ask(`mutation ($i: SignInInput!) { signIn(input: $i) { ${selection} } }`, {
    variables: { i: { email, password } },
  });

describe('signIn', () => {
  it('of another user in one operation reads its session as the user who signed in', async () => {
    const { data, errors } = await api.ask(
      `mutation { signOut { signedOut }
         signIn(input: { email: "outsider@demo.example", password: "demo-password" }) { session { user { email } } } }`,
      { token: await api.signIn('owner@demo.example') },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      signOut: { signedOut: true },
      signIn: { session: { user: { email: 'outsider@demo.example' } } },
    });
  });

  it('refuses an account whose hash is malformed like a wrong password', async () => {
    const { data, errors } = await signIn(emailOf('owner'), 'none');
    expect(errors).toBeUndefined();
    expect(data.signIn).toEqual({ token: null, userErrors: [{ code: 'UNAUTHENTICATED', path: ['input'] }] });
  });

  it('refuses a password that is too long to be hashed at leisure', async () => {
    const { data } = await signIn('owner@demo.example', 'x'.repeat(1025));
    expect(data.signIn.userErrors).toEqual([{ code: 'BAD_USER_INPUT', path: ['input', 'password'] }]);
  });

  it('opens a session for as many days as are configured', async () => {
    const { data } = await signIn('owner@demo.example', 'demo-password', 'session { expiresAt }');
    const days = (Date.parse(data.signIn.session.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.1);
  });
});

describe('signUp', () => {
  /** Has PostgreSQL refuse the commit of every new session, as often as `times` says. */
  const whileCommitsFail = async <T>(times: number, run: () => Promise<T>): Promise<T> => {
    const admin = postgres(api.adminUrl, { max: 1, onnotice: () => {} });
    try {
      await admin.unsafe(`create sequence refusals maxvalue 1000;
        grant usage on refusals to public;
        create function refuse_commit() returns trigger language plpgsql as $$ begin
          if nextval('refusals') <= ${times} then raise exception 'refused by a test' using errcode = '40001'; end if;
          return null;
        end $$;
        create constraint trigger refuse_commit after insert on sessions deferrable initially deferred
          for each row execute function refuse_commit()`);
      return await run();
    } finally {
      await admin.unsafe(
        'drop trigger refuse_commit on sessions; drop function refuse_commit; drop sequence refusals',
      );
      await admin.end();
    }
  };
  /** Signs up. @returns the answer, and whom the request has become */
  const signUp = async (email: string) => {
    const become = vi.spyOn(RequestIdentity.prototype, 'become');
    try {
      const answer = await api.ask(
        `mutation ($i: SignUpInput!) { signUp(input: $i) { token session { user { email } } } signOut { signedOut } }`,
        { variables: { i: { email, password: 'long enough', displayName: 'New' } } },
      );
      return { ...answer, became: become.mock.calls.map(([viewer]) => viewer.kind) };
    } finally {
      become.mockRestore();
    }
  };

  it('that was never committed leaves the request as whoever it was', async () => {
    const { errors, became } = await whileCommitsFail(1_000, () => signUp('refused@new.example'));
    // The second says that there is no session to end.
    expect(errors?.map(({ path }) => path)).toEqual([['signUp'], ['signOut']]);
    expect(became).toEqual([]);
  });

  it('that was committed at the third try makes the request the new user once', async () => {
    const { data, errors, became } = await whileCommitsFail(2, () => signUp('third@new.example'));
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      signUp: { session: { user: { email: 'third@new.example' } } },
      signOut: { signedOut: true },
    });
    expect(became).toEqual(['user', 'anonymous']);
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
