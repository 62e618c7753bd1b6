/**
 * Databases for tests: each a copy of the migrated template, made in milliseconds, of nobody else's concern.
 * Knows the run's cluster; refuses to know what is stored.
 */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

/** Where databases are made. */
export interface TestCluster {
  /** A superuser's URL. */
  readonly adminUrl: string;
  /** The application role's URL. */
  readonly applicationUrl: string;
  /** The database with all migrations applied, to be copied. */
  readonly templateDatabase: string;
}

let other: TestCluster | undefined;

/** For all databases that are made from now on in this suite: another cluster than that of the run, or that again. */
export function makeDatabasesIn(cluster: TestCluster | undefined): void {
  other = cluster;
}

const cluster = (): TestCluster =>
  other ?? {
    adminUrl: inject('adminUrl'),
    applicationUrl: inject('applicationUrl'),
    templateDatabase: inject('templateDatabase'),
  };

export interface TestDatabase {
  /** As the role that owns the database, who is no superuser in the embedded cluster. */
  readonly url: string;
  /** The same database as the superuser. */
  readonly adminUrl: string;
  /** Makes it anew as it was made; whoever is connected has to connect again. */
  renew(): Promise<void>;
  drop(): Promise<void>;
}

/** What makes the tables of others; `admin` is what only a superuser may make, before. */
export interface TablesDdl {
  readonly admin?: string | undefined;
  readonly owner: string;
}

/**
 * Makes a database with all migrations applied, or an empty one, of which the locale can be chosen, or one with tables of others. Statements are counted in its view
 * `extensions.pg_stat_statements`, where `dbid` tells the cluster's databases apart.
 */
export async function createTestDatabase(
  options: {
    readonly empty?: boolean;
    readonly builtinLocale?: string;
    readonly ddl?: TablesDdl | undefined;
    /** A copy of another of these, which nobody may be connected to. */
    readonly copyOf?: Pick<TestDatabase, 'url'>;
  } = {},
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const { applicationUrl, adminUrl, templateDatabase } = cluster();
  const owner = new URL(applicationUrl).username;
  const template = options.copyOf ? nameIn(options.copyOf.url) : templateOf(options, templateDatabase);
  const { builtinLocale } = options;
  const locale = builtinLocale ? ` locale_provider builtin builtin_locale '${builtinLocale}'` : '';
  const urls = { url: withDatabase(applicationUrl, name), adminUrl: withDatabase(adminUrl, name) };
  const create = async () => {
    await administrate(
      adminUrl,
      `create database ${name} template ${template}${owner ? ` owner "${owner}"` : ''}${locale}`,
    );
    if (options.ddl?.admin) await administrate(urls.adminUrl, options.ddl.admin);
    if (options.ddl) await administrate(urls.url, options.ddl.owner);
  };
  const drop = () => administrate(adminUrl, `drop database if exists ${name} with (force)`);
  await create();
  return {
    ...urls,
    renew: async () => {
      await drop();
      await create();
    },
    drop,
  };
}

const nameIn = (url: string) => new URL(url).pathname.slice(1);

function templateOf(
  { builtinLocale, empty, ddl }: { builtinLocale?: string; empty?: boolean; ddl?: TablesDdl | undefined },
  migrated: string,
): string {
  if (builtinLocale) return 'template0';
  return empty || ddl ? 'template1' : migrated;
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

async function administrate(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
