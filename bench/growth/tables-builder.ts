/** The process of `tables.ts`: makes tables, builds one schema of them with the generator of a checkout, and tells what it took. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineRelations, type Table } from 'drizzle-orm';
import { boolean, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type * as graphql from 'graphql';
import type { Built } from './tables.ts';

const [checkout, countText] = process.argv.slice(2);
const count = Number(countText);

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

const makeTable = (number: number) =>
  pgTable(
    `records_${number}`,
    {
      id: uuid().primaryKey().defaultRandom(),
      createdAt: instant('created_at').notNull().defaultNow(),
      updatedAt: instant('updated_at').notNull().defaultNow(),
      tenantId: uuid('tenant_id').notNull(),
      parentId: uuid('parent_id'),
      name: text().notNull(),
      note: text(),
      count: integer().notNull().default(0),
      isOpen: boolean('is_open').notNull().default(false),
      closedAt: instant('closed_at'),
    },
    t => [
      index(`records_${number}_tenant`).on(t.tenantId, t.createdAt, t.id),
      index(`records_${number}_parent`).on(t.parentId),
    ],
  );

const tables = Object.fromEntries(
  Array.from({ length: count }, (_, number) => [`kind${number}Records`, makeTable(number)]),
);
const keys = Object.keys(tables);
/** Three children each: a tree, whose root has no parent. */
const parentOf = (number: number) => (number === 0 ? undefined : Math.floor((number - 1) / 3));

const relations = defineRelations(tables, r =>
  Object.fromEntries(
    keys.map((key, number) => {
      const parent = parentOf(number);
      const children = keys.filter((_, at) => parentOf(at) === number);
      return [
        key,
        {
          ...(parent === undefined
            ? {}
            : { parent: r.one[keys[parent]!]!({ from: r[key]!.parentId, to: r[keys[parent]!]!.id }) }),
          ...Object.fromEntries(
            children.map(child => [child, r.many[child]!({ from: r[key]!.id, to: r[child]!.parentId })]),
          ),
        },
      ];
    }),
  ),
);

const inTenant = { kind: 'inSet', column: 'tenantId', set: 'readable' } as const;
const rules = Object.fromEntries(
  keys.map(key => [
    key,
    { read: inTenant, write: { create: inTenant, update: inTenant, delete: inTenant, fixed: ['tenantId'] } },
  ]),
);

const columns = [
  'id',
  'createdAt',
  'updatedAt',
  'tenantId',
  'parentId',
  'name',
  'note',
  'count',
  'isOpen',
  'closedAt',
];
const words = {
  row: 'A record of the benchmark.',
  columns: Object.fromEntries(columns.map(column => [column, `The ${column} of the record.`])),
};
const input = {
  relations,
  policy: rules,
  words: Object.fromEntries(keys.map(key => [key, words])),
  // Versions that take no policy are told by functions.
  rules,
  descriptions: {
    table: (_: Table) => words,
    enum: () => undefined,
    constraints: new Map(),
  },
  shapes: () => new Map(),
  viewer: {
    name: 'viewer',
    columns: {
      readable: { sqlName: 'readable', sqlType: 'uuid', set: true, meaning: 'the tenants of the viewer' },
    },
  },
};

// The checkout may be another version: its types cannot be had here. Its graphql is its own, which knows no other's schema.
const { generateApi } = (await import(join(checkout!, 'src/generator/generate-api.ts'))) as {
  generateApi(input: object): { readonly schema: graphql.GraphQLSchema };
};
const { printSchema } = createRequire(join(checkout!, 'package.json'))('graphql') as typeof graphql;
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const startedAt = process.cpuUsage();
const api = generateApi(input);
const { user, system } = process.cpuUsage(startedAt);
const buildMs = (user + system) / 1000;
globalThis.gc?.();
const heapMB = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
const built: Built = { buildMs, heapMB, sdlKB: printSchema(api.schema).length / 1024 };
console.log(JSON.stringify(built));
