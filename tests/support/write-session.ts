/**
 * A server, a world and an owner at work: what suites about generated mutations have in common.
 * Knows how to make rows and to see that nothing moved; refuses to know what is claimed.
 */
import { afterAll, beforeAll, expect } from 'vitest';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { type Any, startTestApi, type TestApi } from './api.ts';
import { patienceMs } from './scale.ts';
import { digestOf, type Mutated, mutate } from './write-client.ts';
import { buildWorld, type World } from './write-world.ts';

export let api: TestApi;
export let world: World;
let crowd: Database;

/** Starts and ends the server of a suite. */
export function useWriteSession(): void {
  beforeAll(async () => {
    // Many connections, so that what is concurrent here is concurrent in PostgreSQL.
    const database = new Proxy({} as Database, { get: (_, key: keyof Database) => crowd[key] });
    api = await startTestApi({ yoga: { database } });
    crowd = openDatabase({
      url: api.databaseUrl,
      // Half of them for one viewer.
      poolSize: 24,
      statementTimeoutMs: patienceMs,
      requestTimeoutMs: patienceMs,
      prepare: true,
    });
    world = await buildWorld(api, 'w');
  });
  afterAll(async () => {
    await crowd.close();
    await api.close();
  });
}

/** What the server's statements run through. */
export const statements = (): Database['pool'] => crowd.pool;

export const layout = { x: 0, y: 0, w: 2, h: 2 };
export const engagement = { targetEvent: 'open', granularity: 'DAY', dateFrom: '-7d', dateTo: '-0d' };
export const lifecycle = { type: 'LIFECYCLE', config: { lifecycle: engagement } };
export const projectId = () => world.projects.a;

/** A mutation as the owner. */
export const send = (mutation: string, input: object, selection = ''): Promise<Mutated> =>
  mutate(api, world.tokens.owner, mutation, input, selection);

/** Makes a row and gives its UUID. */
export async function made(type: string, input: object): Promise<string> {
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const result = await send(`create${type}`, input, `${field} { uuid }`);
  expect(result.userErrors, `create${type}`).toEqual([]);
  return result.payload[field].uuid;
}
export const dashboard = (input: object = {}) =>
  made('Dashboard', { projectId: projectId(), name: 'd', ...input });
export const insight = (input: object = {}) =>
  made('Insight', { projectId: projectId(), name: 'i', ...lifecycle, ...input });

export async function read(query: string): Promise<Any> {
  const answer = await api.ask(query, { token: world.tokens.owner });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  return answer.data;
}

/** The result of a mutation that is refused, and shown to change nothing; its words are for a person. */
export async function refused(mutation: string, input: object, selection = ''): Promise<Mutated> {
  const before = await digestOf(api.client);
  const result = await send(mutation, input, selection);
  expect(await digestOf(api.client), 'the database after a refusal').toBe(before);
  expect(result.failures).toEqual([]);
  for (const { message } of result.userErrors) expect(message).toMatch(/^[^_"]+[.]$/);
  return result;
}

/** Starts work while a row is locked, and lets go once so many of its statements wait for it. */
export async function heldUp<T>(
  table: string,
  id: string,
  waiting: number,
  work: () => Promise<T>,
): Promise<T> {
  const { client } = api;
  let result: Promise<T> | undefined;
  await client.begin(async held => {
    await held`select 1 from ${held(table)} where id = ${id} for update`;
    result = work();
    for (let n = 0; n < waiting; await new Promise(resolve => setTimeout(resolve, 10))) {
      // Outside of the transaction, in which what PostgreSQL says of its processes stays as it was.
      const [row] = await client<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      n = row!.n;
    }
  });
  return result!;
}
