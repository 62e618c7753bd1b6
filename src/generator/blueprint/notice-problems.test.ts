/**
 * Notices that nobody would get, or that nothing could keep, stop the start.
 */
import { defineRelations, sql } from 'drizzle-orm';
import { pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { generateApi } from '../generate-api.ts';
import { everyone, isViewers, sqlAccounts } from '../rules/rule-parts.ts';
import type { NoticeRule, NoticesBlueprint } from './notice-blueprint.ts';

const kind = pgEnum('kind', ['named', 'gone']);
const person = pgTable('person', { id: uuid().primaryKey(), muted: kind().array().notNull() });
const note = pgTable('note', { id: uuid().primaryKey(), body: text(), reader: uuid() });
const notice = pgTable('notice', {
  id: uuid().primaryKey().defaultRandom(),
  reader: uuid().notNull(),
  kind: kind().notNull(),
  about: uuid(),
});
const relations = defineRelations({ person, note, notice }, () => ({}));
const viewer = {
  name: 'viewer',
  account: 'me',
  columns: { me: { sqlName: 'me', sqlType: 'uuid', set: false, meaning: 'the reader' } },
} as const;

const place: NoticesBlueprint = {
  table: 'notice',
  recipients: 'person',
  recipient: 'reader',
  kind: 'kind',
  values: { about: { from: 'row', column: 'id' } },
  muted: 'muted',
};
const theReader = sqlAccounts(note, 'the reader', ({ reader }) => sql`select ${reader}`);
const rule: NoticeRule<'reader'> = { kind: 'named', on: ['created'], to: theReader };

const withNotices =
  (given: object = {}, kept: object | null = {}) =>
  () =>
    generateApi({
      relations,
      viewer,
      policy: {
        person: { read: isViewers('id', 'me') },
        notice: { read: isViewers('reader', 'me') },
        note: { read: everyone, write: { create: everyone }, notifies: [{ ...rule, ...given }] },
      },
      ...(kept ? { notices: { ...place, ...kept } } : {}),
    });

describe('a notice', () => {
  it('is data of the Blueprint', () => {
    const { blueprint } = withNotices()();
    expect(blueprint).toMatchObject({ notices: place, types: { note: { notifies: [rule] } } });
  });

  it.each([
    [
      {},
      null,
      'The notice "named" of table "note" has no table to be kept in: name one as "notices" of the API.',
    ],
    [
      { kind: 'other' },
      {},
      'The notice "other" of table "note" is of no kind that column "notice.kind" can hold.',
    ],
    [{ on: [] }, {}, 'The notice "named" of table "note" is of no kind of writes: name some in "on".'],
    [
      { changed: 'colour' },
      {},
      'The notice "named" of table "note" names a column "colour" that the table does not have.',
    ],
    [{}, { table: 'notices' }, 'Notices name a table "notices" that is not in the registry.'],
    [{}, { muted: 'silent' }, 'Notices name a column "silent" that table "person" does not have.'],
    [{}, { recipient: 'user' }, 'Notices name a column "user" that table "notice" does not have.'],
    [
      {},
      { values: { about: { from: 'tenant' } } },
      'The notice "named" of table "note" keeps the tenant of the row, and rows of the table belong to none.',
    ],
    [
      {},
      { values: { about: { from: 'row', column: 'colour' } } },
      'The notice "named" of table "note" keeps a column "colour" of the row that the table does not have.',
    ],
    [
      {},
      { values: { subject: { from: 'row', column: 'id' } } },
      'A notice names a column "subject" that table "notice" does not have.',
    ],
  ])('%j, kept as %j, stops the start', (given, kept, problem) => {
    expect(withNotices(given, kept)).toThrow(problem);
  });

  it('is made with all that its table must have', () => {
    expect(withNotices({}, { recipient: 'about', values: {} })).toThrow(
      'A notice makes rows of table "notice" without a value for column "reader", which must have one',
    );
  });

  it('takes viewers who have an account', () => {
    const { account: _, ...nobody } = viewer;
    const made = () =>
      generateApi({
        relations,
        viewer: nobody,
        policy: {
          person: { read: everyone },
          notice: { read: everyone },
          note: { read: everyone, notifies: [rule] },
        },
        notices: place,
      });
    expect(made).toThrow(
      'The notice "named" of table "note" takes viewers who have an account: name it as "account" of the viewer.',
    );
  });
});
