import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../rules/rule.ts';
import type { TrailBlueprint } from './blueprint.ts';
import { BlueprintError, buildBlueprint } from './build-blueprint.ts';
import type { TableRules } from './table-rules.ts';

const authors = pgTable('authors', { id: uuid().primaryKey() });
const notes = pgTable('notes', { id: uuid().primaryKey(), body: text(), author: uuid(), gone: timestamp() });
const relations = defineRelations({ authors, notes }, r => ({
  notes: { writer: r.one.authors({ from: r.notes.author, to: r.authors.id }) },
}));
const everything: AnyRule = { kind: 'all', of: [] };

const problemsOf = (
  rules: TableRules,
  registry: unknown = relations,
  table = 'notes',
  trail?: TrailBlueprint,
  account?: string,
): readonly string[] => {
  try {
    buildBlueprint({
      relations: registry as TablesRelationalConfig,
      rules: { authors: { read: everything }, [table]: rules },
      trail,
      descriptions: {
        table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
        enum: () => undefined,
        constraints: new Map(),
      },
      shapes: () => new Map(),
      viewer: {
        name: 'viewer',
        ...(account === undefined ? {} : { account }),
        columns: {
          one: { sqlName: 'one', sqlType: 'uuid', set: false, meaning: 'one' },
          many: { sqlName: 'many', sqlType: 'uuid', set: true, meaning: 'many' },
        },
      },
    });
    return [];
  } catch (error) {
    if (error instanceof BlueprintError) return error.problems;
    throw error;
  }
};

describe('a rule that names what is not there stops the start, whatever kind of rule it is', () => {
  const column = 'The read rule of table "notes" names a column "colour" that the table does not have.';
  const set = (name: string) =>
    `The read rule of table "notes" asks for "${name}", which is no set of the row "viewer".`;
  const value = (name: string) =>
    `The read rule of table "notes" asks for "${name}", which is no value of the row "viewer".`;
  const wrong: readonly (readonly [rule: AnyRule, problems: readonly string[]])[] = [
    [{ kind: 'inSet', column: 'colour', set: 'few' }, [column, set('few')]],
    [{ kind: 'inSet', column: 'id', set: 'one' }, [set('one')]],
    [{ kind: 'isViewers', column: 'colour', value: 'many' }, [column, value('many')]],
    [{ kind: 'viewerHas', value: 'none' }, [value('none')]],
    [{ kind: 'isNull', column: 'colour' }, [column]],
    [
      { kind: 'related', relation: 'reader', rule: everything },
      ['The read rule of table "notes" names a relation "reader" that the table does not have.'],
    ],
    [{ kind: 'related', relation: 'writer', rule: { kind: 'isNull', column: 'colour' } }, [column]],
    [{ kind: 'all', of: [everything, { kind: 'isNull', column: 'colour' }] }, [column]],
    [{ kind: 'any', of: [{ kind: 'not', of: { kind: 'isNull', column: 'colour' } }] }, [column]],
  ];

  it.each(wrong)('%j', (read, problems) => {
    expect(problemsOf({ read })).toEqual(problems);
  });

  it('also where it is about who writes or restores', () => {
    const rule: AnyRule = { kind: 'isNull', column: 'colour' };
    const problems = problemsOf({
      read: everything,
      softDelete: { column: 'gone', restore: rule },
      write: { create: rule, update: rule, delete: rule },
    });
    expect(problems).toEqual(
      ['restore', 'create', 'update', 'delete'].map(name => column.replace('read', name)),
    );
  });
});

describe('rules that name what is there', () => {
  it('are no problem', () => {
    const read: AnyRule = {
      kind: 'any',
      of: [
        { kind: 'inSet', column: 'author', set: 'many' },
        { kind: 'related', relation: 'writer', rule: { kind: 'isViewers', column: 'id', value: 'one' } },
        { kind: 'viewerHas', value: 'one' },
        { kind: 'not', of: { kind: 'isNull', column: 'body' } },
      ],
    };
    expect(problemsOf({ read })).toEqual([]);
  });
});

describe('a rule that leads back to itself', () => {
  const tree = pgTable('tree', { id: uuid().primaryKey(), parent: uuid() });
  const nested = defineRelations({ trees: tree, authors }, r => ({
    trees: {
      above: r.one.trees({ from: r.trees.parent, to: r.trees.id, alias: 'tree' }),
      author: r.one.authors({ from: r.trees.parent, to: r.authors.id }),
    },
  }));
  const visible: AnyRule = { kind: 'visible' };

  it('is refused, as it would never end; one that asks something else of the same table is none', () => {
    const ask = (rule: AnyRule) => problemsOf({ read: rule }, nested, 'trees');
    expect(
      ask({ kind: 'any', of: [everything, { kind: 'related', relation: 'above', rule: visible }] }),
    ).toEqual([
      'The read rule of table "trees" asks whether rows may be seen that its own rule decides upon: a rule must not lead back to itself.',
    ]);
    expect(ask({ kind: 'related', relation: 'above', rule: { kind: 'isNull', column: 'parent' } })).toEqual(
      [],
    );
    expect(ask({ kind: 'related', relation: 'author', rule: visible })).toEqual([]);
  });
});

describe('a trail that keeps ids as UUIDs', () => {
  const numbers = pgTable('numbers', { id: integer().primaryKey(), shop: uuid().notNull() });
  const trail = { table: 'authors', values: { id: { from: 'event', member: 'id' } } } as const;
  const read: AnyRule = { kind: 'inSet', column: 'shop', set: 'many' };

  it('is refused where rows are written that have other keys', () => {
    const ask = (rules: TableRules) =>
      problemsOf(rules, defineRelations({ numbers, authors }), 'numbers', trail);
    expect(ask({ read, write: { create: read } })).toEqual([
      'The trail keeps which row was written in column "authors.id" of type uuid, which holds no key (id) of table "numbers": make it text.',
    ]);
    expect(ask({ read })).toEqual([]);
    expect(ask({ read: everything, write: { create: everything } })).toEqual([]);
  });
});

describe('an account of viewers', () => {
  it('is told by a value of their row', () => {
    const found = (account: string) =>
      problemsOf({ read: everything }, relations, 'notes', undefined, account);
    expect(found('one')).toEqual([]);
    for (const account of ['many', 'none'])
      expect(found(account)).toEqual([
        `The account of viewers is told by "${account}", which is no value of the row "viewer".`,
      ]);
  });
});
