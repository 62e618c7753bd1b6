/**
 * A trader in food: what of its tables is served, and what clients may do with them.
 * Beside tables and relations as `drizzle-kit pull` wrote them.
 */
import { everyone, generateApi, without } from '../../../src/entry.ts';
import { relations } from './relations.ts';

const open = { read: everyone, write: { create: everyone, update: everyone, delete: everyone } };
/** Of pairs that are there or not. */
const pairs = { read: everyone, write: { create: everyone, delete: everyone } };

export const buildNorthwind = () =>
  generateApi({
    // Found through products, of which a supplier has many in a category.
    relations: without(relations, { relations: { categories: ['suppliers'], suppliers: ['categories'] } }),
    policy: {
      ...{ categories: open, customerDemographics: open, customers: open, employees: open, orders: open },
      ...{ orderDetails: open, products: open, region: open, shippers: open, suppliers: open },
      ...{ territories: open, usStates: open },
      customerCustomerDemo: pairs,
      employeeTerritories: pairs,
    },
  });
