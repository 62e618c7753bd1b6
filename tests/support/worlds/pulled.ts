/**
 * Pagila and Northwind, as they were pulled: nobody is told from anybody else, and everyone may do what can be done at all.
 */
import { readFileSync } from 'node:fs';
import type { ServableApi } from '../../../src/server/connect-api.ts';
import type { TableTruth, WorldPlan } from '../foreign-world.ts';
import { buildNorthwind } from '../northwind/entry.ts';
import { buildPagila } from '../pagila/entry.ts';

const tablesOf = (name: string) => readFileSync(new URL(`../${name}/tables.sql`, import.meta.url), 'utf8');

const open = (api: ServableApi): Readonly<Record<string, TableTruth>> =>
  Object.fromEntries(
    Object.keys(api.blueprint.types).map(table => [
      table,
      { sees: 'true', creates: 'true', updates: 'true', deletes: 'true' },
    ]),
  );

const plan = (title: string, name: string, api: ServableApi): WorldPlan => ({
  title,
  isPulled: true,
  ignored: ['lastUpdate'],
  api,
  ddl: { owner: tablesOf(name) },
  viewers: { anyone: { facts: {} } },
  tables: open(api),
});

export const pagila = plan('of Pagila', 'pagila', buildPagila());
export const northwind = plan('of Northwind', 'northwind', buildNorthwind());
