import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { relationOf, typeOf } from '../blueprint/blueprint.ts';
import { buildBlueprint } from '../blueprint/build-blueprint.ts';
import type { AnyRule } from '../rules/rule.ts';
import { all, any, everyone, inSet, isNull, nobody, present, related } from '../rules/rule-parts.ts';
import { render } from '../sql/fragment.ts';
import { visiblePair } from './related-rows.ts';
import type { DeletedRows } from './visibility.ts';

const notes = pgTable('notes', { id: uuid().primaryKey() });
const tags = pgTable('tags', { id: uuid().primaryKey(), gone: timestamp() });
const pairs = pgTable(
  'pairs',
  { id: uuid().primaryKey(), noteId: uuid('note'), tagId: uuid('tag'), tenant: uuid(), hidden: text() },
  t => [unique().on(t.noteId, t.tagId)],
);
const relations = defineRelations({ notes, tags, pairs }, r => ({
  notes: {
    tags: r.many.tags({ from: r.notes.id.through(r.pairs.noteId), to: r.tags.id.through(r.pairs.tagId) }),
  },
  pairs: {
    note: r.one.notes({ from: r.pairs.noteId, to: r.notes.id }),
    tag: r.one.tags({ from: r.pairs.tagId, to: r.tags.id }),
  },
}));

/** The condition on the row `j` of the join table, for the row `t` that it leads to. */
function pairSql(read: AnyRule, deleted: DeletedRows): string | undefined {
  const everything: AnyRule = { kind: 'all', of: [] };
  const blueprint = buildBlueprint({
    relations: relations as unknown as TablesRelationalConfig,
    rules: {
      notes: { read: everything },
      tags: { read: inSet('id', 'mine'), softDelete: { column: 'gone', restore: everything } },
      pairs: { read },
    },
    descriptions: {
      table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
      enum: () => undefined,
      constraints: new Map(),
    },
    shapes: () => new Map(),
    viewer: {
      name: 'viewer',
      columns: { mine: { sqlName: 'mine', sqlType: 'uuid', set: true, meaning: 'mine' } },
    },
  });
  const source = typeOf(blueprint, 'notes');
  const relation = relationOf(source, 'tags');
  const join = { type: typeOf(blueprint, 'pairs'), alias: 'j' };
  const condition = visiblePair(blueprint, source, relation, { join, target: 't' }, deleted);
  return condition && render(condition, []);
}

const mine = (column: string) => `"j"."${column}" = any((select "mine" from "viewer")::uuid[])`;
const visible = '"j"."hidden" is null';
const tagPresent =
  'exists (select 1 from "tags" as "p0" where ("j"."tag" = "p0"."id" and "p0"."gone" is null))';

describe('a pair of a many-to-many relation', () => {
  const read = all(inSet('tenant', 'mine'), isNull('hidden'), related('tag', present));

  it('connects where its own rule holds', () => {
    expect(pairSql(read, 'EXCLUDE')).toBe(`(${mine('tenant')} and ${visible} and ${tagPresent})`);
  });

  it('connects to a deleted row where the rest of its rule holds: whether that row is there is not asked', () => {
    expect(pairSql(read, 'ONLY')).toBe(`(${mine('tenant')} and ${visible})`);
    expect(pairSql(read, 'INCLUDE')).toBe(
      `((${mine('tenant')} and ${visible} and ${tagPresent}) or ("t"."gone" is not null and (${mine('tenant')} and ${visible})))`,
    );
  });

  it('never connects where nobody may see it, and always where everyone may', () => {
    expect(pairSql(nobody, 'EXCLUDE')).toBe('false');
    expect(pairSql(any(nobody, isNull('hidden')), 'EXCLUDE')).toBe(`(false or ${visible})`);
    expect(pairSql(any(everyone, isNull('hidden')), 'EXCLUDE')).toBe('true');
  });

  it('leaves it to the row that it leads to whose tenant that is', () => {
    expect(pairSql(all(inSet('tagId', 'mine'), isNull('hidden')), 'ONLY')).toBe(visible);
    expect(pairSql(inSet('tagId', 'mine'), 'ONLY')).toBeUndefined();
  });

  it('keeps what its rule says of the other side, and what cannot be taken apart', () => {
    const other = related('note', present);
    expect(pairSql(all(other), 'ONLY')).toBe(
      'exists (select 1 from "notes" as "p0" where "j"."note" = "p0"."id")',
    );
    const mixed = any(isNull('hidden'), related('tag', present));
    // What a row may do without is looked up row by row.
    expect(pairSql(all(mixed), 'ONLY')).toBe(`(${visible} or ${tagPresent.replace(/\)$/, ' offset 0)')})`);
  });
});
