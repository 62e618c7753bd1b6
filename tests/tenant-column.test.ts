/**
 * How far statements and constraints on rows of projects name the project: what a database that is distributed by project asks of them.
 * Read off the statements as they are sent, and off PostgreSQL's catalogue; what is not so yet stands in a file, for all to see.
 */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { bind, fragment, render } from '../src/generator/sql/fragment.ts';
import { compileWrite } from '../src/generator/write/compile-write.ts';
import { type TableName, tables } from '../src/model/relations.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { everyWrite } from './support/every-operation.ts';
import { uuidOf } from './support/fixture.ts';

const ofProjects = new Set<string>(
  Object.values(tables)
    .filter(table => 'projectId' in getTableColumns(table))
    .map(table => getTableName(table)),
);

/** Where a statement names a table of rows of projects under an alias, and nowhere the project's column of that alias. */
function byIdAlone(sql: string): string[] {
  const places = [...sql.matchAll(/\b(?:from|join|update|using) "(\w+)" (?:as )?"(\w+)"/g)];
  const found = places
    .filter(([, table, alias]) => ofProjects.has(table!) && !sql.includes(`"${alias}"."project_id"`))
    .map(([, table, alias]) => `${table} ${alias}`);
  return [...new Set(found)].sort();
}

describe('statements on rows of projects', () => {
  let api: TestApi;
  let token: string;
  let types: readonly TypeBlueprint[];
  beforeAll(async () => {
    api = await startTestApi({ demo: true });
    token = await api.signIn('owner@demo.example');
    types = Object.values(api.api.blueprint.types);
  });
  afterAll(() => api.close());

  /** The compiled statement of an operation: that of the second time. */
  async function compiledOf(operation: string): Promise<string> {
    const run = vi.spyOn(api.database.pool, 'run');
    try {
      const { errors } = await api.ask(operation, { token });
      expect(errors, operation).toBeUndefined();
      return run.mock.calls.at(-1)![0].text;
    } finally {
      run.mockRestore();
    }
  }

  it('name the project of the rows that they begin with, in lists and of single rows, at every table', async () => {
    const begun = types.filter(type => ofProjects.has(getTableName(tables[type.table as TableName])));
    expect(begun.length).toBe(ofProjects.size);
    for (const { plural, single } of begun) {
      for (const operation of [
        `{ ${plural}(first: 2) { nodes { uuid } } }`,
        `{ ${single}(id: "${uuidOf('nothing has this id')}") { uuid } }`,
      ]) {
        const sql = await compiledOf(operation);
        expect(sql).toMatch(/"r0"\."project_id"/);
        expect(byIdAlone(sql).filter(place => place.endsWith(' r0'))).toEqual([]);
      }
    }
  });

  it('reach rows by their id alone from there on, at the places that tests/snapshots names', async () => {
    const lines: string[] = [];
    for (const type of types) {
      for (const { field, many } of type.relations) {
        // A filter, as the members of some cohorts cannot be told.
        const filter = type.name === 'Cohort' ? ', where: { isStatic: { eq: true } }' : '';
        const selection = many ? `${field}(first: 2) { totalCount nodes { uuid } }` : `${field} { uuid }`;
        const sql = await compiledOf(`{ ${type.plural}(first: 2${filter}) { nodes { uuid ${selection} } } }`);
        lines.push(...byIdAlone(sql).map(place => `${type.name}.${field}: ${place}`));
      }
      for (const { name, units } of everyWrite(api.api.blueprint, type)) {
        const write = compileWrite(api.api.blueprint, units, {
          requestId: 'request',
          clientRequestId: 'of the client',
        });
        const sql = render(bind(fragment`with ${write.expressions} select ${write.select}`, 'row'), []);
        lines.push(...byIdAlone(sql).map(place => `${name}: ${place}`));
      }
    }
    expect(lines.length).toBeGreaterThan(10);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./snapshots/rows-by-id-alone.txt');
  });

  it('are held to keys and constraints of which tests/snapshots names those without the project', async () => {
    // The driver of the tests does not read arrays: columns come as text, and tables are chosen here.
    const all = await api.client<{ table: string; name: string; columns: string; target: string }[]>`
      select i.indrelid::regclass::text as "table", i.indexrelid::regclass::text as "name", '' as "target",
        (select string_agg(coalesce(a.attname::text, '(an expression)'), ', ' order by k.at)
          from unnest(i.indkey::int2[]) with ordinality k (n, at)
          left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n) as "columns"
      from pg_index i where i.indisunique
      union all
      select c.conrelid::regclass::text, c.conname::text, c.confrelid::regclass::text,
        (select string_agg(a.attname::text, ', ' order by k.at) from unnest(c.conkey) with ordinality k (n, at)
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n)
      from pg_constraint c where c.contype = 'f'
      order by 1, 2`;
    const alone = all.filter(
      ({ table, columns }) => ofProjects.has(table) && !columns.split(', ').includes('project_id'),
    );
    const lines = alone.map(({ table, name, columns, target }) =>
      [`${table}: ${name} (${columns})`, ...(target ? [`to ${target}`] : [])].join(' '),
    );
    // Rows of projects refer to each other by the project too: without it they refer to users only.
    expect(new Set(alone.map(({ target }) => target))).toEqual(new Set(['', 'users']));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./snapshots/constraints-without-project.txt');
  });
});
