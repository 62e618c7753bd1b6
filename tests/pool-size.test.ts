/** `DATABASE_POOL_SIZE` is a promise to whoever runs PostgreSQL: counted there, while a whole server starts and works. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { type FaultServer, startFaultServer } from './support/fault-server.ts';

const size = 3;
let own: TestDatabase;
let server: FaultServer | undefined;

beforeAll(async () => {
  own = await createTestDatabase({ empty: true });
});
afterAll(async () => {
  await server?.stop();
  await own.drop();
});

/** The most connections that the database had at once while work ran. */
async function mostDuring(work: () => Promise<void>): Promise<number> {
  const observer = openTestClient(own.adminUrl);
  let most = 0;
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const [row] = await observer<{ n: number }[]>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and application_name <> 'test'`;
      most = Math.max(most, row!.n);
      await sleep(2);
    }
  };
  const watching = watch();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
    await observer.end({ timeout: 5 });
  }
  return most;
}

async function ask(origin: string, query: string, token?: string) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: { signIn?: { token: string } }; errors?: unknown };
}

it('a server never has more connections than its pool and one for mails, from its first start on', async () => {
  const most = await mostDuring(async () => {
    server = await startFaultServer(own.url, {
      DATABASE_POOL_SIZE: String(size),
      // A connection that is given up may be replaced before PostgreSQL has noticed.
      DATABASE_STATEMENT_TIMEOUT_MS: '0',
      REQUEST_TIMEOUT_MS: '60000',
    });
    const { origin } = server;
    const signIn = `mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token } }`;
    let token: string | undefined;
    while (!token) token = (await ask(origin, signIn)).data?.signIn?.token;
    const page =
      '{ dashboards(first: 10) { totalCount nodes { name widgets { nodes { insight { name } } } } } }';
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([
        ...Array.from({ length: 20 }, () => ask(origin, page, token)),
        ...Array.from({ length: 4 }, () => ask(origin, signIn)),
      ]);
      // On a busy machine PostgreSQL may take longer to accept a connection than the server waits for it.
      const failed = answers.filter(({ errors }) => errors);
      expect(failed.length, JSON.stringify(failed)).toBeLessThan(answers.length);
      await server.ready();
    }
  });
  expect(most).toBe(size + 1);
});
