import { defineRelations, sql, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import {
  customType,
  date,
  integer,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  serial,
  snakeCase,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../rules/rule.ts';
import { BlueprintError, type BlueprintInput, buildBlueprint } from './build-blueprint.ts';
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

function problemsOf(relations: unknown, rules: Rules, more: Partial<BlueprintInput> = {}): readonly string[] {
  try {
    buildBlueprint({
      relations: relations as TablesRelationalConfig,
      rules,
      descriptions: everything,
      shapes: none,
      viewer,
      ...more,
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
    const path = customType<{ data: string }>({ dataType: () => 'ltree' });
    const notes = pgTable('notes', { id: id(), place: path(), words: text() });
    expect(problemsOf(only({ notes }), { notes: open })).toEqual([
      expect.stringMatching(
        /^Column "notes\.place" has the type PgCustomColumn \(ltree\), which the API has no scalar for\. Hide the column in the policy, name its type in "columnTypes", or use one of: /,
      ),
    ]);
    expect(problemsOf(only({ notes }), { notes: { ...open, hidden: ['place'] } })).toEqual([]);
    expect(problemsOf(only({ notes }), { notes: open }, { columnTypes: { ltree: 'opaque' } })).toEqual([]);
  });

  it('a missing primary key, one that is hidden, and one of values that cannot be told exactly', () => {
    const bare = pgTable('bare', { name: text() });
    const pairs = pgTable('pairs', { a: uuid(), b: uuid() }, t => [primaryKey({ columns: [t.a, t.b] })]);
    const weights = pgTable('weights', { of: numeric().primaryKey() });
    const lists = pgTable('lists', { of: integer().array().primaryKey() });
    const days = pgTable('days', { day: date({ mode: 'date' }).primaryKey() });
    const rules = { bare: open, pairs: { ...open, hidden: ['b'] }, weights: open, lists: open, days: open };
    const made = 'ids are made of uuids, texts, whole numbers, enums, days, points in time and booleans.';
    expect(problemsOf(only({ bare, pairs, weights, lists, days }), rules)).toEqual([
      'Table "bare" has no primary key: its rows could be neither named nor paged through. Where other columns are unique, and never null, name them by "key" in the policy.',
      'The policy of table "pairs" hides its key column "b", which ids are made of.',
      `Table "weights" has a key column "of" of the type PgNumeric; ${made}`,
      `Table "lists" has a key column "of" of the type PgInteger[]; ${made}`,
      `Table "days" has a key column "day" of the type PgDate; ${made}`,
    ]);
  });

  it('a column that would have to share the name that one named "id" gets', () => {
    const notes = pgTable('notes', { id: integer().primaryKey(), rowId: text() });
    expect(problemsOf(only({ notes }), { notes: open })).toEqual([
      'The field of Note "rowId" is claimed by column "notes.id" and by column "notes.rowId": rename one of them.',
      'The filter of Note "rowId" is claimed by column "notes.id" and by column "notes.rowId": rename one of them.',
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
        expect.stringContaining('type "Note" is claimed by enum "note" and by table "notes"'),
        expect.stringContaining('type "NoteEdge" is claimed by table "notes" and by table "noteEdges"'),
        expect.stringContaining('root field "news" is claimed twice by table "news"'),
        expect.stringContaining(
          'field of Note "uuid" is claimed by column "notes.id" and by column "notes.uuid"',
        ),
        expect.stringContaining('value of enum "note" "A_B" is claimed by label "a-b" and by label "a_b"'),
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

  it('a column that nothing gives a value when a row is made', () => {
    const always = { kind: 'all', of: [] } as const;
    const notes = snakeCase.table('notes', {
      id: id(),
      author: text().notNull(),
      length: integer().notNull().default(0),
      shelf: text()
        .notNull()
        .$defaultFn(() => 'new'),
      page: serial(),
      remark: text(),
    });
    const rules = (write: TableRules['write']) => ({ notes: { ...open, write } }) as Rules;
    const readOnly = ['author', 'shelf', 'length', 'page'];
    const unfilled = [
      'Column "notes.author" must have a value, and nothing gives it one when a row is made: let clients set it, name it in "set" of the write policy, or give it a default in the database.',
    ];
    expect(problemsOf(only({ notes }), rules({ create: always, readOnly }))).toEqual(unfilled);
    const hidden = { notes: { ...open, hidden: ['author'], write: { create: always } } };
    expect(problemsOf(only({ notes }), hidden)).toEqual(unfilled);
    expect(problemsOf(only({ notes }), rules({ update: always, readOnly }))).toEqual([]);
    const set = { author: { from: 'literal', text: 'x' } } as const;
    expect(problemsOf(only({ notes }), rules({ create: always, set }))).toEqual([]);
  });

  it('a write by which nothing of a row could be set', () => {
    const always = { kind: 'all', of: [] } as const;
    const notes = pgTable('notes', { id: integer().primaryKey() });
    const marks = pgTable('marks', { id: serial().primaryKey() });
    const rules = { notes: { ...open, write: { create: always, update: always } }, marks: open };
    expect(problemsOf(only({ notes, marks }), rules)).toEqual([
      'The write policy of table "notes" grants "update", and nothing of a row could be set by it: leave it out.',
    ]);
    expect(problemsOf(only({ marks }), { marks: { ...open, write: { create: always } } })).toEqual([
      'The write policy of table "marks" grants "create", and nothing of a row could be set by it: leave it out.',
    ]);
  });

  it('a rule about a new row that asks for what PostgreSQL computes of it', () => {
    const asked = { kind: 'isNull', column: 'length' } as const;
    const notes = pgTable('notes', {
      id: id(),
      title: text(),
      length: integer().generatedAlwaysAs(sql`length(title)`),
    });
    const rules = (rule: AnyRule) => ({ notes: { ...open, write: { create: rule, update: rule } } });
    expect(problemsOf(only({ notes }), rules({ kind: 'all', of: [{ kind: 'not', of: asked }] }))).toEqual([
      'The create rule of table "notes" asks for column "length", which PostgreSQL fills when the row is stored: ask for the columns that it is filled from.',
    ]);
    expect(problemsOf(only({ notes }), rules({ kind: 'isNull', column: 'title' }))).toEqual([]);
  });

  it('a companion or a trail of which a column would stay empty', () => {
    const always = { kind: 'all', of: [] } as const;
    const notes = pgTable('notes', { id: id(), title: text() });
    const pages = pgTable('pages', {
      id: id().defaultRandom(),
      noteId: uuid().notNull(),
      number: serial(),
      title: text().notNull(),
    });
    const values = { noteId: { from: 'row', column: 'id' } } as const;
    const write = { create: always, companion: { table: 'pages', values } };
    const unfilled = (maker: string) =>
      `${maker} makes rows of table "pages" without a value for column "title", which must have one: name it in "values", or give it a default in the database.`;
    const rules = { notes: { ...open, write }, pages: open } as Rules;
    expect(problemsOf(only({ notes, pages }), rules)).toEqual([unfilled('The companion of table "notes"')]);
    const trail = { table: 'pages', values: { noteId: { from: 'event', member: 'id' } } } as const;
    expect(problemsOf(only({ notes, pages }), { notes: open, pages: open }, { trail })).toEqual([
      unfilled('The trail'),
    ]);
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
