/**
 * Tables with values of every type that can be added up or compared, rows of two shops, deleted ones among them, and columns that
 * only some may know. What a viewer sees of them is said in plain SQL.
 */
import { defineRelations } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  foreignKey,
  integer,
  interval,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  real,
  smallint,
  text,
  time,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';
import { isViewers } from '../../src/generator/rules/rule-parts.ts';
import { createRandom } from '../../src/seed/random.ts';
import { type ForeignApi, type ForeignViewer, inShop, startForeignApi } from './foreign-api.ts';
import { uuidOf } from './named-uuid.ts';

export const channel = pgEnum('channel', ['web', 'shop', 'phone']);

const sales = pgTable(
  'sale',
  {
    id: uuid().primaryKey(),
    shopId: uuid('shop_id').notNull(),
    clerk: uuid().notNull(),
    channel: channel().notNull(),
    pieces: smallint().notNull(),
    points: integer(),
    serial: bigint({ mode: 'bigint' }),
    price: numeric({ precision: 12, scale: 4 }),
    weight: doublePrecision(),
    size: real(),
    paid: boolean(),
    note: text(),
    soldAt: timestamp('sold_at', { withTimezone: true }),
    booked: date(),
    opened: time(),
    took: interval(),
    margin: numeric(),
    tags: text().array(),
    extra: jsonb(),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  t => [unique().on(t.shopId, t.id)],
);
const items = pgTable(
  'item',
  {
    id: uuid().primaryKey(),
    shopId: uuid('shop_id').notNull(),
    saleId: uuid('sale_id'),
    title: text().notNull(),
    cost: integer().notNull(),
  },
  t => [foreignKey({ columns: [t.shopId, t.saleId], foreignColumns: [sales.shopId, sales.id] })],
);

const ddl = `
  create type channel as enum ('web', 'shop', 'phone');
  create table sale (id uuid primary key, shop_id uuid not null, clerk uuid not null, channel channel not null, pieces smallint not null,
    points int, serial bigint, price numeric(12, 4), weight double precision, size real, paid boolean, note text,
    sold_at timestamptz, booked date, opened time, took interval, margin numeric, tags text[], extra jsonb, deleted_at timestamptz,
    unique (shop_id, id));
  create table item (id uuid primary key, shop_id uuid not null, sale_id uuid, title text not null, cost int not null,
    foreign key (shop_id, sale_id) references sale (shop_id, id));`;

const relations = defineRelations({ sales, items }, r => ({
  sales: {
    items: r.many.items({ from: r.sales.id, to: r.items.saleId }),
    ofClerk: r.many.sales({ from: r.sales.clerk, to: r.sales.clerk }),
  },
  items: { sale: r.one.sales({ from: r.items.saleId, to: r.sales.id }) },
}));

export const startSales = (): Promise<ForeignApi> =>
  startForeignApi({
    relations,
    ddl,
    rules: {
      sales: {
        read: inShop,
        columns: { margin: { read: isViewers('clerk', 'user') } },
        softDelete: { column: 'deletedAt', restore: inShop },
      },
      items: { read: inShop },
    },
  });

const [shop, other] = [uuidOf('shop'), uuidOf('other shop')];
const clerks = [uuidOf('ann'), uuidOf('bob')];

/** A viewer of one shop, one of both, and one of none. */
export const salesViewers: readonly ForeignViewer[] = [
  { user: clerks[0]!, shops: [shop] },
  { user: clerks[1]!, shops: [shop, other] },
  { user: uuidOf('carl'), shops: [] },
];

export const saleCount = 240;

/** Values repeat and are missing; sums go beyond what JavaScript's numbers hold, and halves are exact in binary. */
export async function fillSales(client: Sql): Promise<void> {
  const random = createRandom('sales');
  const maybe = <T>(value: T) => (random.chance(0.2) ? null : value);
  const rows = Array.from({ length: saleCount }, (_, i) => ({
    id: uuidOf(`sale ${i}`),
    shop_id: random.pick([shop, shop, other]),
    clerk: random.pick([...clerks, uuidOf('dora')]),
    channel: random.pick(['web', 'shop', 'phone']),
    pieces: random.int(-5, 32_767),
    points: maybe(random.int(-3, 2_147_483_647)),
    serial: maybe(String(9_223_372_036_854_775_000n - BigInt(random.int(0, 9)))),
    price: maybe(`${random.int(-99, 99_999)}.${random.pick(['0', '5', '0625', '1234'])}`),
    weight: maybe(random.int(-8, 8) / 4),
    size: maybe(random.int(-8, 8) / 2),
    paid: maybe(random.chance(0.5)),
    note: maybe(random.pick(['', 'a', 'B', 'ä', 'zz "quoted" \\', '💡', 'a\u2028b'])),
    sold_at: maybe(
      `2026-0${random.int(2, 4)}-${random.int(10, 28)}T${random.int(10, 23)}:30:00.${random.int(100, 999)}Z`,
    ),
    booked: maybe(`2026-03-${random.int(10, 30)}`),
    opened: maybe(`0${random.int(0, 9)}:15:00`),
    took: maybe(random.pick(['1 day', '02:30:00', '1 mon', '-1 day'])),
    margin: maybe(`${random.int(0, 40)}.5`),
    tags: maybe([random.pick(['x', 'y'])]),
    extra: maybe({ plan: random.pick(['free', 'pro', null, 3, '3']), deep: { n: random.int(0, 2) } }),
    deleted_at: random.chance(0.2) ? '2026-05-01T00:00:00Z' : null,
  }));
  const parts = Array.from({ length: saleCount * 2 }, (_, i) => {
    const sale = random.pick(rows);
    return {
      id: uuidOf(`item ${i}`),
      shop_id: sale.shop_id,
      sale_id: random.chance(0.1) ? null : sale.id,
      title: random.pick(['tea', 'milk', 'bread']),
      cost: random.int(0, 9),
    };
  });
  await client`insert into sale select * from json_populate_recordset(null::sale, ${JSON.stringify(rows)}::text::json)`;
  await client`insert into item select * from json_populate_recordset(null::item, ${JSON.stringify(parts)}::text::json)`;
}

/** The sales that a viewer sees, as a table of SQL: what they may not know is null. */
export function visibleSales(
  { user, shops }: ForeignViewer,
  deleted: 'EXCLUDE' | 'INCLUDE' | 'ONLY',
): string {
  const present = { EXCLUDE: 't.deleted_at is null', INCLUDE: 'true', ONLY: 't.deleted_at is not null' };
  return `(select t.*, case when t.clerk = '${user}' then t.margin end as known_margin
    from sale t where t.shop_id = any('{${shops.join()}}'::uuid[]) and ${present[deleted]})`;
}
