/**
 * `npm run db:seed`: writes the demo data, and on request large projects beside it.
 * Knows options, refusals and what to print; refuses to know what the rows are.
 */
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type postgres from 'postgres';
import { explainDatabaseError } from '../database/connection-error.ts';
import { migrateDatabase } from '../database/migrate.ts';
import { withClient } from '../database/open.ts';
import { isDemoDatabase, isEmptyDatabase } from '../seed/database-contents.ts';
import type { SeedSummary } from '../seed/insert-rows.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { seedScale } from '../seed/seed-scale.ts';
import { commandWithOptions, UsageError } from './options.ts';
import { CommandError, type Target } from './with-database.ts';

const usage = `Usage: npm run db:seed -- [--projects N] [--persons N] [--force]

Writes the demo data, unless it is there already.
  --projects N  add N large projects of owner@demo.example (1 to 1000)
  --persons N   persons in each of them (0 to 1000000; 1000 if absent)
  --force       write even into a database that holds other data
  --help        print this`;

interface Options {
  readonly projects: number;
  readonly persons: number;
  readonly force: boolean;
}

/** @throws UsageError when the arguments cannot be understood */
function parseOptions(args: string[]): Options | 'help' {
  const values = parseStrictly(args);
  if (values.help) return 'help';
  if (values.persons !== undefined && values.projects === undefined) {
    throw new UsageError('--persons says how many persons each large project gets: give --projects as well.');
  }
  return {
    projects: wholeNumber('projects', values.projects, { min: 1, max: 1_000, absent: 0 }),
    persons: wholeNumber('persons', values.persons, { min: 0, max: 1_000_000, absent: 1_000 }),
    force: values.force ?? false,
  };
}

function parseStrictly(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        projects: { type: 'string' },
        persons: { type: 'string' },
        force: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  { min, max, absent }: { min: number; max: number; absent: number },
): number {
  if (text === undefined) return absent;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
}

/** Migrates and seeds one database; the number is the exit code. */
async function seed(options: Options, { url, name, tls }: Target): Promise<number> {
  await migrateDatabase({ url, tls, log: message => console.error(message) });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const lost = watchConnection(name);
  try {
    return await withClient({ url, tls }, client =>
      Promise.race([lost.broken, write(options, client, name, interruption.signal)]),
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (interruption.signal.aborted) {
      console.error('Interrupted. What was finished before stays: the demo data and whole projects.');
      return 130;
    }
    // What carries no code comes from neither PostgreSQL nor the connection: a fault of this program.
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new CommandError(
      `The database was not seeded; unfinished parts were undone. ${explainDatabaseError(error, url)}`,
    );
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    lost.unwatch();
  }
}

/**
 * Turns the uncaught TypeError with which postgres.js 3.4.9 answers a connection that breaks while it writes
 * ("Cannot read properties of null (reading 'write')") into a rejection that can be told in words.
 */
function watchConnection(name: string): { broken: Promise<never>; unwatch: () => void } {
  let watch = (_error: Error) => {};
  const broken = new Promise<never>((_, reject) => {
    watch = error =>
      reject(
        /node_modules[\\/]postgres[\\/]/.test(error.stack ?? '')
          ? new CommandError(
              `The database was not seeded; unfinished parts were undone. The connection to ${name} broke.`,
            )
          : error,
      );
  });
  process.on('uncaughtException', watch);
  return { broken, unwatch: () => process.off('uncaughtException', watch) };
}

/** Seeds, and prints what was done. */
async function write(
  options: Options,
  client: postgres.Sql,
  name: string,
  signal: AbortSignal,
): Promise<number> {
  if (!options.force && !(await isDemoDatabase(client)) && !(await isEmptyDatabase(client))) {
    throw new CommandError(
      `Nothing was written: ${name} holds other data. Seed an empty database, or add the demo data to this one with --force.`,
    );
  }
  const demo = await seedDemo({ client });
  const demoLine =
    demo.outcome === 'present'
      ? `The demo data is already in ${name}.`
      : `Wrote the demo data to ${name}: ${describe(demo)}.`;
  if (options.projects === 0) {
    console.log(demoLine);
    return 0;
  }
  const scale = await withProgress(options.projects * options.persons, onPersons =>
    seedScale({
      client,
      projects: options.projects,
      personsPerProject: options.persons,
      onProgress: ({ persons }) => onPersons(persons),
      signal,
    }),
  );
  console.log(`${demoLine} Added large projects: ${describe(scale)}.`);
  return 0;
}

function describe({ rows, total, milliseconds }: SeedSummary): string {
  const number = (count: number | undefined) => (count ?? 0).toLocaleString('en');
  return `${number(rows.projects)} projects, ${number(rows.persons)} persons, ${number(total)} rows in ${(milliseconds / 1000).toFixed(1)} s`;
}

/** Shows a bar while work runs, on a terminal; nothing elsewhere. */
async function withProgress<T>(
  total: number,
  work: (onCount: (count: number) => void) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY || total === 0) return work(() => {});
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value} of {total} persons | {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  try {
    return await work(count => bar.update(count));
  } finally {
    bar.stop();
  }
}

await commandWithOptions(usage, parseOptions, seed);
