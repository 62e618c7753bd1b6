/**
 * Databases for tests: each a copy of the migrated template, made in milliseconds, of nobody else's concern.
 * Knows the run's cluster; refuses to know what is stored.
 */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface TestDatabase {
  /** As the role that owns the database, who is no superuser in the embedded cluster. */
  readonly url: string;
  /** The same database as the superuser. */
  readonly adminUrl: string;
  drop(): Promise<void>;
}

/**
 * Makes a database with all migrations applied, or an empty one, of which the locale can be chosen. Statements are counted in its view
 * `extensions.pg_stat_statements`, where `dbid` tells the cluster's databases apart.
 */
export async function createTestDatabase(
  options: { readonly empty?: boolean; readonly builtinLocale?: string } = {},
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const applicationUrl = inject('applicationUrl');
  const owner = new URL(applicationUrl).username;
  const template = options.builtinLocale
    ? 'template0'
    : options.empty
      ? 'template1'
      : inject('templateDatabase');
  const { builtinLocale } = options;
  const locale = builtinLocale ? ` locale_provider builtin builtin_locale '${builtinLocale}'` : '';
  await administrate(
    `create database ${name} template ${template}${owner ? ` owner "${owner}"` : ''}${locale}`,
  );
  return {
    url: withDatabase(applicationUrl, name),
    adminUrl: withDatabase(inject('adminUrl'), name),
    drop: () => administrate(`drop database if exists ${name} with (force)`),
  };
}

/** The driver without a pool above it, as an observer beside the server; opened by the first statement. */
export function openTestClient(url: string): postgres.Sql {
  return postgres(url, {
    max: 4,
    fetch_types: false,
    idle_timeout: 20,
    onnotice: () => {},
    connection: { application_name: 'test', TimeZone: 'UTC' },
  });
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function administrate(statement: string): Promise<void> {
  const sql = postgres(inject('adminUrl'), { max: 1, onnotice: () => {}, fetch_types: false });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
