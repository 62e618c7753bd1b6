/**
 * Tables with a column of every type of drizzle-orm/pg-core, alone and in lists, as `drizzle-kit pull` might write them: in two
 * schemas with enums of one name, without times, owned by nobody.
 * Knows how they are made and served; which types there are is told elsewhere.
 */
import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { viewers } from '../../src/accounts/viewers.ts';
import type { TableRules } from '../../src/generator/blueprint/table-rules.ts';
import { generateApi } from '../../src/generator/generate-api.ts';
import { all } from '../../src/generator/rules/rule-parts.ts';
import type { Viewers } from '../../src/identity/viewers.ts';
import { someoneSignedIn } from '../../src/policy/viewer-scope.ts';
import type { TestApi } from './api.ts';
import { archive, caseOf, labels, type TypeName, typeNames, warehouse } from './column-cases.ts';
import { literal, quoted } from './plain-sql.ts';

const columnsOf = (list: boolean) =>
  Object.fromEntries(
    typeNames.map(name => {
      const column = caseOf(name).column();
      return [name, list ? column.array() : column];
    }),
  ) as Record<TypeName, ReturnType<typeof pg.text>>;

const key = () => pg.uuid().primaryKey().defaultRandom();
const samples = warehouse.table('Sample', { id: key(), ...columnsOf(false) });
const lists = archive.table('list of samples', {
  id: key(),
  ...columnsOf(true),
  grid: pg.text().array('[][]'),
  cube: pg.integer().array('[][][]'),
});

const registry = { sample: samples, list: lists };
const granted: TableRules = {
  read: all(),
  write: { create: someoneSignedIn, update: someoneSignedIn, delete: someoneSignedIn },
};

/** All but who may do what. */
export const columnTables = {
  relations: defineRelations(registry) as unknown as TablesRelationalConfig,
  // Nothing is described: nothing has to be.
  enums: {
    'warehouse.OrderState': { names: { values: { '1st': 'FIRST' } } },
    'Old "Archive".OrderState': { names: { type: 'OldOrderState' } },
  },
  columnTypes: { email_address: 'text', tsvector: 'opaque' },
} as const;

/** Guests cannot be kept from tables in other schemas; here there are none. */
const { guest: _, ...members } = viewers;

export const buildColumnApi = () =>
  generateApi({
    ...columnTables,
    policy: { sample: granted, list: granted },
    viewer: members as Viewers,
  });

export const tableOf = { sample: 'warehouse."Sample"', list: '"Old ""Archive"""."list of samples"' } as const;

/** How a column of a type is declared. */
export const sqlTypeOf = (name: TypeName): string => sqlType(samples, name);

/** What the extensions have that are not among the server's own: types of their names that hold a text. */
const extensionTypes = ['vector', 'halfvec', 'sparsevec', 'geometry'].map(
  name => `create type ${name};
    create function ${name}_in(cstring) returns ${name} language internal immutable strict as 'textin';
    create function ${name}_out(${name}) returns cstring language internal immutable strict as 'textout';
    create type ${name} (input = ${name}_in, output = ${name}_out, like = text, typmod_in = varchartypmodin, typmod_out = varchartypmodout);`,
);

function sqlType(table: typeof samples | typeof lists, name: string): string {
  const column = (table as unknown as Record<string, pg.PgColumn>)[name]!;
  const declared = (column as unknown as { enum?: { enumName: string; schema?: string } }).enum;
  const type = declared?.enumName
    ? `${quoted(declared.schema!)}.${quoted(declared.enumName)}`
    : column.getSQLType().replace(/^geometry.*/, 'geometry');
  return `${type}${'[]'.repeat(column.dimensions)}`;
}

const columns = (table: typeof samples | typeof lists, names: readonly string[]) =>
  names.map(name => `${quoted(name)} ${sqlType(table, name)}`).join();

/** Makes the schemas and tables; what the superuser has to make first is the other part. */
export const columnDdl = {
  admin: extensionTypes.join('\n'),
  owner: `create schema warehouse; create schema ${quoted('Old "Archive"')};
    create extension citext;
    create domain email_address as text;
    create type warehouse."OrderState" as enum (${labels.map(literal).join()});
    create type ${quoted('Old "Archive"')}."OrderState" as enum ('gone', 'in progress');
    create type warehouse.size as enum ('s', 'l');
    create table ${tableOf.sample} (id uuid primary key default gen_random_uuid(), ${columns(samples, typeNames)});
    create table ${tableOf.list} (id uuid primary key default gen_random_uuid(), ${columns(lists, [...typeNames, 'grid', 'cube'])});`,
};

export async function makeColumnWorld(
  { client }: Pick<TestApi, 'client'>,
  admin: TestApi['client'],
): Promise<void> {
  await admin.unsafe(columnDdl.admin);
  await client.unsafe(columnDdl.owner);
}
