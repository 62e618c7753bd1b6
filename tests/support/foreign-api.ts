/**
 * An API on tables that have nothing to do with the product, and a viewer of them without a session.
 * Knows how the generator is handed tables and a database; what the tables are is each test's own.
 */
import { randomUUID } from 'node:crypto';
import { sql, type TablesRelationalConfig } from 'drizzle-orm';
import { graphql } from 'graphql';
import type { Sql } from 'postgres';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { type Preamble, ReadBatch } from '../../src/database/read-batch.ts';
import { runWrite } from '../../src/database/run-write.ts';
import type { Shapes } from '../../src/generator/api-options.ts';
import type { TrailBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import type { Policy, Rules } from '../../src/generator/blueprint/table-rules.ts';
import type { ViewerBlueprint } from '../../src/generator/blueprint/viewer-blueprint.ts';
import type { Extension } from '../../src/generator/extension.ts';
import { type Api, generateApi } from '../../src/generator/generate-api.ts';
import { newArgumentBudget } from '../../src/generator/list/argument-budget.ts';
import type { ReadContext } from '../../src/generator/request.ts';
import type { Any } from './api.ts';
import { createTestDatabase, openTestClient } from './database.ts';
import { askForeign, type ForeignAnswer, type ViewerRow } from './foreign-ask.ts';
import { patienceMs } from './scale.ts';
import { errorFields, inputType, type Mutated } from './write-client.ts';

/** Who asks: one user, the shops that they see, and those that they may write in; all of them if nothing is said. */
export interface ForeignViewer {
  readonly user: string;
  readonly shops: readonly string[];
  readonly writable?: readonly string[];
}

export interface ForeignOptions {
  readonly relations: unknown;
  readonly rules: Rules;
  /** Makes the tables. */
  readonly ddl: string;
  readonly trail?: TrailBlueprint;
  readonly shapes?: Shapes<TablesRelationalConfig>;
  extend?(extension: Extension<ReadContext>): void;
}

export interface ForeignApi {
  readonly api: Api;
  readonly client: Sql;
  /** Reads on both paths, whose answers are compared. */
  ask(
    viewer: ForeignViewer,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<ForeignAnswer>;
  mutate(viewer: ForeignViewer, mutation: string, input: object, selection?: string): Promise<Mutated>;
  close(): Promise<void>;
}

/** The row of a shop that the viewer sees. */
export const inShop = { kind: 'inSet', column: 'shopId', set: 'shops' } as const;
/** The row of a shop that the viewer may write in. */
export const inOwnShop = { kind: 'inSet', column: 'shopId', set: 'writable' } as const;

/** Whatever is asked for has a description. */
const anything = <Value>(value: Value) => new Proxy<Record<string, Value>>({}, { get: () => value });
export const described = {
  words: anything({ row: 'A row.', columns: anything('A column.') }),
  enums: anything({ meaning: 'Values.', values: anything('A value.') }),
};

export const startForeignApi = async (options: ForeignOptions): Promise<ForeignApi> =>
  serveForeignApi(generateForeignApi(options), options.ddl);

const generateForeignApi = (options: ForeignOptions): Api =>
  generateApi({
    ...described,
    relations: options.relations as TablesRelationalConfig,
    policy: options.rules as Policy<TablesRelationalConfig, ViewerBlueprint>,
    shapes: options.shapes ?? {},
    viewer: {
      name: 'viewer',
      columns: {
        user: { sqlName: 'user_id', sqlType: 'uuid', set: false, meaning: 'the user' },
        shops: { sqlName: 'shops', sqlType: 'uuid', set: true, meaning: 'the shops that the user sees' },
        writable: { sqlName: 'writable', sqlType: 'uuid', set: true, meaning: 'the shops of the user' },
      },
    } as ViewerBlueprint,
    trail: options.trail,
    extend: (extension: Extension<ReadContext>) => options.extend?.(extension),
  });

/** @param ddl makes the tables that the API is of */
export async function serveForeignApi(api: Api, ddl: string): Promise<ForeignApi> {
  const { name } = api.blueprint.viewer;
  const own = await createTestDatabase({ empty: true });
  const database = openDatabase({ url: own.url, poolSize: 4, statementTimeoutMs: patienceMs, prepare: true });
  const client = openTestClient(own.url);
  await client.unsafe(ddl);
  return {
    api,
    client,
    ask: (viewer, query, variables = {}) =>
      askForeign(
        { api, client },
        contextOf(api, database, viewer),
        viewerRow(name, viewer),
        query,
        variables,
      ),
    mutate: async (viewer, mutation, input, selection = '') => {
      const type = inputType(mutation, input);
      const { data, errors } = await graphql({
        schema: api.schema,
        source: `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} ${errorFields} } }`,
        variableValues: { input },
        contextValue: contextOf(api, database, viewer),
      });
      const payload = ((data as Any)?.[mutation] as Any) ?? null;
      return {
        payload,
        userErrors: payload?.userErrors ?? [],
        failures: (errors ?? []).map(error => String(error.extensions.code ?? error.message)),
        errors,
        requestId: 'test',
      };
    },
    close: async () => {
      await Promise.all([database.close(), client.end({ timeout: 5 })]);
      await own.drop();
    },
  };
}

/** The row of the viewer as compiled reads begin with it. */
const viewerRow = (name: string, { user, shops, writable = shops }: ForeignViewer): ViewerRow => ({
  text: `with "${name}" as materialized (select $1::text::uuid as "user_id", $2::text::uuid[] as "shops", $3::text::uuid[] as "writable")`,
  params: [user, `{${shops.join()}}`, `{${writable.join()}}`],
});

function contextOf(
  api: Api,
  database: Database,
  { user, shops, writable = shops }: ForeignViewer,
): ReadContext {
  const uuids = (list: readonly string[]) => sql`${`{${list.join()}}`}::text::uuid[]`;
  const { name } = api.blueprint.viewer;
  const preamble: Preamble = {
    told: sql`(select '' from ${sql.identifier(name)})`,
    expressions: sql`${sql.identifier(name)} as materialized (
      select ${user}::text::uuid as "user_id", ${uuids(shops)} as "shops", ${uuids(writable)} as "writable")`,
    accept: () => {},
  };
  const readsApart = () =>
    new ReadBatch({ database, relations: api.relations, preamble, deadlineMs: patienceMs });
  return {
    reads: readsApart(),
    readsApart,
    writes: {
      requestId: randomUUID(),
      clientRequestId: null,
      maxRows: 2000,
      run: (expressions, select, subject) =>
        runWrite(database, preamble, expressions, select, { until: performance.now() + patienceMs, subject }),
      wrote: () => {},
      leftEvents: () => {},
    },
    budget: newArgumentBudget(),
    isSignedIn: () => true,
    assertSignedIn: () => {},
    lists: new Map(),
    listsByField: new Map(),
  };
}
