/**
 * Tables with columns that not everybody may know or set who meets their rows, many rows of them, and two viewers.
 * Says in plain SQL what each viewer may know; refuses to know how the generator finds out.
 */
import { defineRelations } from 'drizzle-orm';
import {
  bigint,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';
import { z } from 'zod';
import type { Policy } from '../../src/generator/blueprint/table-rules.ts';
import {
  all,
  any,
  everyone,
  isNull,
  isViewers,
  nobody,
  not,
  related,
} from '../../src/generator/rules/rule-parts.ts';
import { shapeOf } from '../../src/model/json-shape.ts';
import { type ForeignApi, type ForeignViewer, inOwnShop, inShop, startForeignApi } from './foreign-api.ts';
import { uuidOf } from './named-uuid.ts';

const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().defaultNow();

export const accounts = pgTable(
  'account',
  {
    id: uuid().primaryKey(),
    shopId: uuid('shop_id').notNull(),
    clerk: uuid().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    phone: text(),
    visits: integer().notNull(),
    balance: bigint({ mode: 'bigint' }),
    bornOn: date('born_on'),
    tags: text().array().notNull(),
    profile: jsonb(),
    habits: jsonb(),
    grade: text().notNull().default('new'),
    pin: text(),
    createdAt: instant('created_at'),
  },
  t => [unique().on(t.shopId, t.id), index().on(t.shopId, t.email, t.id), index().on(t.shopId, t.name, t.id)],
);
export const notes = pgTable(
  'note',
  {
    id: uuid().primaryKey(),
    shopId: uuid('shop_id').notNull(),
    accountId: uuid('account_id').notNull(),
    writer: uuid(),
    body: text(),
    /** What code fills where nobody gives it. */
    code: text()
      .notNull()
      .$defaultFn(() => 'from code'),
    updatedAt: instant('updated_at'),
  },
  t => [
    foreignKey({
      columns: [t.shopId, t.accountId],
      foreignColumns: [accounts.shopId, accounts.id],
    }),
  ],
);
export const events = pgTable('event', {
  id: uuid().primaryKey().defaultRandom(),
  shopId: uuid('shop_id').notNull(),
  action: text().notNull(),
  row: text().notNull(),
  changes: jsonb().notNull(),
});

const ddl = `
  create table account (id uuid primary key, shop_id uuid not null, clerk uuid not null, name text not null, email text not null,
    phone text, visits int not null, balance bigint, born_on date, tags text[] not null, profile jsonb, habits jsonb,
    grade text not null default 'new', pin text, created_at timestamptz(3) not null default now(), unique (shop_id, id));
  create table note (id uuid primary key, shop_id uuid not null, account_id uuid not null, writer uuid, body text, code text not null,
    updated_at timestamptz(3) not null default now(), foreign key (shop_id, account_id) references account (shop_id, id));
  create table event (id uuid primary key default gen_random_uuid(), shop_id uuid not null, action text not null, "row" text not null,
    changes jsonb not null);`;

const relations = defineRelations({ accounts, notes, events }, r => ({
  accounts: { notes: r.many.notes({ from: r.accounts.id, to: r.notes.accountId }) },
  notes: { account: r.one.accounts({ from: r.notes.accountId, to: r.accounts.id }) },
}));

const viewer = {
  name: 'viewer',
  columns: {
    user: { sqlName: 'user_id', sqlType: 'uuid', set: false, meaning: 'the user' },
    shops: { sqlName: 'shops', sqlType: 'uuid', set: true, meaning: 'the shops that the user sees' },
    writable: { sqlName: 'writable', sqlType: 'uuid', set: true, meaning: 'the shops of the user' },
  },
} as const;

const ofClerk = isViewers('clerk', 'user');
const restricted = { read: ofClerk, write: ofClerk } as const;
const granted = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };

const rules: Policy<typeof relations, typeof viewer> = {
  accounts: {
    read: inShop,
    columns: {
      email: restricted,
      phone: restricted,
      visits: { read: ofClerk },
      balance: { read: ofClerk },
      bornOn: { read: any(ofClerk, isNull('phone')) },
      tags: { read: ofClerk },
      profile: { read: ofClerk },
      // A rule may ask the rows that a relation leads to.
      habits: { read: related('notes', isViewers('writer', 'user')) },
      grade: { write: nobody },
      pin: { read: nobody, write: everyone },
    },
    withoutNulls: ['tags'],
    write: { ...granted, owns: ['notes'] },
  },
  notes: {
    read: inShop,
    columns: {
      body: {
        read: any(isViewers('writer', 'user'), related('account', ofClerk)),
        write: isViewers('writer', 'user'),
      },
      code: { write: isViewers('writer', 'user') },
      updatedAt: { read: not(not(isViewers('writer', 'user'))) },
    },
    write: { ...granted, update: all(inOwnShop, not(isNull('writer'))), fixed: ['accountId'] },
  },
  events: { read: inShop },
};

