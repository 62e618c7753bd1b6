/**
 * Hooks that would never run, or lose what they are for, stop the start.
 */
import { defineRelations } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { generateApi } from '../generate-api.ts';
import { outboxTable } from '../hooks/outbox-table.ts';
import { everyone } from '../rules/rule-parts.ts';

const note = pgTable('note', { noteId: integer('note_id').primaryKey(), body: text().notNull() });
const fixed = pgTable('fixed', { fixedId: integer('fixed_id').primaryKey() });
const outbox = outboxTable();
const relations = defineRelations({ note, fixed }, () => ({}));
const policy = { note: { read: everyone, write: { create: everyone } }, fixed: { read: everyone } } as const;
const run = () => {};

/** @param hooks declared one after the other */
const withHooks =
  (hooks: readonly object[], given: object | undefined = outbox) =>
  () =>
    generateApi({
      relations,
      policy,
      outbox: given as never,
      extend: extension => {
        for (const hook of hooks)
          extension.addWriteHook({ name: 'hook', table: 'note', on: ['created'], run, ...hook });
      },
    });

describe('a hook', () => {
  it('is data of the Blueprint, beside the outbox', () => {
    const { blueprint } = withHooks([{}])();
    expect(blueprint).toMatchObject({
      outbox: { name: 'outbox' },
      hooks: [{ name: 'hook', table: 'note', on: ['created'] }],
    });
  });

  it('needs an outbox', () => {
    const without = () =>
      generateApi({
        relations,
        policy,
        extend: extension => extension.addWriteHook({ name: 'hook', table: 'note', on: ['created'], run }),
      });
    expect(without).toThrow(
      'The hook "hook" has no outbox in which its events wait: declare a table by outboxTable(), and give it to generateApi as "outbox".',
    );
  });

  it.each([
    [{ table: 'notes' }, 'The hook "hook" is declared for table "notes", which is not in the registry.'],
    [{ table: 'fixed' }, 'The hook "hook" is of table "fixed", of which nothing can be written.'],
    [{ on: [] }, 'The hook "hook" is of no kind of writes: name some in "on".'],
    [
      { on: ['restored'] },
      'The hook "hook" is of rows of "note" that are restored, and they are deleted for good.',
    ],
  ])('that would never run is refused: %j', (hook, problem) => {
    expect(withHooks([hook])).toThrow(problem);
  });

  it('has a name of its own', () => {
    expect(withHooks([{}, { on: ['updated'] }])).toThrow('The hook "hook" is declared twice.');
  });

  it('has its outbox where no client meets it', () => {
    const served = () =>
      generateApi({
        relations: defineRelations({ note, outbox }, () => ({})),
        policy: { note: policy.note, outbox: { read: everyone } },
        outbox,
      });
    expect(served).toThrow('Table "outbox" is the outbox, which holds rows that not everybody may see');
  });
});
