/**
 * One PostgreSQL for a whole test run, with a migrated database that every suite's databases are copied from.
 * Knows how a run begins and ends; refuses to know what is tested.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { hasMigrations, migrateDatabase } from '../../src/database/migrate.ts';
import { startEmbedded } from '../../src/embedded/embedded.ts';
import { clusterPath, readMemory } from '../../src/embedded/embedded-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of the cluster's maintenance database. */
    adminUrl: string;
    /** The application role's URL of the same. */
    applicationUrl: string;
    /** The database with all migrations applied, to be copied. */
    templateDatabase: string;
  }
}

/** What a throw-away cluster may do without: surviving a crash. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // Suites run beside each other, and the count of one must not push out that of another.
  'pg_stat_statements.max': '4000',
};

interface Cluster {
  readonly adminUrl: string;
  readonly applicationUrl: string;
  close(): Promise<void>;
}

async function openCluster(): Promise<Cluster> {
  const external = process.env.TEST_DATABASE_URL;
  if (external) return { adminUrl: external, applicationUrl: external, close: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), 'insightgraph-test-'));
  // As root PostgreSQL runs as another user, who has to enter.
  await chmod(dataDir, 0o755);
  const embedded = await startEmbedded({ dataDir, log: () => {}, settings });
  // Ctrl+C ends a run without its teardown; PostgreSQL stops by itself then, the folder would stay.
  process.once('exit', () => {
    try {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    } catch {
      // PostgreSQL was still writing.
    }
  });
  return {
    adminUrl: embedded.adminUrl,
    applicationUrl: embedded.url,
    close: async () => {
      await embedded.stop();
      const memory = await readMemory(dataDir);
      if (memory) await rm(dirname(clusterPath(dataDir, memory)), { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await openCluster();
  const templateDatabase = `template_${randomBytes(6).toString('hex')}`;
  const inTemplate = (url: string) => Object.assign(new URL(url), { pathname: `/${templateDatabase}` }).href;
  const admin = postgres(cluster.adminUrl, { max: 1, onnotice: () => {} });
  try {
    const owner = new URL(cluster.applicationUrl).username;
    await admin.unsafe(`create database ${templateDatabase}${owner ? ` owner "${owner}"` : ''}`);
    await observeStatements(inTemplate(cluster.adminUrl));
    if (hasMigrations()) await migrateDatabase({ url: inTemplate(cluster.applicationUrl), log: () => {} });
  } catch (error) {
    await admin.unsafe(`drop database if exists ${templateDatabase} with (force)`);
    await admin.end();
    await cluster.close();
    throw error;
  }
  project.provide('adminUrl', cluster.adminUrl);
  project.provide('applicationUrl', cluster.applicationUrl);
  project.provide('templateDatabase', templateDatabase);
  return async () => {
    await admin.unsafe(`drop database if exists ${templateDatabase} with (force)`);
    await admin.end();
    await cluster.close();
  };
}

/** Statement counts, in a schema of their own: `extensions.pg_stat_statements`. An external cluster may lack them. */
async function observeStatements(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`create schema extensions;
      create extension pg_stat_statements schema extensions;
      grant usage on schema extensions to public;
      grant execute on all functions in schema extensions to public`);
  } catch (error) {
    if (!process.env.TEST_DATABASE_URL) throw error;
  } finally {
    await sql.end();
  }
}
