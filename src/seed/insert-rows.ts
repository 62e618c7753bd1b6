/**
 * Writes rows of any tables in one statement, the rows of a table that give the same columns as one JSON parameter.
 * Knows how Drizzle names columns and how PostgreSQL reads JSON records; refuses to know what the rows mean.
 */
import {
  getColumns,
  getTableName,
  type InferInsertModel,
  type InferSelectModel,
  type Table,
} from 'drizzle-orm';
import type postgres from 'postgres';
import { tables } from '../model/relations.ts';

type Tables = typeof tables;

/**
 * A row with what it cannot do without, and its identity and times, which are the same in every database. Columns that
 * are not given get what the database gives them: a table may get one more without a change to the seeds.
 */
export type SeedRow<K extends keyof Tables> = InferInsertModel<Tables[K]> &
  Pick<InferSelectModel<Tables[K]>, 'id' | 'createdAt' | 'updatedAt'>;

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
    const name = `"${getTableName(tables[key])}"`;
    const parts: string[] = [];
    for (const { columns, records } of groupsOf(tables[key], rows[key] ?? [])) {
      const names = columns.map(column => `"${column}"`).join(', ');
      const part = `"inserted_${key}_${parts.length}"`;
      parameters.push(JSON.stringify(records));
      inserts.push(
        `${part} as (insert into ${name} (${names}) select ${names} from jsonb_populate_recordset(null::${name}, $${parameters.length}::text::jsonb) returning 1)`,
      );
      parts.push(`(select count(*)::int from ${part})`);
    }
    if (parts.length > 0) counts.push(`${parts.join(' + ')} as "${key}"`);
  }
  if (inserts.length === 0) return {};
  const [result] = await client.unsafe<RowCounts[]>(
    `with ${inserts.join(', ')} select ${counts.join(', ')}`,
    parameters,
  );
  return { ...result };
}

interface Group {
  /** By their SQL names. */
  readonly columns: readonly string[];
  readonly records: Record<string, unknown>[];
}

/** Rows by the columns they give: a column absent from a record would become NULL, and not its default. */
function groupsOf(table: Table, rows: readonly object[]): Group[] {
  const columns = Object.entries(getColumns(table));
  const groups = new Map<string, Group>();
  for (const row of rows as readonly Record<string, unknown>[]) {
    const record: Record<string, unknown> = {};
    for (const [property, column] of columns) {
      // Defaults that are Drizzle's own do not reach PostgreSQL by themselves.
      const value = row[property] === undefined ? column.defaultFn?.() : row[property];
      if (value !== undefined) record[column.name] = value;
    }
    const names = Object.keys(record);
    const group = groups.get(names.join()) ?? { columns: names, records: [] };
    group.records.push(record);
    groups.set(names.join(), group);
  }
  return [...groups.values()];
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
