/**
 * Tables of others with rules of their own: how they are made and served, who asks, and in plain SQL what each may see and do.
 * The suites of reads, pages and writes are driven by it; what is right is said here by hand, and never taken from a rule.
 */
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import type { Blueprint, TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import type { ServableApi } from '../../src/server/connect-api.ts';
import { type Any, startTestApi, type TestApi } from './api.ts';
import { columnSql, idSql, tableSql } from './plain-sql.ts';

/** What holds of the rows of a table, each a condition of SQL over `t`; `$name` is what is known of who asks. */
export interface TableTruth {
  readonly sees: string;
  /** The deleted rows that may be seen on request, and brought back. */
  readonly restores?: string;
  readonly creates?: string;
  readonly updates?: string;
  readonly deletes?: string;
  /** In which rows a column may be known, and set, by its key. */
  readonly knows?: Readonly<Record<string, string>>;
  readonly sets?: Readonly<Record<string, string>>;
  /** What the server fills columns of new rows with, by their keys. */
  readonly fills?: Readonly<Record<string, string>>;
}

export interface WorldViewer {
  /** Undefined for who brings none. */
  readonly token?: string;
  /** What is known of them, as expressions of SQL. */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface WorldPlan {
  readonly title: string;
  readonly api: ServableApi;
  readonly ddl: { readonly admin?: string; readonly owner: string };
  /** The one who sees most comes first. */
  readonly viewers: Readonly<Record<string, WorldViewer>>;
  /** By the key of the table. */
  readonly tables: Readonly<Record<string, TableTruth>>;
  /** Columns that the database fills with the time. */
  readonly ignored?: readonly string[];
  /** Of a real database, with many columns of few types, and one viewer. */
  readonly isPulled?: true;
  /** Whether clients can send a value that they are shown; all of them can unless told. */
  isGiven?(column: string, text: string): boolean;
}

/** A row as plain SQL has it: values as text, by the keys of columns. */
export interface PlainRow {
  readonly id: string;
  readonly values: Readonly<Record<string, string | null>>;
  /** Who sees it, who may see it deleted, and who knows its columns. */
  readonly sees: Readonly<Record<string, boolean>>;
  readonly restores: Readonly<Record<string, boolean>>;
  readonly knows: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

export interface ForeignWorld {
  readonly plan: WorldPlan;
  readonly blueprint: Blueprint;
  readonly types: readonly TypeBlueprint[];
  readonly viewers: readonly string[];
  /** The server on the tables, between `open` and `close`. */
  api(): TestApi;
  client(): Sql;
  /** Asks on both paths. @throws where the answer has errors */
  ask(viewer: string, query: string, variables?: object): Promise<Any>;
  /** A condition of the plan, as it is for a viewer. */
  conditionFor(viewer: string, condition: string): string;
  /** What is known of a viewer, in an expression of the plan. */
  factFor(viewer: string, expression: string): string;
  rowsOf(type: TypeBlueprint): Promise<PlainRow[]>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export function foreignWorld(plan: WorldPlan): ForeignWorld {
  const { blueprint } = plan.api;
  const viewers = Object.keys(plan.viewers);
  let served: TestApi | undefined;
  const api = () => {
    if (!served) throw new Error(`The world "${plan.title}" is not open.`);
    return served;
  };
  const factFor = (viewer: string, expression: string) =>
    expression.replace(/\$(\w+)/g, (_, name: string) => plan.viewers[viewer]!.facts![name]!);
  const conditionFor = (viewer: string, condition: string) =>
    `coalesce((${factFor(viewer, condition)}), false)`;
  return {
    plan,
    blueprint,
    types: Object.values(blueprint.types),
    viewers,
    api,
    client: () => api().client,
    conditionFor,
    factFor,
    ask: async (viewer, query, variables = {}) => {
      const { data, errors } = await api().ask(query, { token: plan.viewers[viewer]!.token, variables });
      expect(errors, `${JSON.stringify(errors?.[0])} of ${query.slice(0, 2_000)}`).toBeUndefined();
      return data;
    },
    rowsOf: type => api().client.unsafe<PlainRow[]>(rowsSql(plan, viewers, type, conditionFor)),
    open: async () => {
      served = await startTestApi({
        api: plan.api,
        ddl: plan.ddl,
        maxOperationCost: 1_000_000_000,
        yoga: { maxQueryTokens: 50_000, maxAliases: 1_000 },
      });
    },
    close: async () => {
      await served?.close();
      served = undefined;
    },
  };
}

function rowsSql(
  plan: WorldPlan,
  viewers: readonly string[],
  type: TypeBlueprint,
  conditionFor: ForeignWorld['conditionFor'],
): string {
  const { sees, restores = 'false', knows = {} } = plan.tables[type.table]!;
  const each = (condition: string) =>
    object(viewers.map(viewer => [viewer, conditionFor(viewer, condition)] as const));
  const values = type.stored.map(({ key }) => `${columnSql(type, key, 't')}::text as "${key}"`);
  const known = object(Object.entries(knows).map(([key, condition]) => [key, each(condition)] as const));
  return `select ${idSql(type, 't')} as "id", (select to_json(r) from (select ${values.join()}) r) as "values",
    ${each(sees)} as "sees", ${each(restores)} as "restores", ${known} as "knows" from ${tableSql(type)} t`;
}

const object = (members: readonly (readonly [name: string, sql: string])[]) =>
  `json_build_object(${members.map(([name, sql]) => `'${name}', ${sql}`).join()})`;
