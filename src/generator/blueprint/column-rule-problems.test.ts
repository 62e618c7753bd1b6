import { defineRelations, sql, type TablesRelationalConfig } from 'drizzle-orm';
import { integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../rules/rule.ts';
import { BlueprintError, buildBlueprint } from './build-blueprint.ts';
import type { Rules, TableRules } from './table-rules.ts';

const towns = pgTable('towns', { id: uuid().primaryKey(), zip: text().notNull(), code: text().notNull() });
const authors = pgTable('authors', {
  id: uuid().primaryKey(),
  mail: text(),
  zip: text(),
  pen: text().unique(),
});
const notes = pgTable('notes', {
  id: uuid().primaryKey(),
  body: text().notNull(),
  size: integer().generatedAlwaysAs(sql`length(body)`),
  state: text(),
  team: uuid(),
  writer: uuid(),
  pen: text().references(() => authors.pen),
  gone: timestamp(),
});
const tags = pgTable('tags', { note: uuid(), town: uuid(), at: text() }, t => [
  primaryKey({ columns: [t.note, t.town] }),
]);
const relations = defineRelations({ towns, authors, notes, tags }, r => ({
  authors: {
    town: r.one.towns({ from: r.authors.zip, to: r.towns.zip }),
    open: r.many.notes({ from: r.authors.id, to: r.notes.writer, where: { state: 'open' } }),
  },
  notes: {
    towns: r.many.towns({ from: r.notes.id.through(r.tags.note), to: r.towns.id.through(r.tags.town) }),
  },
}));

const everything: AnyRule = { kind: 'all', of: [] };
const nothing: AnyRule = { kind: 'any', of: [] };
const me: AnyRule = { kind: 'isViewers', column: 'id', value: 'one' };

function problemsOf(rules: Rules): readonly string[] {
  const open = { read: everything };
  try {
    buildBlueprint({
      relations: relations as unknown as TablesRelationalConfig,
      rules: { towns: open, authors: open, notes: open, tags: open, ...rules },
      descriptions: { table: () => undefined, enum: () => undefined, constraints: new Map() },
      shapes: () => new Map(),
      viewer: {
        name: 'viewer',
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
}

const ofNotes = (columns: TableRules['columns'], rest: Partial<TableRules> = {}) =>
  problemsOf({ notes: { read: everything, columns: columns!, ...rest } });
const refusal = (column: string, reason: string) =>
  `Column "${column}" has a read rule of its own, ${reason}, which would tell it all the same. Leave the rule out of "columns", or let "read" of the table keep whole rows from who may not know it.`;

describe('a read rule of a column stops the start where something else would tell the column', () => {
  it.each<[string, string, Rules]>([
    [
      'notes.gone',
      'and marks deleted rows',
      {
        notes: {
          read: everything,
          softDelete: { column: 'gone', restore: me },
          columns: { gone: { read: me } },
        },
      },
    ],
    [
      'notes.team',
      'and says whose rows are',
      { notes: { read: { kind: 'inSet', column: 'team', set: 'many' }, columns: { team: { read: me } } } },
    ],
    [
      'notes.pen',
      'and is part of a foreign key',
      { notes: { read: everything, columns: { pen: { read: me } } } },
    ],
    [
      'authors.pen',
      'and is part of a foreign key',
      { authors: { read: everything, columns: { pen: { read: me } } } },
    ],
    [
      'authors.zip',
      'and relation "authors.town" leads by it',
      { authors: { read: everything, columns: { zip: { read: me } } } },
    ],
    [
      'towns.zip',
      'and relation "authors.town" leads by it',
      { towns: { read: everything, columns: { zip: { read: me } } } },
    ],
    [
      'notes.writer',
      'and relation "authors.open" leads by it',
      { notes: { read: everything, columns: { writer: { read: me } } } },
    ],
    [
      'notes.state',
      'and relation "authors.open" leads by it',
      { notes: { read: everything, columns: { state: { read: me } } } },
    ],
  ])('%s, %s', (column, reason, rules) => {
    expect(problemsOf(rules)).toEqual([refusal(column, reason)]);
  });

  it('as do the columns of a table that joins others', () => {
    const read: AnyRule = { kind: 'isNull', column: 'at' };
    expect(problemsOf({ tags: { read: everything, columns: { note: { read }, town: { read } } } })).toEqual(
      ['note', 'town'].flatMap(key => [
        refusal(`tags.${key}`, 'and rows are named by it'),
        refusal(`tags.${key}`, 'and relation "notes.towns" leads by it'),
      ]),
    );
  });

  it('and not where nothing does, nor where the rule is about who sets it', () => {
    const write = { update: everything };
    expect(
      ofNotes({ body: { read: me, write: me }, team: { read: me }, pen: { write: me } }, { write }),
    ).toEqual([]);
    expect(problemsOf({ tags: { read: everything, columns: { at: { read: everything } } } })).toEqual([]);
  });
});

describe('a value that is shown in place of the stored one', () => {
  const shownAs = ["'one'"];

  it('stops the start where something goes by the stored one', () => {
    expect(ofNotes({ state: { shownAs } })).toEqual([
      'Column "notes.state" is shown as another value than is stored, and relation "authors.open" leads by it, which goes by the stored one. Leave "shownAs" out, or hide the column and add a computed field.',
    ]);
    expect(ofNotes({ body: { shownAs } })).toEqual([]);
  });

  it('is never set by clients, so that a column that must have one stops the start too', () => {
    expect(ofNotes({ body: { shownAs } }, { write: { create: everything } })).toEqual([
      expect.stringContaining('Column "notes.body" must have a value, and nothing gives it one'),
    ]);
  });
});

describe('rules of columns stop the start', () => {
  it('of columns that are not there, or that nobody meets', () => {
    expect(ofNotes({ colour: { read: me }, body: { write: me } }, { hidden: ['body'] })).toEqual([
      'The policy of table "notes" names a column "colour" that the table does not have.',
      'Column "notes.body" is hidden, and has rules in "columns" of the policy: nobody meets it. Leave one of the two out.',
    ]);
  });

  it('that name what is not there', () => {
    const rule: AnyRule = { kind: 'isNull', column: 'colour' };
    const named = (kind: string) =>
      `The ${kind} rule of column "body" of table "notes" names a column "colour" that the table does not have.`;
    expect(ofNotes({ body: { read: rule, write: rule } }, { write: { update: everything } })).toEqual([
      named('read'),
      named('write'),
    ]);
  });

  it('by which no row could be made: nobody gives a column what it must have', () => {
    const unfilled =
      'Column "notes.body" must have a value, and nothing gives it one when a row is made: let clients set it, name it in "set" of the write policy, or give it a default in the database.';
    const write = { create: everything };
    expect(ofNotes({ body: { write: nothing } }, { write })).toEqual([unfilled]);
    expect(ofNotes({ body: { write: { kind: 'all', of: [me, nothing] } } }, { write })).toEqual([unfilled]);
    expect(ofNotes({ state: { write: nothing } }, { write })).toEqual([]);
  });

  it('that ask a new row for what it does not have yet', () => {
    const rule: AnyRule = { kind: 'isNull', column: 'size' };
    expect(ofNotes({ team: { write: rule } }, { write: { create: everything } })).toEqual([
      'The write rule of column "team" of table "notes" asks for column "size", which PostgreSQL fills when the row is stored: ask for the columns that it is filled from.',
    ]);
    expect(ofNotes({ team: { read: rule, write: rule } }, { write: { update: everything } })).toEqual([]);
  });
});
