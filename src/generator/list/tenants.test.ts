import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { foreignKey, pgTable, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { buildBlueprint } from '../blueprint/build-blueprint.ts';
import type { TableRules } from '../blueprint/table-rules.ts';
import type { AnyRule } from '../rules/rule.ts';
import { inSet, isNull } from '../rules/rule-parts.ts';
import { bind, render } from '../sql/fragment.ts';
import { compileWrite } from '../write/compile-write.ts';
import { joinRelation } from './join.ts';
import { joinVisible } from './related-rows.ts';
import { ofParentsTenant } from './relational-rows.ts';

const shelves = pgTable(
  'shelves',
  { id: uuid().primaryKey(), realm: uuid().notNull(), gone: timestamp() },
  t => [unique().on(t.realm, t.id)],
);
const books = pgTable(
  'books',
  { id: uuid().primaryKey(), owner: uuid().notNull(), shelfId: uuid('shelf').notNull() },
  t => [foreignKey({ columns: [t.owner, t.shelfId], foreignColumns: [shelves.realm, shelves.id] })],
);
const relations = defineRelations({ shelves, books }, r => ({
  shelves: { books: r.many.books({ from: r.shelves.id, to: r.books.shelfId }) },
  books: { shelf: r.one.shelves({ from: r.books.shelfId, to: r.shelves.id }) },
}));

const everything: AnyRule = { kind: 'all', of: [] };

function blueprintWith(rules: { readonly shelves: TableRules; readonly books: TableRules }): Blueprint {
  return buildBlueprint({
    relations: relations as unknown as TablesRelationalConfig,
    rules,
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
}

const ofMine = (column: string) => inSet(column, 'mine');
const mine = (column: string) => `${column} = any((select "mine" from "viewer")::uuid[])`;
const both = blueprintWith({
  shelves: { read: ofMine('realm'), softDelete: { column: 'gone', restore: ofMine('realm') } },
  books: { read: ofMine('owner') },
});

const joined = (blueprint: Blueprint, table: string, field: string) =>
  render(bind(joinRelation(blueprint, typeOf(blueprint, table), field, 'b').on, 'a'), []);

describe('rows that a relation leads to', () => {
  it('are of the tenant of the row that leads to them, by whatever names the rules know it', () => {
    expect(joined(both, 'shelves', 'books')).toBe('("a"."id" = "b"."shelf" and "a"."realm" = "b"."owner")');
    expect(joined(both, 'books', 'shelf')).toBe('("a"."shelf" = "b"."id" and "a"."owner" = "b"."realm")');
  });

  it('are met by the id alone where a rule of either tells no tenant', () => {
    const open = { read: everything };
    for (const rules of [
      { shelves: open, books: open },
      { shelves: { read: ofMine('realm') }, books: open },
      { shelves: open, books: { read: ofMine('owner') } },
      // Another column than the one that the foreign key ties.
      { shelves: { read: ofMine('realm') }, books: { read: ofMine('id') } },
    ])
      expect(joined(blueprintWith(rules), 'shelves', 'books')).toBe('"a"."id" = "b"."shelf"');
  });

  it('are asked for their tenant at the row that leads to them', () => {
    const on = (table: string, field: string) =>
      render(bind(joinVisible(both, table, field, 'b').on, 'a'), []);
    expect(on('shelves', 'books')).toBe(`(${joined(both, 'shelves', 'books')} and ${mine('"a"."realm"')})`);
    expect(on('books', 'shelf')).toBe(
      `(${joined(both, 'books', 'shelf')} and (${mine('"a"."owner"')} and "b"."gone" is null))`,
    );
  });

  it('are asked themselves where deleted ones are wanted, as those are shown by another rule', () => {
    const { on } = joinVisible(both, 'books', 'shelf', 'b', 'ONLY');
    expect(render(bind(on, 'a'), [])).toBe(
      `(${joined(both, 'books', 'shelf')} and (${mine('"b"."realm"')} and "b"."gone" is not null))`,
    );
  });

  it('are of their tenant in relational queries too', () => {
    const tie = ofParentsTenant(both, typeOf(both, 'shelves'), 'books', 'd3');
    expect(tie && render(tie, [])).toBe('"d2"."realm" = "d3"."owner"');
  });
});

describe('a row that is changed', () => {
  const changeOf = (fixed: readonly string[], read: AnyRule = ofMine('owner')): string => {
    const blueprint = blueprintWith({
      shelves: { read: everything },
      books: { read, write: { create: everything, update: everything, fixed } },
    });
    const item = { key: ['x'], values: {}, references: [], path: [] };
    const unit = { name: 'u', table: 'books', operation: 'update', items: [item] } as const;
    const { expressions } = compileWrite(blueprint, [unit], { requestId: 'r', clientRequestId: null });
    return /update .* from "u_next" "n" where (.*?) and not exists/.exec(
      render(bind(expressions, ''), []),
    )![1]!;
  };

  it('is named by its tenant beside its key', () => {
    expect(changeOf(['owner'])).toBe('("t"."id" = "n"."id" and "t"."owner" = "n"."owner"');
  });

  it('is named by its key alone where the change could move it to another tenant, or there is none', () => {
    expect(changeOf([])).toBe('("t"."id" = "n"."id"');
    expect(changeOf(['owner'], isNull('owner'))).toBe('("t"."id" = "n"."id"');
  });
});
