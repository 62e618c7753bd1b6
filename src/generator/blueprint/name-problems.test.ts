import { defineRelations, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { bigint, pgEnum, pgSchema, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { BlueprintError, type BlueprintInput, buildBlueprint } from './build-blueprint.ts';
import type { Rules, TableRules } from './table-rules.ts';

const id = () => uuid().primaryKey();
const open: TableRules = { read: { kind: 'all', of: [] } };
const nothing = { table: () => undefined, enum: () => undefined, constraints: new Map<string, string>() };

function problemsOf(
  tables: Record<string, Table>,
  rules: Rules,
  descriptions: BlueprintInput['descriptions'] = nothing,
): readonly string[] {
  const relations = defineRelations(tables as never) as unknown as TablesRelationalConfig;
  try {
    buildBlueprint({
      relations,
      rules,
      descriptions,
      shapes: () => new Map(),
      viewer: { name: 'viewer', columns: {} },
    });
    return [];
  } catch (error) {
    if (error instanceof BlueprintError) return error.problems;
    throw error;
  }
}

describe('a name that GraphQL or the API keeps for itself:', () => {
  const always = { kind: 'all', of: [] } as const;
  const written: TableRules = { ...open, write: { create: always, update: always, delete: always } };
  const columnNamed = (name: string) =>
    problemsOf(
      { notes: pgTable('notes', { id: id(), [name]: text(), updatedAt: timestamp() }) },
      {
        notes: written,
      },
    );

  it.each(['AND', 'OR', 'NOT'])('a column %s', name => {
    expect(columnNamed(name)).toEqual([
      `The filter of Note "${name}" is claimed by the API itself and by column "notes.${name}": rename one of them.`,
    ]);
  });

  it.each(['uuid', 'ifUpdatedAt', '__typename', '__proto', '1st', 'a b', '', 'constructor', 'toString'])(
    'a column %j',
    name => {
      const problems = columnNamed(name);
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems)
        expect(problem).toMatch(
          /is claimed by|which GraphQL does not allow|which JavaScript keeps for itself/,
        );
    },
  );

  it.each(['clientMutationId', '_id', 'where', 'type'])('but not a column %s', name => {
    expect(columnNamed(name)).toEqual([]);
  });

  it.each(['userErrors', 'query', 'queries', 'mutation', 'node', 'pageInfo', 'strings', 'clientKeys'])(
    'a table %s',
    name => {
      const problems = problemsOf(
        { [name]: pgTable('t', { id: id(), a: text(), b: bigint({ mode: 'number' }) }) },
        {
          [name]: written,
        },
      );
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toMatch(/is claimed by/);
    },
  );

  it('unless the words of the table or column give it another', () => {
    const query = pgTable('query', { id: id(), AND: text(), constructor: text() });
    const names = {
      type: 'SavedQuery',
      one: 'savedQuery',
      many: 'savedQueries',
      columns: { AND: 'and', constructor: 'maker' },
    };
    expect(problemsOf({ query }, { query: written })).not.toEqual([]);
    expect(problemsOf({ query }, { query: written }, { ...nothing, table: () => ({ names }) })).toEqual([]);
  });

  it('a label without a name, and labels of one name', () => {
    const mood = pgEnum('Mood', ['', 'in progress', 'IN_PROGRESS', '1st', 'true', 'null', '__x']);
    const notes = pgTable('notes', { id: id(), mood: mood() });
    expect(problemsOf({ notes }, { notes: open })).toEqual([
      'The value of enum "Mood" "IN_PROGRESS" is claimed by label "in progress" and by label "IN_PROGRESS": rename one of them.',
      'Label "" of enum "Mood" would need the name "", which GraphQL does not allow: give it another in its words.',
    ]);
    const values = { '': 'NONE', IN_PROGRESS: 'BUSY' };
    const named = { ...nothing, enum: () => ({ names: { values } }) };
    expect(problemsOf({ notes }, { notes: open }, named)).toEqual([]);
    const wrong = {
      ...nothing,
      enum: () => ({ names: { type: 'a b', values: { ...values, '1st': 'true' } } }),
    };
    expect(problemsOf({ notes }, { notes: open }, wrong)).toEqual([
      'Enum "Mood" would need the name "a b", which GraphQL does not allow: give it another in its words.',
      'Label "1st" of enum "Mood" would need the name "true", which GraphQL does not allow: give it another in its words.',
    ]);
  });

  it('enums of one name in two schemas, unless one is named otherwise', () => {
    const [a, b] = ['a', 'b'].map(name => pgSchema(name).enum('state', ['x']));
    const notes = pgTable('notes', { id: id(), one: a!(), other: b!() });
    expect(problemsOf({ notes }, { notes: open })).toEqual([
      'The type "State" is claimed by enum "a"."state" and by enum "b"."state": rename one of them.',
    ]);
    const descriptions = {
      ...nothing,
      enum: (_: string, schema: string | undefined) => ({ names: { type: `State${schema}` } }),
    };
    expect(problemsOf({ notes }, { notes: open }, descriptions)).toEqual([]);
  });
});

it('words about what a table or an enum does not have are refused', () => {
  const mood = pgEnum('mood', ['ok']);
  const notes = pgTable('notes', { id: id(), mood: mood() });
  const descriptions = {
    ...nothing,
    table: () => ({
      columns: { mod: 'How.' },
      names: { columns: { mod: 'm' } },
      deprecated: { page: 'Old.' },
    }),
    enum: () => ({ names: { values: { okay: 'OK' } } }),
  };
  expect(problemsOf({ notes }, { notes: open }, descriptions)).toEqual([
    'The words of table "notes" are about "mod", which it does not have.',
    'The words of table "notes" are about "page", which it does not have.',
    'The words of enum "mood" are about "okay", which it does not have.',
  ]);
});

it('a policy that says what no array is without nulls is refused', () => {
  const notes = pgTable('notes', { id: id(), tags: text().array(), note: text() });
  const rules = { notes: { ...open, withoutNulls: ['tags', 'note', 'tagz'] } };
  expect(problemsOf({ notes }, rules)).toEqual([
    'The policy of table "notes" names a column "tagz" that the table does not have.',
    'The policy of table "notes" names column "note" in "withoutNulls", which is no array.',
  ]);
});
