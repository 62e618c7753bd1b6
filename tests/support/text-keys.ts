/**
 * Tables named by texts of any characters, by enums and days, by UUIDs that the database makes; with foreign keys to unique
 * columns and to keys of several, and rows that are marked as deleted.
 */
import { defineRelations, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';

const instant = (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3 });

const countries = pg.pgTable('country', {
  countryId: pg.serial('country_id').primaryKey(),
  code: pg.char({ length: 2 }).notNull().unique(),
  name: pg.text(),
});
const cities = pg.pgTable(
  'city',
  {
    countryCode: pg
      .char('country_code', { length: 2 })
      .notNull()
      .references(() => countries.code),
    name: pg.varchar({ length: 20 }).notNull(),
  },
  t => [pg.primaryKey({ columns: [t.countryCode, t.name] })],
);
const products = pg.pgTable('product', {
  sku: pg.text().primaryKey(),
  name: pg.text().notNull(),
  shopId: pg.uuid('shop_id').notNull(),
  deletedAt: instant('deleted_at'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});
const currency = pg.pgEnum('currency', ['eur', 'us-dollar']);
const prices = pg.pgTable(
  'price',
  {
    sku: pg
      .text()
      .notNull()
      .references(() => products.sku),
    currency: currency().notNull(),
    amount: pg.numeric().notNull(),
    shopId: pg.uuid('shop_id').notNull(),
  },
  t => [pg.primaryKey({ columns: [t.sku, t.currency] })],
);
const offers = pg.pgTable(
  'offer',
  {
    offerKey: pg.uuid('offer_key').primaryKey().default(sql`md5(random()::text)::uuid`),
    sku: pg.text(),
    currency: currency(),
  },
  t => [pg.foreignKey({ columns: [t.sku, t.currency], foreignColumns: [prices.sku, prices.currency] })],
);
const holidays = pg.pgTable('holiday', { day: pg.date({ mode: 'string' }).primaryKey() });
const speeches = pg.pgTable('speech', {
  id: pg.smallint().primaryKey(),
  text: pg.text(),
  day: pg.date({ mode: 'string' }).references(() => holidays.day),
});
const events = pg.pgTable('event', {
  id: pg.uuid().primaryKey().defaultRandom(),
  shopId: pg.uuid('shop_id').notNull(),
  entity: pg.text().notNull(),
  action: pg.text().notNull(),
  row: pg.text().notNull(),
});

export const textDdl = `
  create table country (country_id serial primary key, code char(2) not null unique, name text);
  create table city (country_code char(2) not null references country (code), name varchar(20) not null, primary key (country_code, name));
  create table product (sku text primary key, name text not null, shop_id uuid not null, deleted_at timestamptz(3),
    updated_at timestamptz(3) not null default now());
  create type currency as enum ('eur', 'us-dollar');
  create table price (sku text not null references product, currency currency not null, amount numeric not null, shop_id uuid not null,
    primary key (sku, currency));
  create table offer (offer_key uuid primary key default md5(random()::text)::uuid, sku text, currency currency,
    foreign key (sku, currency) references price);
  create table holiday (day date primary key);
  create table speech (id smallint primary key, text text, day date references holiday);
  create table event (id uuid primary key default gen_random_uuid(), shop_id uuid not null, entity text not null, action text not null, "row" text not null);
  insert into country (code, name) values ('DE', 'Germany'), ('A', 'Short'), ('XX', null);
  insert into city values ('DE', 'Köln: am Rhein 100%'), ('A', 'b'), ('XX', 'Nowhere');`;

export const textRelations = defineRelations(
  { countries, cities, products, prices, offers, holidays, speeches, events },
  r => ({
    countries: { cities: r.many.cities({ from: r.countries.code, to: r.cities.countryCode }) },
    cities: { country: r.one.countries({ from: r.cities.countryCode, to: r.countries.code }) },
    products: { prices: r.many.prices({ from: r.products.sku, to: r.prices.sku }) },
    prices: { product: r.one.products({ from: r.prices.sku, to: r.products.sku }) },
    offers: {
      price: r.one.prices({ from: [r.offers.sku, r.offers.currency], to: [r.prices.sku, r.prices.currency] }),
    },
    holidays: { speeches: r.many.speeches({ from: r.holidays.day, to: r.speeches.day }) },
  }),
);
