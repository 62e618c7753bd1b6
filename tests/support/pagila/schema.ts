/**
 * The tables of a chain of stores that rent out films, in the likeness of Pagila, as `drizzle-kit pull` wrote them of tables.sql.
 */

import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  char,
  customType,
  date,
  index,
  integer,
  numeric,
  pgEnum,
  pgMaterializedView,
  pgTable,
  pgView,
  primaryKey,
  serial,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

export const mpaaRating = pgEnum('mpaa_rating', ['G', 'PG', 'PG-13', 'R', 'NC-17']);

export const actor = pgTable('actor', {
  actorId: serial('actor_id').primaryKey(),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const address = pgTable('address', {
  addressId: serial('address_id').primaryKey(),
  address: text().notNull(),
  address2: text(),
  district: text().notNull(),
  cityId: integer('city_id')
    .notNull()
    .references(() => city.cityId, { onDelete: 'restrict', onUpdate: 'cascade' }),
  postalCode: text('postal_code'),
  phone: text().notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const category = pgTable('category', {
  categoryId: serial('category_id').primaryKey(),
  name: text().notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const city = pgTable('city', {
  cityId: serial('city_id').primaryKey(),
  city: text().notNull(),
  countryId: integer('country_id')
    .notNull()
    .references(() => country.countryId, { onDelete: 'restrict', onUpdate: 'cascade' }),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const country = pgTable('country', {
  countryId: serial('country_id').primaryKey(),
  country: text().notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const customer = pgTable('customer', {
  customerId: serial('customer_id').primaryKey(),
  storeId: integer('store_id')
    .notNull()
    .references(() => store.storeId, { onDelete: 'restrict', onUpdate: 'cascade' }),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  email: text(),
  addressId: integer('address_id')
    .notNull()
    .references(() => address.addressId, { onDelete: 'restrict', onUpdate: 'cascade' }),
  activebool: boolean().default(true).notNull(),
  createDate: date('create_date').default(sql`CURRENT_DATE`).notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`),
  active: integer(),
});

export const film = pgTable(
  'film',
  {
    filmId: serial('film_id').primaryKey(),
    title: text().notNull(),
    description: text(),
    releaseYear: customType({ dataType: () => 'year' })('release_year'),
    languageId: integer('language_id')
      .notNull()
      .references(() => language.languageId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    originalLanguageId: integer('original_language_id').references(() => language.languageId, {
      onDelete: 'restrict',
      onUpdate: 'cascade',
    }),
    rentalDuration: smallint('rental_duration').default(3).notNull(),
    rentalRate: numeric('rental_rate', { mode: 'number', precision: 4, scale: 2 }).default(4.99).notNull(),
    length: smallint(),
    replacementCost: numeric('replacement_cost', { mode: 'number', precision: 5, scale: 2 })
      .default(19.99)
      .notNull(),
    rating: mpaaRating().default('G'),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
    specialFeatures: text('special_features').array(),
    fulltext: customType({ dataType: () => 'tsvector' })().notNull(),
  },
  table => [
    index('film_fulltext_idx').using('gist', table.fulltext.asc().nullsLast()),
    index('idx_title').using('btree', table.title.asc().nullsLast()),
  ],
);

export const filmActor = pgTable(
  'film_actor',
  {
    actorId: integer('actor_id')
      .notNull()
      .references(() => actor.actorId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    filmId: integer('film_id')
      .notNull()
      .references(() => film.filmId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  },
  table => [primaryKey({ columns: [table.actorId, table.filmId], name: 'film_actor_pkey' })],
);

export const filmCategory = pgTable(
  'film_category',
  {
    filmId: integer('film_id')
      .notNull()
      .references(() => film.filmId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    categoryId: integer('category_id')
      .notNull()
      .references(() => category.categoryId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  },
  table => [primaryKey({ columns: [table.filmId, table.categoryId], name: 'film_category_pkey' })],
);

export const inventory = pgTable(
  'inventory',
  {
    inventoryId: serial('inventory_id').primaryKey(),
    filmId: integer('film_id')
      .notNull()
      .references(() => film.filmId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.storeId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  },
  table => [
    index('idx_store_id_film_id').using(
      'btree',
      table.storeId.asc().nullsLast(),
      table.filmId.asc().nullsLast(),
    ),
  ],
);

export const language = pgTable('language', {
  languageId: serial('language_id').primaryKey(),
  name: char({ length: 20 }).notNull(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
});

export const payment = pgTable(
  'payment',
  {
    paymentId: serial('payment_id').notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customer.customerId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    staffId: integer('staff_id')
      .notNull()
      .references(() => staff.staffId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    rentalId: integer('rental_id')
      .notNull()
      .references(() => rental.rentalId, { onDelete: 'set null', onUpdate: 'cascade' }),
    amount: numeric({ precision: 5, scale: 2 }).notNull(),
    paymentDate: timestamp('payment_date', { withTimezone: true }).notNull(),
  },
  table => [primaryKey({ columns: [table.paymentDate, table.paymentId], name: 'payment_pkey' })],
);

export const paymentP202201 = pgTable(
  'payment_p2022_01',
  {
    paymentId: serial('payment_id').notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customer.customerId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    staffId: integer('staff_id')
      .notNull()
      .references(() => staff.staffId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    rentalId: integer('rental_id')
      .notNull()
      .references(() => rental.rentalId, { onDelete: 'set null', onUpdate: 'cascade' }),
    amount: numeric({ precision: 5, scale: 2 }).notNull(),
    paymentDate: timestamp('payment_date', { withTimezone: true }).notNull(),
  },
  table => [primaryKey({ columns: [table.paymentDate, table.paymentId], name: 'payment_p2022_01_pkey' })],
);

export const paymentP202202 = pgTable(
  'payment_p2022_02',
  {
    paymentId: serial('payment_id').notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customer.customerId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    staffId: integer('staff_id')
      .notNull()
      .references(() => staff.staffId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    rentalId: integer('rental_id')
      .notNull()
      .references(() => rental.rentalId, { onDelete: 'set null', onUpdate: 'cascade' }),
    amount: numeric({ precision: 5, scale: 2 }).notNull(),
    paymentDate: timestamp('payment_date', { withTimezone: true }).notNull(),
  },
  table => [primaryKey({ columns: [table.paymentDate, table.paymentId], name: 'payment_p2022_02_pkey' })],
);

export const rental = pgTable(
  'rental',
  {
    rentalId: serial('rental_id').primaryKey(),
    rentalDate: timestamp('rental_date', { withTimezone: true }).notNull(),
    inventoryId: integer('inventory_id')
      .notNull()
      .references(() => inventory.inventoryId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customer.customerId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    returnDate: timestamp('return_date', { withTimezone: true }),
    staffId: integer('staff_id')
      .notNull()
      .references(() => staff.staffId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  },
  table => [
    uniqueIndex('idx_unq_rental_rental_date_inventory_id_customer_id').using(
      'btree',
      table.rentalDate.asc().nullsLast(),
      table.inventoryId.asc().nullsLast(),
      table.customerId.asc().nullsLast(),
    ),
  ],
);

export const staff = pgTable('staff', {
  staffId: serial('staff_id').primaryKey(),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  addressId: integer('address_id')
    .notNull()
    .references(() => address.addressId, { onDelete: 'restrict', onUpdate: 'cascade' }),
  email: text(),
  storeId: integer('store_id')
    .notNull()
    .references((): AnyPgColumn => store.storeId),
  active: boolean().default(true).notNull(),
  username: text().notNull(),
  password: text(),
  lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  picture: customType({ dataType: () => 'bytea' })(),
});

export const store = pgTable(
  'store',
  {
    storeId: serial('store_id').primaryKey(),
    managerStaffId: integer('manager_staff_id')
      .notNull()
      .references((): AnyPgColumn => staff.staffId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    addressId: integer('address_id')
      .notNull()
      .references(() => address.addressId, { onDelete: 'restrict', onUpdate: 'cascade' }),
    lastUpdate: timestamp('last_update', { withTimezone: true }).default(sql`now()`).notNull(),
  },
  table => [uniqueIndex('idx_unq_manager_staff_id').using('btree', table.managerStaffId.asc().nullsLast())],
);
export const customerList = pgView('customer_list', {
  id: integer(),
  name: text(),
  zipCode: text('zip code'),
  city: text(),
  country: text(),
}).as(
  sql`SELECT cu.customer_id AS id, (cu.first_name || ' '::text) || cu.last_name AS name, a.postal_code AS "zip code", city.city, country.country FROM customer cu JOIN address a USING (address_id) JOIN city USING (city_id) JOIN country USING (country_id)`,
);

export const filmList = pgView('film_list', {
  fid: integer(),
  title: text(),
  category: text(),
  price: numeric({ precision: 4, scale: 2 }),
  length: smallint(),
  rating: mpaaRating(),
}).as(
  sql`SELECT film.film_id AS fid, film.title, category.name AS category, film.rental_rate AS price, film.length, film.rating FROM film LEFT JOIN film_category USING (film_id) LEFT JOIN category USING (category_id)`,
);

export const rentalByCategory = pgMaterializedView('rental_by_category', {
  category: text(),
  totalSales: numeric('total_sales'),
}).as(
  sql`SELECT c.name AS category, sum(p.amount) AS total_sales FROM payment p JOIN rental r USING (rental_id) JOIN inventory i USING (inventory_id) JOIN film_category fc USING (film_id) JOIN category c USING (category_id) GROUP BY c.name`,
);
