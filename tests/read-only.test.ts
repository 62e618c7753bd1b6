/**
 * A PostgreSQL that takes no writes, as a primary is after a failover, is told as UNAVAILABLE, and left by its connections.
 * Each connection is made read-only or not by the database's setting when it was opened, as by the server it leads to.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;
let name: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
  name = new URL(api.databaseUrl).pathname.slice(1);
});
afterAll(() => api.close());

const administrate = async (statement: string) => {
  const connection = { options: '-c default_transaction_read_only=off' };
  const admin = postgres(api.adminUrl, { max: 1, onnotice: () => {}, connection });
  try {
    await admin.unsafe(statement);
  } finally {
    await admin.end();
  }
};
const createProject = (slug: string) =>
  api.ask(
    `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { slug } userErrors { code } } }`,
    { token, variables: { input: { name: slug, slug } } },
  );
const signUp = (email: string) =>
  api.ask(`mutation ($input: SignUpInput!) { signUp(input: $input) { token userErrors { code } } }`, {
    variables: { input: { email, password: 'long enough', displayName: 'New' } },
  });
/** The answer of what a write gets once none goes out over a connection that was just cut: of those it cannot say whether they were done. */
const settled = async (write: () => ReturnType<typeof createProject>) => {
  for (;;) {
    const answer = await write();
    if (!answer.errors?.[0]?.message.includes('went away during the write')) return answer;
  }
};

it('is UNAVAILABLE for writes and answers reads; its connections are replaced once they refused a write', async () => {
  await administrate(`alter database "${name}" set default_transaction_read_only = on;
    select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'insightgraph'`);
  const writes = [() => createProject('refused'), () => signUp('refused@new.example')];
  for (const write of writes) {
    const refused = await settled(write);
    expect(refused.errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
      ['UNAVAILABLE', 'The database takes no writes at the moment. Try again shortly.'],
    ]);
  }
  expect((await api.ask('{ viewer { email } }', { token })).data.viewer.email).toBe('owner@demo.example');

  // Another primary is there from now on; connections to the old one stay as they are.
  await administrate(`alter database "${name}" reset default_transaction_read_only`);
  // A connection that only read may lead to the old one yet; there are four at most.
  const later = [];
  for (let i = 0; i < 5; i++) later.push((await createProject(`later-${i}`)).data?.createProject);
  expect(later.at(-1)).toEqual({ project: { slug: 'later-4' }, userErrors: [] });
  expect((await signUp('later@new.example')).data.signUp.token).toMatch(/^igs_/);
});
