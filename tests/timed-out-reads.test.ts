/**
 * A read that PostgreSQL gave up is told, and not tried again on the other path: that would take as long again.
 * It waits for a lock, and is cancelled as the statement timeout would.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';

const lines: Record<string, unknown>[] = [];
const log = pino({ level: 'info' }, { write: line => void lines.push(JSON.parse(line)) });
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ demo: true, http: { log } });
});
afterAll(() => api.close());

it('a compiled read that timed out is one statement, and told in the resolvers’ words', async () => {
  const token = await api.signIn('owner@demo.example');
  const ask = (query: string) => askWhole(api.url, { token, query });
  const page = '{ dashboards(first: 1) { nodes { name } } viewer { displayName } }';
  await ask(page);
  const holder = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  await holder.unsafe('begin; lock table dashboards in access exclusive mode');
  const admin = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  const cancelWaiting = async () => {
    const cancelled = await admin.unsafe(
      `select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'insightgraph'
       and datname = current_database() and wait_event_type = 'Lock'`,
    );
    return cancelled.length;
  };
  const answer = ask(page);
  while ((await cancelWaiting()) === 0) await sleep(10);
  const { data, errors } = (await answer).body;
  await Promise.all([holder.end(), admin.end()]);

  const told = { extensions: { code: 'TIMEOUT' } };
  expect(errors).toHaveLength(2);
  expect(errors).toContainEqual(
    expect.objectContaining({ path: ['dashboards'], locations: [{ line: 1, column: 3 }] }),
  );
  expect(errors).toMatchObject([told, told]);
  expect(data).toEqual({ dashboards: null, viewer: null });
  expect(lines.findLast(({ msg }) => msg === 'request')).toMatchObject({ code: 'TIMEOUT', statements: 1 });
});
