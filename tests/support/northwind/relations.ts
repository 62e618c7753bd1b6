/**
 * The relations that `drizzle-kit pull` found between the tables of northwind.
 */
import { defineRelations } from 'drizzle-orm';
import * as schema from './schema.ts';

export const relations = defineRelations(schema, r => ({
  customers: {
    customerDemographics: r.many.customerDemographics({
      from: r.customers.customerId.through(r.customerCustomerDemo.customerId),
      to: r.customerDemographics.customerTypeId.through(r.customerCustomerDemo.customerTypeId),
    }),
    orders: r.many.orders(),
  },
  customerDemographics: {
    customers: r.many.customers(),
  },
  employees: {
    territories: r.many.territories({
      from: r.employees.employeeId.through(r.employeeTerritories.employeeId),
      to: r.territories.territoryId.through(r.employeeTerritories.territoryId),
    }),
    employee: r.one.employees({
      from: r.employees.reportsTo,
      to: r.employees.employeeId,
      alias: 'employees_reportsTo_employees_employeeId',
    }),
    employees: r.many.employees({
      alias: 'employees_reportsTo_employees_employeeId',
    }),
    orders: r.many.orders(),
  },
  territories: {
    employees: r.many.employees(),
    region: r.one.region({
      from: r.territories.regionId,
      to: r.region.regionId,
    }),
  },
  orders: {
    products: r.many.products({
      from: r.orders.orderId.through(r.orderDetails.orderId),
      to: r.products.productId.through(r.orderDetails.productId),
    }),
    customer: r.one.customers({
      from: r.orders.customerId,
      to: r.customers.customerId,
    }),
    employee: r.one.employees({
      from: r.orders.employeeId,
      to: r.employees.employeeId,
    }),
    shipper: r.one.shippers({
      from: r.orders.shipVia,
      to: r.shippers.shipperId,
    }),
  },
  products: {
    orders: r.many.orders(),
  },
  shippers: {
    orders: r.many.orders(),
  },
  categories: {
    suppliers: r.many.suppliers({
      from: r.categories.categoryId.through(r.products.categoryId),
      to: r.suppliers.supplierId.through(r.products.supplierId),
    }),
  },
  suppliers: {
    categories: r.many.categories(),
  },
  region: {
    territories: r.many.territories(),
  },
}));
