/**
 * Adds large projects to a database that holds the demo data, for trying things out at size.
 * Knows how to stream rows in batches; refuses to hold a whole project in memory.
 */
import type postgres from 'postgres';
import { demoAccounts } from './demo-members.ts';
import { type DemoPerson, generatePersons } from './demo-persons.ts';
import { chooseMembers } from './demo-rows.ts';
import { insertRows, type RowCounts, type SeedRow, type SeedSummary, summarize } from './insert-rows.ts';
import { daysBefore } from './moments.ts';
import { notesProduct } from './products.ts';
import { buildProjectContent } from './project-content.ts';
import { demoNow } from './seed-demo.ts';
import { inSeedTransaction } from './seed-transaction.ts';
import { stableId } from './stable-id.ts';

const personsPerBatch = 2_000;
const projectAge = 365;

export interface ScaleProgress {
  readonly projects: number;
  readonly persons: number;
}

export interface SeedScaleOptions {
  readonly client: postgres.Sql;
  /** How many projects to add to those that are there. */
  readonly projects: number;
  /** How many persons each of them gets. */
  readonly personsPerProject: number;
  /** Told after every batch what has been written so far. */
  readonly onProgress?: ((progress: ScaleProgress) => void) | undefined;
  readonly now?: Date;
  /** Stops the run after the batch at hand; the project it belongs to is undone. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Adds projects that belong to the demo owner, each in a transaction of its own: an interrupted run leaves
 * whole projects. Should the transaction be lost with its connection, later batches find no project to refer
 * to, and fail.
 *
 * @throws when the demo owner does not exist
 */
export async function seedScale(options: SeedScaleOptions): Promise<SeedSummary> {
  const { client, projects, personsPerProject, onProgress, signal, now = new Date(demoNow) } = options;
  const started = performance.now();
  const totals: RowCounts = {};
  let persons = 0;
  for (let made = 0; made < projects; made += 1) {
    const written = await inSeedTransaction(client, async transaction => {
      const counts: RowCounts = {};
      for await (const batch of writeProject(transaction, personsPerProject, now)) {
        add(counts, batch);
        signal?.throwIfAborted();
        onProgress?.({ projects: made, persons: persons + (counts.persons ?? 0) });
      }
      return counts;
    });
    add(totals, written);
    persons += written.persons ?? 0;
    onProgress?.({ projects: made + 1, persons });
  }
  return summarize('written', totals, started);
}

function add(totals: RowCounts, counts: RowCounts): void {
  for (const [table, count] of Object.entries(counts) as [keyof RowCounts, number][]) {
    totals[table] = (totals[table] ?? 0) + count;
  }
}

/** Writes one project, batch by batch. */
async function* writeProject(transaction: postgres.TransactionSql, count: number, now: Date) {
  const number = await nextNumber(transaction);
  const key = `scale-${number}`;
  const projectId = stableId(`project ${key}`);
  const createdAt = daysBefore(now, projectAge);
  const origin = { createdAt, updatedAt: createdAt };
  yield await insertRows(transaction, {
    projects: [
      {
        id: projectId,
        name: `Scale project ${number}`,
        slug: key,
        timezone: 'UTC',
        deletedAt: null,
        ...origin,
      },
    ],
    projectMembers: [
      {
        id: stableId(`member ${key} ${demoAccounts.owner.email}`),
        projectId,
        userId: demoAccounts.owner.id,
        role: 'owner',
        ...origin,
      },
    ],
    ...buildProjectContent({
      projectId,
      key,
      product: notesProduct,
      creators: [demoAccounts.owner.id],
      now,
      age: projectAge,
    }),
  });
  let batch: DemoPerson[] = [];
  for (const person of generatePersons({ projectId, key, count, now, age: projectAge })) {
    batch.push(person);
    if (batch.length < personsPerBatch) continue;
    yield await writePersons(transaction, projectId, key, batch, now);
    batch = [];
  }
  if (batch.length > 0) yield await writePersons(transaction, projectId, key, batch, now);
}

/** One statement: persons, their distinct ids, and one in fifty in the static cohort. */
function writePersons(
  transaction: postgres.TransactionSql,
  projectId: string,
  key: string,
  batch: readonly DemoPerson[],
  now: Date,
): Promise<RowCounts> {
  const cohortMembers: SeedRow<'cohortMembers'>[] = chooseMembers(
    projectId,
    key,
    batch,
    Math.ceil(batch.length / 50),
    now,
  );
  return insertRows(transaction, {
    persons: batch.map(({ person }) => person),
    personDistinctIds: batch.flatMap(({ distinctIds }) => distinctIds),
    cohortMembers,
  });
}

/** The number of the next project; the seeds' lock keeps two from taking the same one. */
async function nextNumber(transaction: postgres.TransactionSql): Promise<number> {
  const [row] = await transaction<{ owned: boolean; last: number }[]>`
    select exists (select from users where id = ${demoAccounts.owner.id}::uuid) as owned,
           coalesce(max(substring(slug from '^scale-([0-9]+)$')::int), 0)::int as last
    from projects`;
  if (row?.owned !== true) {
    throw new Error(`The account ${demoAccounts.owner.email} does not exist: write the demo data first.`);
  }
  return row.last + 1;
}
