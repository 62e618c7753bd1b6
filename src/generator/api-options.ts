/**
 * What an API is generated from, by the names of its registry, and what holds where something is left out.
 * Knows no defaults but these: nothing is granted, nothing is described, nobody is told from anybody else.
 */
import type { Table } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import type { TrailBlueprint } from './blueprint/blueprint.ts';
import type { BlueprintInput } from './blueprint/build-blueprint.ts';
import { withHistories } from './blueprint/histories.ts';
import type { NoticesBlueprint } from './blueprint/notice-blueprint.ts';
import type { OwnTable } from './blueprint/shared-parts.ts';
import type { EnumWords, JsonShape, Policy, Rules, TableWords } from './blueprint/table-rules.ts';
import type { NoViewer, ViewerBlueprint } from './blueprint/viewer-blueprint.ts';
import type { Extension } from './extension.ts';
import type { OutboxTable } from './hooks/outbox-table.ts';
import type { ColumnTypes } from './kinds/kinds.ts';
import type { ReadContext } from './request.ts';
import { nobody } from './rules/rule-parts.ts';
import type { ColumnName, Registry, RelationName, TableName } from './rules/vocabulary.ts';
import type { IdempotencyTable } from './write/idempotency-table.ts';

/** The words of tables, by key. */
export type Words<R extends Registry> = {
  readonly [T in TableName<R>]?: TableWords<ColumnName<R, T>, RelationName<R, T>> | undefined;
};

/** The schemas of JSON columns, by keys of table and column. */
export type Shapes<R extends Registry> = {
  readonly [T in TableName<R>]?: { readonly [C in ColumnName<R, T>]?: JsonShape } | undefined;
};

export interface ApiOptions<
  R extends Registry,
  V extends ViewerBlueprint = NoViewer,
  Context extends ReadContext = ReadContext,
> {
  /** What `defineRelations` gives: tables and views that are not in it do not exist for clients. */
  readonly relations: R;
  /** Who may see and do what, with an entry for each table; without it nobody sees any row. */
  readonly policy?: Policy<NoInfer<R>, NoInfer<V>> | undefined;
  /** What rules may ask about who asks; nothing where it is left out. */
  readonly viewer?: V;
  /** Descriptions, names and deprecations of tables, columns and relations. */
  readonly words?: Words<NoInfer<R>>;
  /** The same of enums, by their names in SQL: `schema.name` where they are in a schema of their own. */
  readonly enums?: Readonly<Record<string, EnumWords | undefined>>;
  /** What values have to be under constraints, by name: each the end of a sentence that begins with the field. */
  readonly constraints?: Readonly<Record<string, string>>;
  /** Schemas of JSON columns, which become types of their own. */
  readonly shapes?: Shapes<NoInfer<R>>;
  /** Kinds of PostgreSQL's types that the API does not know by itself, by the type's name. */
  readonly columnTypes?: ColumnTypes;
  /** Where writes leave their trail; none where it is left out. */
  readonly trail?: TrailBlueprint | undefined;
  /** Where it is kept what accounts are told of rows that were written; they are told of none where it is left out. */
  readonly notices?: NoticesBlueprint | undefined;
  /** Whether statements are for roles of row-level security, which read the columns only that clients meet. */
  readonly rowSecurity?: boolean;
  /** Where events wait for hooks: what `outboxTable` makes, not among the relations. Without it there are no hooks. */
  readonly outbox?: OutboxTable | undefined;
  /** What remembers writes that clients send with a key: what `idempotencyTable` makes, not among the relations. Without it no input has a member for one. */
  readonly idempotency?: IdempotencyTable | undefined;
  /** Adds what is written by hand. */
  extend?(extension: Extension<Context, NoInfer<R>, NoInfer<V>>): void;
}

const noViewer: NoViewer = { name: 'everyone', columns: {} };

/** Names are held to the registry by types here, and once more when the Blueprint is built. */
export function blueprintInput({
  relations,
  policy,
  viewer: { name, account, guest, columns } = noViewer,
  words = {},
  enums = {},
  constraints = {},
  shapes = {},
  columnTypes,
  trail,
  notices,
  outbox,
  idempotency,
}: ApiOptions<Registry, ViewerBlueprint>): BlueprintInput {
  const keys = new Map(Object.entries(relations).map(([key, config]) => [config.table, key]));
  const keyOf = (table: Table) => keys.get(table)!;
  const rules = policy ?? closed(relations);
  const named = (table: string) => words[table]?.names?.type;
  return {
    relations: withHistories({ relations, rules, trail, named }),
    rules,
    descriptions: {
      table: table => words[keyOf(table)],
      enum: (enumName, schema) => enums[schema === undefined ? enumName : `${schema}.${enumName}`],
      constraints: new Map(Object.entries(constraints)),
    },
    shapes: table =>
      new Map(
        Object.entries(shapes[keyOf(table)] ?? {}).flatMap(([key, shape]) =>
          shape ? [[key, shape] as const] : [],
        ),
      ),
    columnTypes,
    viewer: {
      name,
      ...(account === undefined ? {} : { account }),
      ...(guest === undefined ? {} : { guest }),
      columns,
    },
    trail,
    notices,
    outbox: outbox && ownTable(outbox),
    idempotency: idempotency && ownTable(idempotency),
  };
}

/** Where a table lies that is the server's own. */
function ownTable(table: OutboxTable | IdempotencyTable): OwnTable {
  const { schema, name } = getTableConfig(table);
  return { schema, name };
}

/** The policy of who has none. */
const closed = (relations: Registry): Rules =>
  Object.fromEntries(Object.keys(relations).map(table => [table, { read: nobody }]));
