/**
 * Runs all relational queries that are asked for in the same turn of the event loop as one SQL statement.
 * Knows Drizzle's query builder and the driver; refuses to know who asks or why.
 */
import DataLoader from 'dataloader';
import {
  getTableName,
  getViewName,
  is,
  mapRelationalRow,
  type SQL,
  type SQLChunk,
  sql,
  Table,
  type TablesRelationalConfig,
  View,
} from 'drizzle-orm';
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { postgresJsCodecs } from 'drizzle-orm/postgres-js';
import type { Database } from './open.ts';
import { readingOf, type StatementSubject, type StatementTally } from './statement-log.ts';

export type Row = Record<string, unknown>;

/** A configuration of Drizzle's relational queries (`db.query.x.findMany(config)`). */
export type QueryConfig = Record<string, unknown>;

/** What each statement begins with: `with <expressions>`, of which one gives one row or none. */
export interface Preamble {
  readonly expressions: SQL;
  /** What opens the transaction that a statement runs in, where it needs one. */
  within?(text: string): string | undefined;
  /** The statement as whoever asks can have it run. */
  fitted?(text: string): string;
  /** A text of that row, and null where there is none. */
  readonly told: SQL;
  /** Told it. @throws to fail every read of the statement. */
  accept(told: unknown): void;
}

export interface ReadBatchOptions {
  readonly database: Database;
  /** The registry with which relational queries are built. */
  readonly relations: TablesRelationalConfig;
  readonly preamble?: Preamble;
  /** Milliseconds, from the making of the batch on, in which every statement must be answered; 0 means any. */
  readonly deadlineMs: number;
  /** The moment of performance.now() at which that ends, where it began before. */
  readonly until?: number;
  /** Told of each statement. */
  readonly tally?: StatementTally | undefined;
  /** What ends a statement under way when nobody waits for it any more, at the moment it is sent. */
  readonly signal?: () => AbortSignal | undefined;
  /** Whether what was so a moment ago will do: reads may then go to a replica. */
  readonly mayLag?: () => boolean;
  /** Bytes that an answer to a client may have; any number unless given. */
  readonly maxResponseBytes?: number;
  /** Counts what comes, where other batches have that many bytes together with this one. */
  readonly received?: { bytes: number };
}

interface Entry {
  readonly expression: SQL;
  /** The registry key of the table that is read above all; undefined for none. */
  readonly table: string | undefined;
  map(value: unknown): unknown;
}

interface BuiltQuery {
  readonly sql: SQL;
  readonly selection: Parameters<typeof mapRelationalRow>[2];
}

/** The part of Drizzle's dialect that builds a relational query; internal in 1.0.0-rc.4, hence the exact pin. */
interface RelationalDialect extends PgDialect {
  buildRelationalQuery(input: {
    schema: TablesRelationalConfig;
    table: PgTable;
    tableConfig: TablesRelationalConfig[string];
    queryConfig: QueryConfig;
    mode: 'first' | 'many';
    nested: true;
  }): BuiltQuery;
}

/**
 * JSON columns travel as text inside the answer, which is JSON itself: parsed with it, their numbers would lose digits,
 * and a JSON null would be no other than a column that is null.
 */
const jsonAsText = {
  castInJson: (column: SQLChunk) => sql`${column}::text`,
  castArrayInJson: (column: SQLChunk) => sql`${column}::text[]`,
};

/**
 * Instants travel as PostgreSQL writes them. JavaScript takes a year before 100 for one of this century or the last, unless
 * it stands in ISO 8601 to the letter.
 */
const instantOf = (text: string): Date =>
  new Date(/^\d{4}-/.test(text) ? `${text.replace(' ', 'T').replace(/\+00$/, '')}Z` : text);

const instants = {
  normalizeInJson: instantOf,
  normalizeArrayInJson: (texts: readonly string[]) => texts.map(instantOf),
};

/** Whole numbers that no number of JavaScript holds stay exact, whatever the column's mode says. */
const exactNumberOf = (text: string): number | bigint =>
  Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);

const exactNumbers = {
  normalizeInJson: exactNumberOf,
  normalizeArrayInJson: (texts: readonly string[]) => texts.map(exactNumberOf),
};

