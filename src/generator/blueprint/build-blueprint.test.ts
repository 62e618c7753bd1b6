import { defineRelations, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import {
  bytea,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  serial,
  snakeCase,
  text,
  time,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { BlueprintError, buildBlueprint } from './build-blueprint.ts';
import type { Rules, TableRules } from './table-rules.ts';

const id = () => uuid().primaryKey();
const open: TableRules = { read: { kind: 'all', of: [] } };
const none = () => new Map();
const viewer = { name: 'viewer', columns: {} };
const everything = {
  table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
  enum: () => ({ meaning: 'Values.', values: {} }),
  constraints: new Map<string, string>(),
};

function problemsOf(relations: unknown, rules: Rules): readonly string[] {
  try {
    buildBlueprint({
      relations: relations as TablesRelationalConfig,
      rules,
      descriptions: everything,
      shapes: none,
      viewer,
    });
    return [];
  } catch (error) {
    if (error instanceof BlueprintError) return error.problems;
    throw error;
  }
}

const only = (tables: Record<string, Table>) => defineRelations(tables as never);

describe('the Blueprint is refused, with table and column, for', () => {
  it('a table without a policy entry', () => {
    const notes = pgTable('notes', { id: id() });
    expect(problemsOf(only({ notes }), {})).toEqual([
      expect.stringMatching(/^Table "notes" has no policy entry/),
    ]);
  });

  it('a column type that has no scalar', () => {
    const notes = pgTable('notes', { id: id(), raw: bytea(), grid: text().array('[][]' as never) });
    expect(problemsOf(only({ notes }), { notes: open })).toEqual([
      expect.stringMatching(/^Column "notes\.raw" has the type PgBytea, which the API has no scalar for/),
      expect.stringMatching(/^Column "notes\.grid" has the type PgText\[\]\[\]/),
    ]);
    expect(problemsOf(only({ notes }), { notes: { ...open, hidden: ['raw', 'grid'] } })).toEqual([]);
  });

  it('a time of day with a zone, which the scalar of times cannot show', () => {
    const notes = pgTable('notes', { id: id(), at: time({ withTimezone: true }), local: time() });
    expect(problemsOf(only({ notes }), { notes: open })).toEqual([
      expect.stringMatching(
        /^Column "notes\.at" has the type PgTime \(time with time zone\), which the API has no scalar for/,
      ),
    ]);
  });

  it('a missing primary key, one of several columns, and one that is no uuid', () => {
    const bare = pgTable('bare', { name: text() });
    const pair = pgTable('pair', { a: uuid(), b: uuid() }, t => [primaryKey({ columns: [t.a, t.b] })]);
    const numbered = pgTable('numbered', { id: integer().primaryKey() });
    expect(problemsOf(only({ bare, pair, numbered }), { bare: open, pair: open, numbered: open })).toEqual([
      expect.stringMatching(/^Table "bare" has no primary key/),
      expect.stringMatching(/^Table "pair" has a primary key of several columns/),
      expect.stringMatching(/^Table "numbered" has a primary key "id" that is not a uuid/),
    ]);
  });

  it('a column named like a secret that is neither hidden nor declared harmless', () => {
    const logins = snakeCase.table('logins', {
      id: id(),
      passwordHash: text(),
      apiKey: text(),
      resetToken: text(),
      apiKeyId: uuid(),
    });
    expect(problemsOf(only({ logins }), { logins: open })).toEqual(
      ['passwordHash', 'apiKey', 'resetToken'].map(key =>
        expect.stringMatching(new RegExp(`^Column "logins\\.${key}" is named like a secret`)),
      ),
    );
    const listed = { ...open, hidden: ['passwordHash', 'apiKey'], notSecret: ['resetToken'] };
    expect(problemsOf(only({ logins }), { logins: listed })).toEqual([]);
  });

  it('a policy entry that names a column which is not there', () => {
    const notes = pgTable('notes', { id: id() });
    expect(problemsOf(only({ notes }), { notes: { ...open, hidden: ['secret'] } })).toEqual([
      'The policy of table "notes" names a column "secret" that the table does not have.',
    ]);
  });

  it('names that two things would share', () => {
    const state = pgEnum('note', ['a-b', 'a_b']);
    const notes = pgTable('notes', { id: id(), uuid: text(), state: state() });
    const noteEdges = pgTable('note_edges', { id: id() });
    const news = pgTable('news', { id: id() });
    const problems = problemsOf(only({ notes, noteEdges, news }), {
      notes: open,
      noteEdges: open,
      news: open,
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('type "Note" is claimed by enum "Note" and by table "notes"'),
        expect.stringContaining('type "NoteEdge" is claimed by table "notes" and by table "noteEdges"'),
        expect.stringContaining('root field "news" is claimed twice by table "news"'),
        expect.stringContaining(
          'field of Note "uuid" is claimed by column "notes.id" and by column "notes.uuid"',
        ),
        expect.stringContaining('value of Note "A_B" is claimed by label "a-b" and by label "a_b"'),
      ]),
    );
  });

  it('a many-to-many relation whose join table may hold a pair twice', () => {
    const notes = pgTable('notes', { id: id() });
    const tags = pgTable('tags', { id: id() });
    const build = (isUnique: boolean) => {
      const noteTags = pgTable('note_tags', { id: id(), note: uuid(), tag: uuid() }, t =>
        isUnique ? [unique().on(t.note, t.tag)] : [],
      );
      return defineRelations({ notes, tags, noteTags }, r => ({
        notes: {
          tags: r.many.tags({
            from: r.notes.id.through(r.noteTags.note),
            to: r.tags.id.through(r.noteTags.tag),
          }),
        },
      }));
    };
    const rules = { notes: open, tags: open, noteTags: open };
    expect(problemsOf(build(false), rules)).toEqual([
      expect.stringMatching(
        /^Relation "notes\.tags" goes through table "note_tags", which has no unique constraint on \(note, tag\)/,
      ),
    ]);
    expect(problemsOf(build(true), rules)).toEqual([]);
  });

  it('a column that nothing gives a value when a row is made, as code is no default in the database', () => {
    const always = { kind: 'all', of: [] } as const;
    const notes = snakeCase.table('notes', {
      id: id(),
      author: text().notNull(),
      length: integer().notNull().default(0),
      shelf: text()
        .notNull()
        .$defaultFn(() => 'new'),
      page: serial(),
    });
    const rules = (write: TableRules['write']) => ({ notes: { ...open, write } }) as Rules;
    const readOnly = ['author', 'shelf', 'length', 'page'];
    expect(problemsOf(only({ notes }), rules({ create: always, readOnly }))).toEqual(
      ['author', 'shelf'].map(key =>
        expect.stringMatching(
          new RegExp(
            `^Column "notes\\.${key}" must have a value, and nothing gives it one when a row is made`,
          ),
        ),
      ),
    );
    expect(problemsOf(only({ notes }), rules({ update: always, readOnly }))).toEqual([]);
    const set = { author: { from: 'literal', text: 'x' }, shelf: { from: 'literal', text: 'y' } } as const;
    expect(problemsOf(only({ notes }), rules({ create: always, set }))).toEqual([]);
  });

  it('a table or column that nobody described', () => {
    const notes = pgTable('notes', { id: id(), text: text() });
    expect(() =>
      buildBlueprint({
        relations: only({ notes }) as unknown as TablesRelationalConfig,
        rules: { notes: open },
        descriptions: { ...everything, table: () => undefined },
        shapes: none,
        viewer,
      }),
    ).toThrow('Table "notes" has no description: add describeTable() to its file.');
  });
});

describe('the Blueprint', () => {
  const notes = snakeCase.table('notes', {
    id: id(),
    secretText: text(),
    createdAt: timestamp({ precision: 3 }),
  });
  const blueprint = buildBlueprint({
    relations: only({ notes }) as unknown as TablesRelationalConfig,
    rules: { notes: { ...open, hidden: ['secretText'] } },
    descriptions: everything,
    shapes: none,
    viewer,
  });

  it('is plain data, frozen at every depth', () => {
    expect(JSON.parse(JSON.stringify(blueprint))).toEqual(
      JSON.parse(JSON.stringify(structuredClone(blueprint))),
    );
    expect(Object.isFrozen(blueprint.types.notes!.columns[0])).toBe(true);
  });

  it('shows hidden columns to SQL only', () => {
    const { stored, ...shown } = blueprint.types.notes!;
    expect(stored.map(column => column.sqlName)).toContain('secret_text');
    expect(JSON.stringify({ ...blueprint, types: { notes: shown } })).not.toMatch(/secret_?text/i);
  });
});
