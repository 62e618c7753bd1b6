/**
 * The product's Blueprint as a file that a review sees, and the promise that it is all there is to know:
 * a Blueprint read from its JSON gives the same SQL for everything that can be asked.
 */
import { describe, expect, it } from 'vitest';
import { type Blueprint, typeOf } from '../src/generator/blueprint/blueprint.ts';
import { compileList } from '../src/generator/list/compile-list.ts';
import { type ListSpec, parseList } from '../src/generator/list/list-spec.ts';
import { pageRows } from '../src/generator/list/page-rows.ts';
import { visible } from '../src/generator/list/visibility.ts';
import { bind, type Fragment, render } from '../src/generator/sql/fragment.ts';
import { compileInspection } from '../src/generator/write/compile-inspection.ts';
import { compileWrite } from '../src/generator/write/compile-write.ts';
import { buildApi } from '../src/operations/schema.ts';
import { deletionModes, everyList, everyWrite, type ListCase } from './support/every-operation.ts';
import { formatData } from './support/format-data.ts';

/** Filters written by hand are code, and the same code for any Blueprint. */
const { blueprint, filters } = buildApi();
const tables = Object.keys(blueprint.types);

const rendered = (fragment: Fragment) => {
  const params: (string | null)[] = [];
  return { text: render(bind(fragment, 'row'), params), params };
};

describe('the Blueprint', () => {
  it('is the one in tests/snapshots/blueprint.json: a change of meaning is a change of that file', async () => {
    await expect(formatData(blueprint)).toMatchFileSnapshot('./snapshots/blueprint.json');
  });

  it('is data: written as JSON and read again it says the same', () => {
    // What is undefined is absent in JSON.
    expect(JSON.parse(JSON.stringify(blueprint))).toEqual(blueprint);
    const strangers: string[] = [];
    const look = (value: unknown, at: string): void => {
      if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return;
      if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) strangers.push(at);
      else for (const [key, member] of Object.entries(value as object)) look(member, `${at}.${key}`);
    };
    look(blueprint, 'blueprint');
    expect(strangers).toEqual([]);
  });

  it('is frozen at every depth', () => {
    const loose: string[] = [];
    const look = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) loose.push(at);
      for (const [key, member] of Object.entries(value)) look(member, `${at}.${key}`);
    };
    look(blueprint, 'blueprint');
    expect(loose).toEqual([]);
  });
});

describe('the Blueprint read from the text of its file gives the same SQL', () => {
  const restored = JSON.parse(formatData(blueprint)) as Blueprint;
  const both = <T>(make: (of: Blueprint) => T): readonly [T, T] => [make(restored), make(blueprint)];

  it.each(tables)('for who may see %s, whatever is deleted', table => {
    for (const deleted of deletionModes) {
      const [now, then] = both(of => rendered(visible(of, typeOf(of, table), deleted)));
      expect(now).toEqual(then);
    }
  });

  it.each(tables)('for lists of %s with every operator, order, page and relation', table => {
    const cases = everyList(blueprint, typeOf(blueprint, table));
    expect(cases.length).toBeGreaterThan(20);
    for (const { source, args } of cases) {
      const [now, then] = both(of => listSql(of, { source, args }));
      expect(now).toEqual(then);
    }
  });

  it.each(tables.filter(table => typeOf(blueprint, table).write))('for every write of %s', table => {
    for (const { name, units } of everyWrite(blueprint, typeOf(blueprint, table))) {
      const [now, then] = both(of => {
        const { expressions, select } = compileWrite(of, units, {
          requestId: 'request',
          clientRequestId: null,
        });
        const asked = new Map(units.map(unit => [unit.name, columnsOf(unit.table)]));
        return [expressions, select, compileInspection(of, units, { asked, constraints: true })].map(
          rendered,
        );
      });
      expect(now, name).toEqual(then);
    }
  });
});

const columnsOf = (table: string) => typeOf(blueprint, table).stored.map(({ key }) => key);

function listSql(of: Blueprint, { source, args }: ListCase) {
  const parsed = parseList({ blueprint: of, filters }, source, args);
  // What was understood of the arguments is data as well.
  const spec = JSON.parse(JSON.stringify(parsed)) as ListSpec;
  const sql = compileList(of, spec);
  const pages = [false, true].map(present =>
    pageRows(of, { spec, sql, alias: 'page', limit: 2 }, { alias: 'parent', present }),
  );
  return [...pages, ...sql.orderBy, sql.cursor, ...Object.values(sql.counts)].map(rendered);
}