const dialect = new PgDialect({
  codecs: {
    ...postgresJsCodecs,
    timestamp: { ...postgresJsCodecs.timestamp, ...instants },
    timestamptz: { ...postgresJsCodecs.timestamptz, ...instants },
    'bigint:number': { ...postgresJsCodecs['bigint:number'], ...exactNumbers },
    'bigserial:number': { ...postgresJsCodecs['bigserial:number'], ...exactNumbers },
    json: { ...postgresJsCodecs.json, ...jsonAsText },
    jsonb: { ...postgresJsCodecs.jsonb, ...jsonAsText },
  },
}) as unknown as RelationalDialect;

export class ReadBatch {
  private readonly entries: DataLoader<Entry, unknown>;
  private readonly options: ReadBatchOptions;
  private readonly until: number;

  constructor(options: ReadBatchOptions) {
    this.options = options;
    const { deadlineMs, until = deadlineMs > 0 ? performance.now() + deadlineMs : Infinity } = options;
    this.until = until;
    this.entries = new DataLoader<Entry, unknown>(entries => this.run(entries), {
      cache: false,
      // After the timers: reads that resolvers and Pothos' own loader start in one turn travel together.
      batchScheduleFn: send => setImmediate(send),
    });
  }

  /** The rows of a relational query, in its order. */
  many(table: string, config: QueryConfig): Promise<Row[]> {
    const query = this.build(table, config, 'many');
    return this.entries.load({
      expression: sql`(select coalesce(json_agg(row_to_json("t".*)), '[]') from (${query.sql}) "t")`,
      table,
      map: rows => mapRelationalRow(rows as Row[], false, query.selection),
    }) as Promise<Row[]>;
  }

  /** The first row of a relational query, or null. */
  first(table: string, config: QueryConfig): Promise<Row | null> {
    const query = this.build(table, config, 'first');
    return this.entries.load({
      expression: sql`(select row_to_json("t".*) from (${query.sql}) "t")`,
      table,
      map: row => (row === null ? null : mapRelationalRow(row as unknown as Row[], true, query.selection)),
    }) as Promise<Row | null>;
  }

  /** The value of a scalar expression. @param table that it reads above all */
  value<T = unknown>(expression: SQL, table?: string): Promise<T> {
    return this.entries.load({
      expression: sql`(${expression})`,
      table,
      map: value => value,
    }) as Promise<T>;
  }

  private build(table: string, config: QueryConfig, mode: 'first' | 'many'): BuiltQuery {
    const tableConfig = this.options.relations[table];
    if (!tableConfig) throw new Error(`Table ${table} is not in the registry.`);
    return dialect.buildRelationalQuery({
      schema: this.options.relations,
      table: tableConfig.table as PgTable,
      tableConfig,
      queryConfig: config,
      mode,
      // As JSON, columns that JSON cannot hold exactly travel as text, at every depth alike.
      nested: true,
    });
  }

  private async run(entries: readonly Entry[]): Promise<unknown[]> {
    const { preamble } = this.options;
    const columns = entries.map((entry, i) => sql`${entry.expression} as ${sql.identifier(`r${i}`)}`);
    const statement = preamble
      ? sql`with ${preamble.expressions}
          select ${preamble.told} as "preamble", ${sql.join(columns, sql`, `)}`
      : sql`select ${sql.join(columns, sql`, `)}`;
    const tables = entries.flatMap(({ table }) => (table === undefined ? [] : [this.sqlNameOf(table)]));
    const row = await this.send(statement, readingOf(tables));
    preamble?.accept(row.preamble);
    return entries.map((entry, i) => entry.map(row[`r${i}`]));
  }

  private sqlNameOf(table: string): string {
    const known = this.options.relations[table]?.table;
    if (is(known, View)) return getViewName(known);
    return is(known, Table) ? getTableName(known) : 'none';
  }

  private async send(statement: SQL, subject: StatementSubject): Promise<Row> {
    const { database, tally, maxResponseBytes, received, preamble, mayLag } = this.options;
    const { sql: built, params } = dialect.sqlToQuery(statement);
    const text = preamble?.fitted?.(built) ?? built;
    const signal = this.options.signal?.();
    const within = preamble?.within?.(text);
    const read = { text, params, within, subject, tally, signal, maxResponseBytes, received };
    const [row] = mayLag?.()
      ? await database.read(read, this.until, ([found]) => !preamble || found?.preamble !== null)
      : await database.pool.run(read, this.until);
    return row!;
  }
}
