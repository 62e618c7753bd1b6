/**
 * The policy matrix on tables of others: every viewer at every door to every table, against conditions in plain SQL.
 * Which schemas there are, and what holds in each, is told with them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { foreignWorld, type PlainRow } from './support/foreign-world.ts';
import { foreignWorlds } from './support/foreign-worlds.ts';
import { describePolicyMatrix } from './support/policy-matrix.ts';
import type { OracleRow } from './support/policy-oracle.ts';
import { isLong } from './support/scale.ts';

/** Of pulled tables everyone sees everything; pulled-schemas.test.ts reads them by most doors in a usual run. */
const worlds = foreignWorlds.filter(({ isPulled }) => isLong || !isPulled);

describe.each(worlds)('tables $title', plan => {
  const world = foreignWorld(plan);
  const rows = new Map<string, readonly PlainRow[]>();
  const rowsOf = (table: string) => rows.get(table)!;
  const plain = (row: OracleRow) => row as PlainRow;

  beforeAll(async () => {
    await world.open();
    for (const type of world.types) rows.set(type.table, await world.rowsOf(type));
  });
  afterAll(() => world.close());

  it('have rows that somebody sees and somebody does not, wherever rules tell them apart', () => {
    const isOpen = (text: string) => text === 'true' || text === 'false';
    for (const { table } of world.types.filter(type => !isOpen(plan.tables[type.table]!.sees))) {
      const outcomes = rowsOf(table).flatMap(({ sees }) => Object.values(sees));
      expect(new Set(outcomes), table).toEqual(new Set([true, false]));
    }
    expect(Object.keys(plan.tables).sort()).toEqual(world.types.map(({ table }) => table).sort());
  });

  it('have rules for columns where their truth tells of some, in rows of both kinds', () => {
    const restricted = ({ columns }: TypeBlueprint) =>
      columns.flatMap(column => (column.restricted ? [column.key] : []));
    for (const type of world.types)
      expect(restricted(type), type.table).toEqual(
        expect.arrayContaining(Object.keys(plan.tables[type.table]!.knows ?? {})),
      );
  });

  describePolicyMatrix({
    blueprint: world.blueprint,
    relations: plan.api.relations,
    viewers: world.viewers,
    ask: world.ask,
    rows: rowsOf,
    sees: (viewer, _, row) => plain(row).sees[viewer]!,
    restores: (viewer, _, row) => plain(row).restores[viewer]!,
    leadsToDeleted: () => {
      throw new Error('No join table of these leads to rows that may be deleted.');
    },
    knows: (viewer, _, key, row) => plain(row).knows[key]?.[viewer] ?? true,
  });
});
