/**
 * That statements on rows of projects name the project at each of them, and how far constraints do: what a database that is
 * distributed by project asks of them. Read off the statements as they are sent, and off PostgreSQL's catalogue.
 */
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sqlNameOf, type TypeBlueprint, typeOf } from '../src/generator/blueprint/blueprint.ts';
import { bind, fragment, render } from '../src/generator/sql/fragment.ts';
import { compileInspection } from '../src/generator/write/compile-inspection.ts';
import { compileWrite } from '../src/generator/write/compile-write.ts';
import { partName } from '../src/generator/write/write-parts.ts';
import { tables } from '../src/model/relations.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { everyWrite } from './support/every-operation.ts';
import { uuidOf } from './support/fixture.ts';
import { placesWithoutTenant } from './support/tenant-places.ts';

const ofProjects = new Set<string>(
  Object.values(tables)
    // What a user is told is the user's, whatever project it is about.
    .filter(table => 'projectId' in getTableColumns(table) && table !== tables.notifications)
    .map(table => getTableName(table)),
);

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

  const columns = () =>
    new Map(types.flatMap(type => (type.tenant ? [[type.sql.name, sqlNameOf(type, type.tenant)]] : [])));

  /** The statements of an operation: of the resolvers, and compiled. */
  async function statementsOf(operation: string): Promise<string[]> {
    const run = vi.spyOn(api.database.pool, 'run');
    try {
      const { errors } = await api.ask(operation, { token });
      expect(errors, operation).toBeUndefined();
      return run.mock.calls.map(([{ text }]) => text);
    } finally {
      run.mockRestore();
    }
  }

  /** What operations leave unsaid, each with the statement that does. */
  async function placesIn(operations: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const operation of operations)
      for (const [i, sql] of (await statementsOf(operation)).entries())
        found.push(
          ...placesWithoutTenant(sql, { columns: columns() }).map(
            place => `${operation} (statement ${i + 1}): ${place}`,
          ),
        );
    return found;
  }

  it('are those of all tables whose rows belong to a project', () => {
    expect(new Set(columns().keys())).toEqual(new Set([...ofProjects, 'projects']));
  });

  it('name the project of the rows that they begin with, in lists and of single rows, at every table', async () => {
    const begun = types.filter(type => ofProjects.has(type.sql.name));
    expect(begun.length).toBe(ofProjects.size);
    for (const { plural, single } of begun) {
      for (const operation of [
        `{ ${plural}(first: 2) { nodes { uuid } } }`,
        `{ ${single}(id: "${uuidOf('nothing has this id')}") { uuid } }`,
      ]) {
        const [first, compiled] = await statementsOf(operation);
        expect(first).toMatch(/"d0"\."project_id" = any/);
        expect(compiled).toMatch(/"r0"\."project_id"/);
        expect(await placesIn([operation])).toEqual([]);
      }
    }
  });

  it('name it at every row that relations lead to: in lists, counts, filters and orders', async () => {
    const operations = types.flatMap(type =>
      type.relations.flatMap(({ field, many, target }) => {
        // A filter, as the members of some cohorts cannot be told.
        const where = type.name === 'Cohort' ? 'isStatic: { eq: true }' : '';
        const list = (args: string, selection: string) =>
          `{ ${type.plural}(first: 2, ${args}) { totalCount nodes { uuid ${selection} } } }`;
        const inner = typeOf(api.api.blueprint, target).relations.find(relation => !relation.many);
        const deeper = inner ? `${inner.field} { uuid }` : '';
        const asked = '{ uuid: { isNull: false } }';
        if (!many)
          return [
            list(`where: { ${where} }`, `${field} { uuid ${deeper} }`),
            list(`where: { ${where}, ${field}: ${asked} }`, ''),
            list(`where: { OR: [{ ${field}: ${asked} }, { uuid: { isNull: true } }] }`, ''),
            list(`orderBy: [{ ${field}: { uuid: DESC } }]`, ''),
          ];
        return [
          list(`where: { ${where} }`, `${field}(first: 2) { totalCount nodes { uuid ${deeper} } }`),
          ...['some', 'none', 'every'].map(each =>
            list(`where: { ${where}, ${field}: { ${each}: ${asked} } }`, ''),
          ),
        ];
      }),
    );
    expect(operations.length).toBeGreaterThan(150);
    expect(await placesIn(operations)).toEqual([]);
  });

  it('name it where deleted rows are asked for', async () => {
    const operations = types.flatMap(type => [
      ...(type.softDelete
        ? ['INCLUDE', 'ONLY'].map(
            each => `{ ${type.plural}(deleted: ${each}) { totalCount nodes { uuid } } }`,
          )
        : []),
      ...type.relations
        .filter(({ many, target }) => many && typeOf(api.api.blueprint, target).softDelete)
        .map(
          ({ field }) =>
            `{ ${type.plural} { nodes { ${field}(deleted: INCLUDE) { totalCount nodes { uuid } } } } }`,
        ),
    ]);
    expect(operations.length).toBeGreaterThan(12);
    expect(await placesIn(operations)).toEqual([]);
  });

  it('name it in what is written by hand', async () => {
    const [fixed] = await api.client<{ id: string; projectId: string }[]>`
      select c.id, c.project_id as "projectId" from cohorts c join projects p on p.id = c.project_id
      where c.is_static and c.deleted_at is null and p.slug = 'lumen-notes' limit 1`;
    const { id, projectId } = fixed!;
    const isIn = `{ type: AND, values: [{ cohort: { cohortId: "${id}", negated: false } }] }`;
    const operations = [
      '{ cohorts(where: { name: { in: ["Paying", "European teams"] } }) { nodes { personCount persons { nodes { uuid } } } } }',
      '{ cohorts(where: { isStatic: { eq: true } }) { nodes { personCount persons { nodes { uuid } } } } }',
      `{ previewCohort(projectId: "${projectId}", definition: ${isIn}) { count sample { uuid } } }`,
    ];
    expect(await placesIn(operations)).toEqual([]);
  });

  it('leave it out only to look through the first rows of all projects, for a viewer of many', async () => {
    const { data } = await api.ask('{ persons(first: 1) { pageInfo { endCursor } } }', { token });
    const after = `{ persons(first: 1, after: "${data.persons.pageInfo.endCursor}") { nodes { uuid } } }`;
    expect(await placesIn([after])).toEqual([
      `${after} (statement 1): persons page`,
      `${after} (statement 2): persons r0`,
    ]);
  });

  it('name it in every write, and in the look at its rows before', () => {
    const { blueprint } = api.api;
    const found = types.flatMap(type =>
      everyWrite(blueprint, type).flatMap(({ name, units }) => {
        const request = { requestId: 'request', clientRequestId: 'of the client' };
        const { expressions, select } = compileWrite(blueprint, units, request);
        const asked = new Map(units.map(unit => [unit.name, typeOf(blueprint, unit.table).key]));
        const parts = new Map(
          units.flatMap(unit =>
            ['target', 'next', 'done'].map(part => [
              partName(unit, part),
              typeOf(blueprint, unit.table).sql.name,
            ]),
          ),
        );
        return [
          fragment`with ${expressions} select ${select}`,
          // Keys without the project are looked for in all of them, as PostgreSQL does.
          compileInspection(blueprint, units, { asked, constraints: false }),
        ].flatMap(sql =>
          placesWithoutTenant(render(bind(sql, 'row'), []), { columns: columns(), parts }).map(
            place => `${name}: ${place}`,
          ),
        );
      }),
    );
    // Where the project is left out, it is that of the row pointed to, among all that the viewer reads.
    const followed = [
      'createCohortMember: persons r and cohort_members n',
      'createWidget: dashboards r and widgets n',
      'createWidget with new rows: dashboards r and widgets n',
      'createShareLink: dashboards r and share_links n',
    ];
    expect([...new Set(found)]).toEqual(followed);
  });

  it('would be found if they did not', () => {
    const said = `select 1 from "widgets" as "w" where "w"."dashboard_id" = "d"."id" and "w"."project_id" = "d"."project_id"`;
    const around = (inner: string) =>
      `select (${inner}) from "dashboards" as "d" where "d"."project_id" = any((select "readable" from "viewer")::uuid[])`;
    const places = (sql: string) => placesWithoutTenant(sql, { columns: columns() });
    expect(places(around(said))).toEqual([]);
    expect(places(around(said.replace(/ and .*/, '')))).toEqual(['widgets w', 'widgets w and dashboards d']);
    const ruled = said.replace('= "d"."project_id"', `= any((select "readable" from "viewer")::uuid[])`);
    expect(places(around(ruled))).toEqual(['widgets w and dashboards d']);
    // Said elsewhere, of a row that has the same name there.
    expect(places(`${around(said)} union all ${around(ruled)}`)).toEqual(['widgets w and dashboards d']);
    expect(places('update "widgets" as "t" set "content" = null where ("t"."id" = $1)')).toEqual([
      'widgets t',
    ]);
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
