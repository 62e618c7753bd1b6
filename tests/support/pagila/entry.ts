/** A chain of stores that rent out films: what of its pulled tables is served, and what clients may do with them. */
import { everyone, generateApi, without } from '../../../src/entry.ts';
import { relations } from './relations.ts';

const write = { create: everyone, update: everyone, delete: everyone };
const open = { read: everyone, write };

/** Without partitions, and without what was found through tables that hold a pair many times. */
const served = without(relations, {
  tables: ['paymentP202201', 'paymentP202202'],
  relations: {
    address: ['storesViaCustomer', 'storesViaStaff', 'staff'],
    film: ['stores'],
    staff: ['addresses'],
    store: ['addressesViaCustomer', 'addressesViaStaff', 'films'],
  },
});
const rented = { customer: open, inventory: open, payment: open, rental: open, store: open };
const described = { actor: open, category: open, filmActor: open, filmCategory: open, language: open };

export const buildPagila = () =>
  generateApi({
    relations: served,
    columnTypes: { year: 'integer', tsvector: 'opaque' },
    words: {
      customerList: { names: { type: 'CustomerLine' } },
      filmList: { names: { type: 'FilmLine' } },
      staff: { names: { many: 'staffMembers' } },
    },
    policy: {
      ...{ ...rented, ...described, address: open, city: open, country: open },
      film: { read: everyone, write: { ...write, filled: ['fulltext', 'lastUpdate'] } },
      staff: { read: everyone, hidden: ['password'], write },
      customerList: { read: everyone, key: ['id'] },
      filmList: { read: everyone, key: ['fid'] },
      rentalByCategory: { read: everyone, key: ['category'] },
    },
  });
