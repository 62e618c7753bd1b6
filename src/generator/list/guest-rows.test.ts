import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { pgSchema, pgTable, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { BlueprintError, buildBlueprint } from '../blueprint/build-blueprint.ts';
import type { ViewerBlueprint } from '../blueprint/viewer-blueprint.ts';
import type { AnyRule } from '../rules/rule.ts';
import { askedOfGuests, guestTables } from './guest-rows.ts';

const rooms = pgTable('rooms', { id: uuid().primaryKey(), house: uuid() });
const houses = pgTable('houses', { id: uuid().primaryKey() });
const kept = pgSchema('kept').table('papers', { id: uuid().primaryKey() });
const everyone: AnyRule = { kind: 'all', of: [] };
const ofHouse: AnyRule = { kind: 'isViewers', column: 'house', value: 'guestOf' };
const viewer: ViewerBlueprint = {
  name: 'viewer',
  guest: 'guestOf',
  columns: { guestOf: { sqlName: 'guest_of', sqlType: 'uuid', set: false, meaning: 'the house' } },
};

const built = (guests?: AnyRule, of: ViewerBlueprint = viewer, schema = {}) => {
  const relations = defineRelations({ rooms, houses, ...schema }, r => ({
    rooms: { in: r.one.houses({ from: r.rooms.house, to: r.houses.id }) },
  })) as unknown as TablesRelationalConfig;
  return buildBlueprint({
    relations,
    rules: {
      ...Object.fromEntries(Object.keys(relations).map(table => [table, { read: everyone }])),
      rooms: { read: everyone, ...(guests && { guests }) },
    },
    descriptions: {
      table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
      enum: () => undefined,
      constraints: new Map(),
    },
    shapes: () => new Map(),
    viewer: of,
  });
};
const problems = (...input: Parameters<typeof built>): readonly string[] => {
  try {
    built(...input);
    return [];
  } catch (error) {
    if (error instanceof BlueprintError) return error.problems;
    throw error;
  }
};

describe('what guests meet', () => {
  it('are tables of the same names with those rows alone, and none of a table whose policy says nothing', () => {
    const blueprint = built(ofHouse);
    expect(guestTables(blueprint)).toBe(
      '"rooms" as not materialized (select * from "rooms" as "@g" where "@g"."house" = (select "guest_of" from "viewer")), ' +
        '"houses" as not materialized (select * from "houses" as "@g" where false)',
    );
    expect([...askedOfGuests(blueprint)]).toEqual(['guestOf']);
  });

  it('is refused where viewers do not say who is a guest, or by what there is not', () => {
    const { guest, ...without } = viewer;
    expect(problems(ofHouse, without)).toEqual([
      'The policy of table "rooms" has a rule for guests, and viewers say by no "guest" who is one.',
    ]);
    expect(problems(ofHouse, { ...viewer, guest: 'nothing' })).toEqual([
      'Guests are told by "nothing", which is no single value of the viewer\'s row.',
    ]);
    expect(guest).toBe('guestOf');
  });

  it('is refused where a rule looks at other rows, and where names of tables do not stand alone', () => {
    const looks: AnyRule = { kind: 'related', relation: 'in', rule: everyone };
    expect(problems({ kind: 'any', of: [ofHouse, looks] })).toEqual([
      'The rule for guests of table "rooms" looks at more than the row itself and the viewer.',
    ]);
    expect(problems(ofHouse, viewer, { kept })).toEqual([
      'Table "kept" is in a schema of its own, where guests cannot be kept from its rows.',
    ]);
  });
});
