import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { buildBlueprint } from '../blueprint/build-blueprint.ts';
import type { TableRules } from '../blueprint/table-rules.ts';
import { policyTable } from './policy-table.ts';
import type { AnyRule } from './rule.ts';

const authors = pgTable('authors', { id: uuid().primaryKey(), mail: text() });
const notes = pgTable('notes', { id: uuid().primaryKey(), body: text(), author: uuid(), gone: timestamp() });
const relations = defineRelations({ authors, notes }, r => ({
  notes: { writer: r.one.authors({ from: r.notes.author, to: r.authors.id }) },
  authors: { notes: r.many.notes({ from: r.authors.id, to: r.notes.author }) },
}));
const everything: AnyRule = { kind: 'all', of: [] };

const linesOf = (rules: { authors?: TableRules; notes?: TableRules }) =>
  policyTable(
    buildBlueprint({
      relations: relations as unknown as TablesRelationalConfig,
      rules: { authors: { read: everything }, notes: { read: everything }, ...rules },
      descriptions: {
        table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
        enum: () => undefined,
        constraints: new Map(),
      },
      shapes: () => new Map(),
      viewer: {
        name: 'viewer',
        columns: {
          me: {
            sqlName: 'me',
            sqlType: 'uuid',
            set: false,
            meaning: 'the reader',
            presence: 'somebody reads',
          },
          mine: { sqlName: 'mine', sqlType: 'uuid', set: true, meaning: 'the notes lent to the reader' },
        },
      },
    }),
  ).split('\n');

const seen = (read: AnyRule) =>
  linesOf({ notes: { read } })
    .find(line => line.startsWith('| `notes` | see | '))!
    .replace(/.*see \| (.*) \|$/, '$1');

describe('a rule in words', () => {
  const me: AnyRule = { kind: 'isViewers', column: 'author', value: 'me' };
  const lent: AnyRule = { kind: 'inSet', column: 'id', set: 'mine' };
  const empty: AnyRule = { kind: 'isNull', column: 'body' };

  it.each<[AnyRule, string]>([
    [everything, 'Always'],
    [{ kind: 'any', of: [] }, 'Never'],
    [lent, '`id` is one of the notes lent to the reader'],
    [{ kind: 'viewerHas', value: 'me' }, 'Somebody reads'],
    [{ kind: 'all', of: [lent] }, '`id` is one of the notes lent to the reader'],
    [
      { kind: 'all', of: [me, { kind: 'any', of: [lent, empty] }] },
      '`author` is the reader, and either `id` is one of the notes lent to the reader, or `body` is empty',
    ],
    [
      { kind: 'any', of: [me, { kind: 'all', of: [lent, { kind: 'not', of: empty }] }] },
      '`author` is the reader, or both `id` is one of the notes lent to the reader, and it is not so that `body` is empty',
    ],
    [
      { kind: 'related', relation: 'writer', rule: { kind: 'isNull', column: 'mail' } },
      '`writer.mail` is empty',
    ],
    [
      { kind: 'related', relation: 'writer', rule: { kind: 'related', relation: 'notes', rule: empty } },
      'For one of its `writer.notes`, `writer.notes.body` is empty',
    ],
    [{ kind: 'related', relation: 'writer', rule: { kind: 'visible' } }, 'Its `writer` may be seen'],
    [{ kind: 'sql', condition: ['true'], meaning: 'the moon is full' }, 'The moon is full'],
  ])('%j', (rule, words) => {
    expect(seen(rule)).toBe(words);
  });
});

describe('the table of the policy', () => {
  it('says what is denied, what is hidden, and what clients do not set', () => {
    const rule: AnyRule = { kind: 'isViewers', column: 'author', value: 'me' };
    expect(
      linesOf({
        authors: { read: everything, hidden: ['mail'] },
        notes: {
          read: everything,
          softDelete: { column: 'gone', restore: rule },
          write: { create: rule, delete: rule, readOnly: ['body'], fixed: ['author'] },
        },
      }),
    ).toEqual([
      '| Table | What | Which rows, or columns |',
      '|---|---|---|',
      '| `authors` | see | Always |',
      '|  | create, update, delete | Nobody |',
      '|  | hidden | `mail` |',
      '| `notes` | see | Always, and it is not deleted |',
      '|  | create, delete, see deleted, restore | `author` is the reader |',
      '|  | update | Nobody |',
      '|  | read-only | `body` |',
      '|  | set once | `author` |',
      '',
    ]);
  });

  it('says of columns in which rows they are seen and set', () => {
    const rule: AnyRule = { kind: 'isViewers', column: 'author', value: 'me' };
    const empty: AnyRule = { kind: 'isNull', column: 'author' };
    expect(
      linesOf({
        notes: {
          read: everything,
          columns: {
            body: { read: rule, write: rule },
            gone: { read: empty },
            author: { write: { kind: 'any', of: [] } },
          },
          write: { update: rule },
        },
      }).slice(4),
    ).toEqual([
      '| `notes` | see | Always |',
      '|  | create, delete | Nobody |',
      '|  | update | `author` is the reader |',
      '|  | see `body`, set `body` | `author` is the reader |',
      '|  | see `gone` | `author` is empty |',
      '|  | read-only | `author` |',
      '',
    ]);
  });
});
