/**
 * Brings a database to the newest migration, once, however many processes start at the same time.
 * Knows the migrations folder and the lock; refuses to know what the migrations say.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/pg-proxy';
import { migrate } from 'drizzle-orm/pg-proxy/migrator';
import postgres from 'postgres';
import { codeOf, explainDatabaseError } from './connection-error.ts';

export interface MigrateOptions {
  readonly url: string;
  readonly log: (message: string) => void;
  /** As in the configuration; absent leaves TLS to the URL. */
  readonly tls?: 'require' | 'verify-full' | undefined;
  /** Another folder of migrations; tests use it. */
  readonly folder?: string;
  /** What is in the way of migrations and is made of the tables: removed before, where there are any to apply, and made anew in the same transaction. */
  readonly around?: { readonly removal: string; readonly roles: string; readonly making: string } | undefined;
}

/** Migrations that could not be applied; the message says why and what the database looks like now. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url));
/** Any number, as long as every version of the server takes the same one. */
export const schemaLock = 7_226_423_901;

/** Applies the migrations that are missing; they are applied all or none. */
export async function migrateDatabase(options: MigrateOptions): Promise<{ applied: number }> {
  const { url, log, around, folder = migrationsFolder } = options;
  const names = migrationNames(folder);
  if (names.length === 0) {
    throw new MigrationError(`There are no migrations in ${folder}. Create them with: npm run db:generate`);
  }
  let lost = false;
  let statement: string | undefined;
  let outcome = 'The migrations were not applied, and the database is as it was.';
  const client = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: 10,
    connection: { application_name: 'insightgraph-migrate' },
    // A migration warns of rows that it leaves to be mended; what is merely noted is of no use to anyone.
    onnotice: notice => {
      if (notice.severity === 'WARNING') log(String(notice.message));
    },
    onclose: () => {
      lost = true;
    },
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
  });
  // The driver would run the rest of a transaction on a new connection, each statement for itself, and its own `begin`
  // ends the process when the connection breaks. So the transaction is spelled out, and what is lost stays lost.
  const execute = async (text: string, parameters: postgres.ParameterOrJSON<never>[] = []) => {
    if (lost) throw new Error('the connection to PostgreSQL broke');
    return client.unsafe(text, parameters);
  };
  try {
    // Most starts find nothing to do. They need neither the lock nor a role that may change the schema.
    const present = new Set(await appliedNames(execute));
    if (names.every(name => present.has(name))) return { applied: 0 };
    // Each statement sees what the process before committed, whatever the database's default is.
    await execute('begin isolation level read committed');
    await execute(`select set_config(name, '0', true) from
      unnest(array['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) as name`);
    // A lock that ends with its transaction holds behind a transaction pooler too, and cannot outlive a lost connection.
    const [lock] = await execute(`select pg_try_advisory_xact_lock(${schemaLock}) as taken`);
    if (!lock?.taken) {
      log('Another process is migrating the database; waiting for it.');
      await execute(`select pg_advisory_xact_lock(${schemaLock})`);
    }
    const db = drizzle(async (text, parameters) => ({ rows: [...(await execute(text, parameters))] }));
    const apply = async (statements: string[]) => {
      for (statement of statements) await execute(statement);
      statement = undefined;
    };
    const count = async () => (await appliedNames(execute)).length;
    const before = await count();
    if (around) await execute(around.removal);
    await migrate(db, apply, { migrationsFolder: folder });
    if (around) for (const text of [around.roles, around.making]) await execute(text);
    const applied = (await count()) - before;
    outcome = 'It is not known whether the migrations were applied; migrating again finds out.';
    await execute('commit');
    if (applied > 0) log(`Applied ${applied} ${applied === 1 ? 'migration' : 'migrations'}.`);
    return { applied };
  } catch (error) {
    // Something with this name exists already.
    const unmanaged = ['42P07', '42710', '42P06'].includes(String(codeOf(error)))
      ? ' It holds tables that no migration made, perhaps by db:push; npm run db:drop empties it.'
      : '';
    throw new MigrationError(
      `${outcome} ${explainDatabaseError(error, url)}${unmanaged}` +
        (statement === undefined ? '' : `\nThe statement was: ${shortened(statement)}`),
    );
  } finally {
    // After a failure this is what rolls back.
    await client.end({ timeout: 0 });
  }
}

function shortened(statement: string): string {
  const text = statement.trim().replaceAll(/\s+/g, ' ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

type Execute = (text: string) => Promise<readonly postgres.Row[]>;

async function appliedNames(execute: Execute): Promise<readonly unknown[]> {
  // Not by to_regclass: it may remember the absence of what another process has created meanwhile.
  const found = await execute(`select from pg_catalog.pg_class
    where relname = '__drizzle_migrations' and relnamespace in (select oid from pg_namespace where nspname = 'drizzle')`);
  if (found.length === 0) return [];
  // By to_jsonb, since tables of older migrators lack the name; the migrator then adds it.
  const rows = await execute(`select to_jsonb(m) ->> 'name' as name from drizzle.__drizzle_migrations m`);
  return rows.map(row => row.name);
}

/** Whether a folder holds any migration. */
export function hasMigrations(folder: string = migrationsFolder): boolean {
  return migrationNames(folder).length > 0;
}

function migrationNames(folder: string): readonly string[] {
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  return entries.filter(name => existsSync(join(folder, name, 'migration.sql')));
}
