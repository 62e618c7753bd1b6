/**
 * Rows that are met by relations, and rows that are changed, are named by their tenant: whose column that is, the rules say, by
 * whatever name. On tables of no product.
 */
import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import { foreignKey, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { type Blueprint, typeOf } from '../src/generator/blueprint/blueprint.ts';
import { buildBlueprint } from '../src/generator/blueprint/build-blueprint.ts';
import type { TableRules } from '../src/generator/blueprint/table-rules.ts';
import { joinRelation } from '../src/generator/list/join.ts';
import { joinVisible } from '../src/generator/list/related-rows.ts';
import { ofParentsTenant } from '../src/generator/list/relational-rows.ts';
import type { AnyRule } from '../src/generator/rules/rule.ts';
import { inSet, isNull } from '../src/generator/rules/rule-parts.ts';
import { bind, render } from '../src/generator/sql/fragment.ts';
import { compileWrite } from '../src/generator/write/compile-write.ts';

const shelves = pgTable(
  'shelves',
  { id: uuid().primaryKey(), realm: uuid().notNull(), label: text(), gone: timestamp() },
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

interface Changed {
  readonly operation?: 'update' | 'restore';
  readonly fixed?: readonly string[];
  readonly read?: AnyRule;
  readonly restore?: AnyRule;
}

/** By what the row is found that a write changes. */
function changed({ operation = 'update', fixed = ['realm'], read, restore }: Changed = {}): string {
  const blueprint = blueprintWith({
    shelves: {
      read: read ?? ofMine('realm'),
      softDelete: { column: 'gone', restore: restore ?? ofMine('realm') },
      write: { create: everything, update: everything, delete: everything, fixed },
    },
    books: { read: everything },
  });
  const item = { key: ['x'], values: {}, given: [], references: [], path: [] };
  const unit = { name: 'u', table: 'shelves', operation, items: [item] } as const;
  const { expressions } = compileWrite(blueprint, [unit], { requestId: 'r', clientRequestId: null });
  const sql = render(bind(expressions, ''), []);
  return /(?:update|select "t"\.\*) .* (?:where|on) \((.*?) and not exists/.exec(
    sql.slice(sql.indexOf('"u_done"')),
  )![1]!;
}

describe('a row that is changed', () => {
  const byKey = '"t"."id" = "n"."id"';
  const byTenant = `${byKey} and "t"."realm" = "n"."realm"`;

  it('is named by its tenant beside its key', () => {
    expect(changed()).toBe(byTenant);
    expect(changed({ operation: 'restore' })).toBe(byTenant);
  });

  it('is named by its key alone where the change could move it to another tenant', () => {
    expect(changed({ fixed: [] })).toBe(byKey);
  });

  it('is named by its key alone where the rule that shows it tells no tenant', () => {
    expect(changed({ read: isNull('realm') })).toBe(byKey);
    expect(changed({ restore: everything })).toBe(byTenant);
    expect(changed({ operation: 'restore', restore: everything })).toBe(byKey);
  });
});
