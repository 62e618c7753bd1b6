import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../rules/rule.ts';
import { BlueprintError, buildBlueprint } from './build-blueprint.ts';
import type { TableRules } from './table-rules.ts';

const doors = pgTable('doors', { id: uuid().primaryKey().defaultRandom(), name: text() });
const keys = pgTable('keys', {
  id: uuid().primaryKey().defaultRandom(),
  door: uuid().references(() => doors.id),
  digest: text().notNull(),
  start: text().notNull(),
  lost: timestamp(),
  made: timestamp().notNull(),
});
const relations = defineRelations({ doors, keys }, r => ({
  doors: { keys: r.many.keys({ from: r.doors.id, to: r.keys.door }) },
}));
const everyone: AnyRule = { kind: 'all', of: [] };
const issues = { prefix: 'k_', hash: 'digest', start: 'start' };
const write = { create: everyone, update: everyone, issues, marks: { lose: 'lost' } };

const problemsOf = (rules: { doors?: TableRules; keys?: Partial<TableRules> }): readonly string[] => {
  try {
    buildBlueprint({
      relations: relations as unknown as TablesRelationalConfig,
      rules: {
        doors: { read: everyone, ...rules.doors },
        keys: { read: everyone, hidden: ['digest'], write, ...rules.keys },
      },
      descriptions: {
        table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
        enum: () => undefined,
        constraints: new Map(),
      },
      shapes: () => new Map(),
      viewer: { name: 'viewer', columns: {} },
    });
    return [];
  } catch (error) {
    if (error instanceof BlueprintError) return error.problems;
    throw error;
  }
};

describe('a table whose rows have secrets', () => {
  it('is fine where the hash is hidden and rows are made by themselves', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('is refused where the hash is shown, nobody makes rows, or another table makes them', () => {
    expect(problemsOf({ keys: { hidden: [] } })).toEqual([
      'The write policy of table "keys" issues secrets: their hash "digest" has to be hidden.',
    ]);
    expect(problemsOf({ keys: { write: { update: everyone, issues } } })).toEqual([
      'The write policy of table "keys" issues secrets, and grants no "create" that would show them.',
    ]);
    const owns = { create: everyone, update: everyone, owns: ['keys'] };
    expect(problemsOf({ doors: { read: everyone, write: owns } })).toEqual([
      'The write policy of table "keys" issues secrets, and table "doors" makes its rows, which would not show them.',
    ]);
  });

  it('is refused where nothing could end the row that another takes the place of', () => {
    const rotates = { ends: 'lost', longest: 60, rule: everyone };
    expect(problemsOf({ keys: { write: { ...write, issues: { ...issues, rotates } } } })).toEqual([
      'The write policy of table "keys" issues secrets that rotate: that takes an "update" rule, and a column "lost" that new rows are given.',
    ]);
  });

  it('is refused where a mark is no point in time, cannot be missing, or nobody may set it', () => {
    const why = (mark: string) =>
      `The write policy of table "keys" marks rows by "lose", which takes an "update" rule, and a column "${mark}" for a point in time that may be null.`;
    for (const mark of ['door', 'made', 'digest'])
      expect(problemsOf({ keys: { write: { ...write, marks: { lose: mark } } } }), mark).toContain(why(mark));
    expect(problemsOf({ keys: { write: { create: everyone, issues, marks: { lose: 'lost' } } } })).toEqual([
      why('lost'),
    ]);
  });

  it('is refused where it names a column that there is not', () => {
    expect(problemsOf({ keys: { write: { ...write, marks: { lose: 'gone' } } } })[0]).toBe(
      'The write policy of table "keys" names a column "gone" that it does not have.',
    );
  });
});
