/**
 * The tables of a trader in food, in the likeness of Northwind, as `drizzle-kit pull` wrote them of tables.sql.
 */
import {
  customType,
  date,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  varchar,
} from 'drizzle-orm/pg-core';

export const categories = pgTable('categories', {
  categoryId: smallint('category_id').primaryKey(),
  categoryName: varchar('category_name', { length: 15 }).notNull(),
  description: text(),
  picture: customType({ dataType: () => 'bytea' })(),
});

export const customerCustomerDemo = pgTable(
  'customer_customer_demo',
  {
    customerId: varchar('customer_id', { length: 5 })
      .notNull()
      .references(() => customers.customerId),
    customerTypeId: varchar('customer_type_id', { length: 5 })
      .notNull()
      .references(() => customerDemographics.customerTypeId),
  },
  table => [
    primaryKey({ columns: [table.customerId, table.customerTypeId], name: 'customer_customer_demo_pkey' }),
  ],
);

export const customerDemographics = pgTable('customer_demographics', {
  customerTypeId: varchar('customer_type_id', { length: 5 }).primaryKey(),
  customerDesc: text('customer_desc'),
});

export const customers = pgTable('customers', {
  customerId: varchar('customer_id', { length: 5 }).primaryKey(),
  companyName: varchar('company_name', { length: 40 }).notNull(),
  contactName: varchar('contact_name', { length: 30 }),
  contactTitle: varchar('contact_title', { length: 30 }),
  address: varchar({ length: 60 }),
  city: varchar({ length: 15 }),
  region: varchar({ length: 15 }),
  postalCode: varchar('postal_code', { length: 10 }),
  country: varchar({ length: 15 }),
  phone: varchar({ length: 24 }),
  fax: varchar({ length: 24 }),
});

export const employeeTerritories = pgTable(
  'employee_territories',
  {
    employeeId: smallint('employee_id')
      .notNull()
      .references(() => employees.employeeId),
    territoryId: varchar('territory_id', { length: 20 })
      .notNull()
      .references(() => territories.territoryId),
  },
  table => [
    primaryKey({ columns: [table.employeeId, table.territoryId], name: 'employee_territories_pkey' }),
  ],
);

export const employees = pgTable(
  'employees',
  {
    employeeId: smallint('employee_id').primaryKey(),
    lastName: varchar('last_name', { length: 20 }).notNull(),
    firstName: varchar('first_name', { length: 10 }).notNull(),
    title: varchar({ length: 30 }),
    titleOfCourtesy: varchar('title_of_courtesy', { length: 25 }),
    birthDate: date('birth_date'),
    hireDate: date('hire_date'),
    address: varchar({ length: 60 }),
    city: varchar({ length: 15 }),
    region: varchar({ length: 15 }),
    postalCode: varchar('postal_code', { length: 10 }),
    country: varchar({ length: 15 }),
    homePhone: varchar('home_phone', { length: 24 }),
    extension: varchar({ length: 4 }),
    photo: customType({ dataType: () => 'bytea' })(),
    notes: text(),
    reportsTo: smallint('reports_to'),
    photoPath: varchar('photo_path', { length: 255 }),
  },
  table => [
    foreignKey({
      columns: [table.reportsTo],
      foreignColumns: [table.employeeId],
      name: 'employees_reports_to_fkey',
    }),
  ],
);

export const orderDetails = pgTable(
  'order_details',
  {
    orderId: smallint('order_id')
      .notNull()
      .references(() => orders.orderId),
    productId: smallint('product_id')
      .notNull()
      .references(() => products.productId),
    unitPrice: real('unit_price').notNull(),
    quantity: smallint().notNull(),
    discount: real().notNull(),
  },
  table => [primaryKey({ columns: [table.orderId, table.productId], name: 'order_details_pkey' })],
);

export const orders = pgTable('orders', {
  orderId: smallint('order_id').primaryKey(),
  customerId: varchar('customer_id', { length: 5 }).references(() => customers.customerId),
  employeeId: smallint('employee_id').references(() => employees.employeeId),
  orderDate: date('order_date'),
  requiredDate: date('required_date'),
  shippedDate: date('shipped_date'),
  shipVia: smallint('ship_via').references(() => shippers.shipperId),
  freight: real(),
  shipName: varchar('ship_name', { length: 40 }),
  shipAddress: varchar('ship_address', { length: 60 }),
  shipCity: varchar('ship_city', { length: 15 }),
  shipRegion: varchar('ship_region', { length: 15 }),
  shipPostalCode: varchar('ship_postal_code', { length: 10 }),
  shipCountry: varchar('ship_country', { length: 15 }),
});

export const products = pgTable('products', {
  productId: smallint('product_id').primaryKey(),
  productName: varchar('product_name', { length: 40 }).notNull(),
  supplierId: smallint('supplier_id').references(() => suppliers.supplierId),
  categoryId: smallint('category_id').references(() => categories.categoryId),
  quantityPerUnit: varchar('quantity_per_unit', { length: 20 }),
  unitPrice: real('unit_price'),
  unitsInStock: smallint('units_in_stock'),
  unitsOnOrder: smallint('units_on_order'),
  reorderLevel: smallint('reorder_level'),
  discontinued: integer().notNull(),
});

export const region = pgTable('region', {
  regionId: smallint('region_id').primaryKey(),
  regionDescription: varchar('region_description', { length: 60 }).notNull(),
});

export const shippers = pgTable('shippers', {
  shipperId: smallint('shipper_id').primaryKey(),
  companyName: varchar('company_name', { length: 40 }).notNull(),
  phone: varchar({ length: 24 }),
});

export const suppliers = pgTable('suppliers', {
  supplierId: smallint('supplier_id').primaryKey(),
  companyName: varchar('company_name', { length: 40 }).notNull(),
  contactName: varchar('contact_name', { length: 30 }),
  contactTitle: varchar('contact_title', { length: 30 }),
  address: varchar({ length: 60 }),
  city: varchar({ length: 15 }),
  region: varchar({ length: 15 }),
  postalCode: varchar('postal_code', { length: 10 }),
  country: varchar({ length: 15 }),
  phone: varchar({ length: 24 }),
  fax: varchar({ length: 24 }),
  homepage: text(),
});

export const territories = pgTable('territories', {
  territoryId: varchar('territory_id', { length: 20 }).primaryKey(),
  territoryDescription: varchar('territory_description', { length: 60 }).notNull(),
  regionId: smallint('region_id')
    .notNull()
    .references(() => region.regionId),
});

export const usStates = pgTable('us_states', {
  stateId: smallint('state_id').primaryKey(),
  stateName: varchar('state_name', { length: 100 }),
  stateAbbr: varchar('state_abbr', { length: 2 }),
  stateRegion: varchar('state_region', { length: 50 }),
});
