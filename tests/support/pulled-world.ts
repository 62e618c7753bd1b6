/**
 * Tables as `drizzle-kit pull` writes them of somebody's database: named for one row, columns that PostgreSQL counts or computes,
 * defaults of all sorts, constraints under the names that PostgreSQL gives them, nobody's rows.
 */
import { defineRelations, sql, type TablesRelationalConfig } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { viewers } from '../../src/accounts/viewers.ts';
import type { TableRules } from '../../src/generator/blueprint/table-rules.ts';
import type { Extension } from '../../src/generator/extension.ts';
import { generateApi } from '../../src/generator/generate-api.ts';
import { all } from '../../src/generator/rules/rule-parts.ts';
import type { Viewers } from '../../src/identity/viewers.ts';
import type { ApiContext } from '../../src/operations/api-context.ts';
import { someoneSignedIn } from '../../src/policy/viewer-scope.ts';

let made = 0;
let edits = 0;
/** Ids that the application makes itself, to be recognised. */
export const ownId = () => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`;

const person = pg.pgTable('person', {
  id: pg.uuid().primaryKey().$defaultFn(ownId),
  number: pg.integer().generatedAlwaysAsIdentity(),
  rank: pg.integer().notNull().generatedByDefaultAsIdentity(),
  ticket: pg.serial(),
  email: pg.text().notNull(),
  code: pg.text(),
  nick: pg.text(),
  initial: pg.text().generatedAlwaysAs(sql`left(email, 1)`),
  tags: pg.text().array().notNull().default([]),
  grid: pg
    .integer()
    .array('[][]')
    .notNull()
    .default([
      [1, 2],
      [3, 4],
    ]),
  marks: pg.jsonb().notNull().default({ a: 1 }),
  word: pg.jsonb().notNull().default('x'),
  place: pg.point().notNull().default([1, 2]),
  bytes: pg.bytea().notNull().default(Buffer.from('hi')),
  since: pg.timestamp({ mode: 'string' }).notNull().default(sql`'2026-01-01 00:00:00.000001'::timestamp`),
  origin: pg
    .text()
    .notNull()
    .$defaultFn(() => 'import'),
  born: pg
    .timestamp({ withTimezone: true })
    .notNull()
    .$defaultFn(() => new Date(Date.UTC(2020, 0, 1))),
  revision: pg
    .integer()
    .notNull()
    .$onUpdate(() => ++revisions.last),
  touched: pg.text().$onUpdateFn(() => sql`'at ' || current_date`),
  edits: pg
    .integer()
    .notNull()
    .$onUpdate(() => ++edits),
  editedOn: pg.date('edited_on').$onUpdate(() => sql`current_date`),
  gone: pg.timestamp(),
  made: pg.text('constructor'),
});
/** What the application's own counter gave last. */
export const revisions = { last: 0 };

const dated = pg.pgTable('dated', {
  id: pg.uuid().primaryKey().defaultRandom(),
  name: pg.text(),
  createdAt: pg.timestamp('created_at', { mode: 'string' }).notNull().defaultNow(),
  updatedAt: pg.timestamp('updated_at', { withTimezone: true }),
});
const slow = pg.pgTable('slow', {
  id: pg.uuid().primaryKey().defaultRandom(),
  name: pg.text(),
  updatedAt: pg.timestamp('updated_at', { precision: 0 }).notNull().defaultNow(),
});
const order = pg.pgTable('order', { id: pg.uuid().primaryKey().defaultRandom(), note: pg.text() });
const line = pg.pgTable(
  'line',
  {
    id: pg.uuid().primaryKey().defaultRandom(),
    orderId: pg
      .uuid('order_id')
      .notNull()
      .references(() => order.id, { onDelete: 'cascade' }),
    position: pg.smallint().notNull(),
    sum: pg.numeric({ precision: 8, scale: 2, mode: 'number' }).notNull().default(0),
  },
  t => [pg.unique('order_position').on(t.orderId, t.position)],
);

const registry = { person, dated, slow, order, line };
const relations = defineRelations(registry, r => ({
  order: { lines: r.many.line({ from: r.order.id, to: r.line.orderId }) },
  line: { order: r.one.order({ from: r.line.orderId, to: r.order.id }) },
}));

const granted: TableRules = {
  read: all(),
  write: { create: someoneSignedIn, update: someoneSignedIn, delete: someoneSignedIn },
};

/** What else the policy says of a table. */
const more: Readonly<Record<string, TableRules>> = {
  order: { ...granted, write: { ...granted.write, owns: ['lines'] } },
  person: {
    ...granted,
    softDelete: { column: 'gone', restore: someoneSignedIn },
    write: { ...granted.write, readOnly: ['edits', 'editedOn'] },
  },
};

/** @param isWritten whether anything may be written */
export const buildPulledApi = (isWritten = true) =>
  generateApi({
    relations: relations as unknown as TablesRelationalConfig,
    policy: Object.fromEntries(
      Object.keys(registry).map(table => {
        const rules = { ...granted, ...more[table] };
        return [table, isWritten ? rules : { read: granted.read }];
      }),
    ),
    words: {
      order: {
        row: 'What somebody wants.',
        columns: { note: 'What they say of it.', lines: 'What it is made of.' },
        names: { type: 'Wish', one: 'wish', many: 'wishes', columns: { note: 'remark' } },
        deprecated: { note: 'Nobody reads it.', lines: 'Ask for the lines themselves.' },
      },
    },
    viewer: viewers as Viewers,
    extend: (extension: Extension<ApiContext>) =>
      extension.addComputedField('order', 'size', {
        type: 'BigInt',
        nullable: false,
        description: 'More than an Int can hold.',
        sql: () => sql`9007199254740993::bigint`,
      }),
  });

/** The tables as their makers made them, with names of constraints that no declaration tells. */
export const pulledDdl = `
  create table person (id uuid primary key, number int not null generated always as identity, rank int not null generated by default as identity,
    ticket serial, email text not null unique, code text, nick text, initial text generated always as (left(email, 1)) stored,
    tags text[] not null default '{}', grid int[] not null default '{{1,2},{3,4}}', marks jsonb not null, word jsonb not null,
    place point not null, bytes bytea not null, since timestamp not null, origin text not null, born timestamptz not null,
    revision int not null, edits int not null, edited_on date, gone timestamp, touched text, "constructor" text, check (length(nick) < 5));
  create unique index person_code_unique on person (lower(code)) where code <> '';
  alter table person add constraint "odd name" unique (nick);
  create table dated (id uuid primary key default gen_random_uuid(), name text, created_at timestamp not null default now(), updated_at timestamptz);
  create table slow (id uuid primary key default gen_random_uuid(), name text, updated_at timestamp(0) not null default now());
  create table "order" (id uuid primary key default gen_random_uuid(), note text);
  create table line (id uuid primary key default gen_random_uuid(), order_id uuid not null references "order" on delete cascade,
    position smallint not null, sum numeric(8, 2) not null default 0, constraint order_position unique (order_id, position));`;
