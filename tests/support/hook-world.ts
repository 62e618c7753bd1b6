/**
 * Databases with the tables of an application that has hooks, as its migrations make them, and how a test connects to them.
 * Knows who may sign in; the tables are in a file of their own.
 */
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api-postgres';
import type { ConnectOptions } from 'insightgraph';
import { pino } from 'pino';
import { connectionTo } from './connection.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './database.ts';
import { album, outbox, pass, review, stage, track } from './hook-tables.ts';

/** What an application's first migration would be. */
export const migrationOf = async (tables: Record<string, unknown>): Promise<string> =>
  (await generateMigration(await generateDrizzleJson({}), await generateDrizzleJson(tables))).join(';\n');

/** A database with the tables in it, and two persons. */
export async function createHookDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ empty: true });
  const client = openTestClient(database.url);
  await client.unsafe(await migrationOf({ stage, album, track, review, pass, outbox }));
  await client`insert into pass values ('ann-word', 1), ('bob-word', 2)`;
  await client.end({ timeout: 5 });
  return database;
}

export const silent = pino({ level: 'silent' });

/** How a test connects to it. */
export function connectionOf(
  database: TestDatabase,
): Pick<ConnectOptions, 'databaseUrl' | 'prepare' | 'log' | 'poolSize'> {
  const { url: databaseUrl, prepare } = connectionTo(database.url);
  return { databaseUrl, prepare, log: silent, poolSize: 4 };
}

export const ann = { authorization: 'Bearer ann-word' } as const;
