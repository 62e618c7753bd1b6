/**
 * Writes rows of any tables in one statement, each table's rows as one JSON parameter.
 * Knows how Drizzle names columns and how PostgreSQL reads JSON records; refuses to know what the rows mean.
 */
import { getColumns, getTableName, type InferSelectModel } from 'drizzle-orm';
import type postgres from 'postgres';
import { tables } from '../model/relations.ts';

type Tables = typeof tables;

/** A row with every column given: what is absent from a JSON record would become NULL, not the default. */
export type SeedRow<K extends keyof Tables> = InferSelectModel<Tables[K]>;

export type SeedRows = { [K in keyof Tables]?: SeedRow<K>[] };
export type RowCounts = Partial<Record<keyof Tables, number>>;

/**
 * Inserts all rows in a single statement, and returns how many per table. One statement is atomic without a
 * transaction, and its foreign keys are checked at its end, so tables may refer to each other freely.
 */
export async function insertRows(client: postgres.ISql, rows: SeedRows): Promise<RowCounts> {
  const inserts: string[] = [];
  const counts: string[] = [];
  const parameters: string[] = [];
  for (const key of Object.keys(tables) as (keyof Tables)[]) {
    const records = rows[key];
    if (records === undefined || records.length === 0) continue;
    const table = tables[key];
    const columns = Object.entries(getColumns(table)).map(([property, { name }]) => ({ property, name }));
    parameters.push(
      JSON.stringify(
        (records as Record<string, unknown>[]).map(record =>
          Object.fromEntries(columns.map(({ property, name }) => [name, record[property]])),
        ),
      ),
    );
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const name = `"${getTableName(table)}"`;
    inserts.push(
      `"inserted_${key}" as (insert into ${name} (${names}) select ${names} from jsonb_populate_recordset(null::${name}, $${parameters.length}::text::jsonb) returning 1)`,
    );
    counts.push(`(select count(*)::int from "inserted_${key}") as "${key}"`);
  }
  if (inserts.length === 0) return {};
  const [result] = await client.unsafe<RowCounts[]>(
    `with ${inserts.join(', ')} select ${counts.join(', ')}`,
    parameters,
  );
  return { ...result };
}

export interface SeedSummary {
  /** Whether rows were written, or had been before. */
  readonly outcome: 'written' | 'present';
  /** Rows written by this call, per table. */
  readonly rows: RowCounts;
  readonly total: number;
  readonly milliseconds: number;
}

/** Adds up what was written. */
export function summarize(outcome: SeedSummary['outcome'], rows: RowCounts, started: number): SeedSummary {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return Object.freeze({ outcome, rows, total, milliseconds: Math.round(performance.now() - started) });
}