/** The columns that are restricted, by table: the condition under which `$user` knows the value. */
export const known = {
  account: {
    email: 't.clerk = $user',
    phone: 't.clerk = $user',
    visits: 't.clerk = $user',
    balance: 't.clerk = $user',
    born_on: '(t.clerk = $user or t.phone is null)',
    tags: 't.clerk = $user',
    profile: 't.clerk = $user',
    habits: 'exists (select 1 from note n where n.account_id = t.id and n.writer = $user)',
    pin: 'false',
  },
  note: {
    body: '(t.writer = $user or exists (select 1 from account a where a.id = t.account_id and a.clerk = $user))',
    updated_at: 't.writer = $user',
  },
} as const;

/** The rows of a table as the viewer may know them, as a table of SQL: what is not known is null. */
export function knownRows(table: keyof typeof known, { user, shops }: ForeignViewer): string {
  const columns = { account: accountColumns, note: noteColumns }[table];
  const conditions: Readonly<Record<string, string>> = known[table];
  const selected = columns.map(column => {
    const condition = conditions[column]?.replaceAll('$user', `'${user}'`);
    return condition ? `case when ${condition} then t.${column} end as ${column}` : `t.${column}`;
  });
  const list = shops.map(shop => `'${shop}'`).join();
  return `(select ${selected.join(', ')} from ${table} t where t.shop_id in (${list}))`;
}

const accountColumns = [
  'id',
  'shop_id',
  'clerk',
  'name',
  'email',
  'phone',
  'visits',
  'balance',
  'born_on',
  'tags',
  'profile',
  'habits',
  'grade',
  'pin',
  'created_at',
];
const noteColumns = ['id', 'shop_id', 'account_id', 'writer', 'body', 'updated_at'];

const [shop, elsewhere] = [uuidOf('shop'), uuidOf('elsewhere')];
/** Two clerks of one shop, each of whom has accounts of their own in it. */
export const ann: ForeignViewer = { user: uuidOf('ann'), shops: [shop] };
export const bob: ForeignViewer = { user: uuidOf('bob'), shops: [shop] };
export { shop };

export const accountOf = (i: number) => uuidOf(`account ${i}`);
export const noteOf = (i: number) => uuidOf(`note ${i}`);
export const accountCount = 60;

/** Values repeat, so that orders have ties, and are missing where they may. */
export async function fillWorld(client: Sql): Promise<void> {
  const clerks = [ann.user, bob.user, uuidOf('carl')];
  const accountRows = Array.from({ length: accountCount }, (_, i) => ({
    id: accountOf(i),
    shop_id: i % 11 === 10 ? elsewhere : shop,
    clerk: clerks[(i * 7) % 3]!,
    name: `Account ${i % 9}`,
    email: `${['x', 'y', 'z'][i % 3]}${i % 13}@mail.example`,
    phone: i % 4 === 0 ? null : `+${i % 8}`,
    visits: (i * 5) % 17,
    balance: i % 5 === 0 ? null : String(9007199254740993n + BigInt(i % 6)),
    born_on: i % 6 === 0 ? null : `19${60 + (i % 20)}-01-02`,
    tags: [`t${i % 3}`, `u${i % 2}`],
    profile: i % 7 === 0 ? null : { city: `c${i % 4}`, vip: i % 2 === 0 },
    habits: i % 5 === 0 ? null : { drinks: ['tea', 'milk'][i % 2], cups: i % 4 },
    grade: 'new',
    pin: `${1000 + i}`,
    created_at: `2026-01-01T00:00:${String(i % 30).padStart(2, '0')}Z`,
  }));
  const noteRows = Array.from({ length: 90 }, (_, i) => ({
    id: noteOf(i),
    shop_id: accountRows[(i * 4) % accountCount]!.shop_id,
    account_id: accountOf((i * 4) % accountCount),
    writer: i % 10 === 0 ? null : clerks[i % 3]!,
    code: `code ${i}`,
    body: i % 8 === 0 ? null : `Note ${i % 12}`,
    updated_at: `2026-02-01T00:00:${String(i % 40).padStart(2, '0')}.001Z`,
  }));
  await client`truncate event, note, account`;
  for (const [table, rows] of [
    ['account', accountRows],
    ['note', noteRows],
  ] as const)
    await client.unsafe(
      `insert into ${table} select (jsonb_populate_record(null::${table}, "r")).* from jsonb_array_elements($1::text::jsonb) "r"`,
      [JSON.stringify(rows)],
    );
}

const habits = z
  .object({ drinks: z.string().describe('A drink.'), cups: z.int().describe('How many.') })
  .meta({ id: 'Habits', description: 'What somebody drinks.' });

export const startRestrictedWorld = (): Promise<ForeignApi> =>
  startForeignApi({
    relations,
    rules,
    ddl,
    shapes: { accounts: { habits: shapeOf(habits) } },
    trail: {
      table: 'events',
      values: {
        shopId: { from: 'tenant' },
        action: { from: 'event', member: 'action' },
        row: { from: 'event', member: 'id' },
        changes: { from: 'event', member: 'changes' },
      },
    },
  });
