/**
 * The foreign schemas that the suites of rules, filters, pages and writes are run on: integer, composite and text keys, views, two
 * PostgreSQL schemas, every type of columns, no times, no policy, and databases as they were pulled.
 * Rows are marked as deleted, and restored, of shops (`deleted_at`) and of the press house (`withdrawn_on`): elsewhere they go for good.
 * Rows are written with rows that belong to them of the music store, the shops, the press house and the ledger: pulled tables own none.
 * Nothing is written of the ledger without a policy: it has no mutations.
 */
import { columnTypes } from './worlds/column-types.ts';
import { closedLedger, ledger } from './worlds/ledger.ts';
import { musicStore } from './worlds/music-store.ts';
import { press } from './worlds/press.ts';
import { northwind, pagila } from './worlds/pulled.ts';
import { textKeys } from './worlds/text-keys.ts';

export const foreignWorlds = [
  musicStore,
  textKeys,
  press,
  columnTypes,
  ledger,
  closedLedger,
  pagila,
  northwind,
] as const;
