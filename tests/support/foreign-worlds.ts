/** The foreign schemas that every suite of reads, pages, rules and writes is run on. */
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
