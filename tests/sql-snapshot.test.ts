/**
 * The SQL of representative operations, as files that a review sees.
 * Knows what is worth looking at; that the SQL is right is shown by the suites that run it.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { typeOf } from '../src/generator/blueprint/blueprint.ts';
import { compileList } from '../src/generator/list/compile-list.ts';
import type { CountName } from '../src/generator/list/counts.ts';
import { visibleFrom } from '../src/generator/list/implied-rule.ts';
import { type ListArguments, type ListSource, parseList } from '../src/generator/list/list-spec.ts';
import { pageRows } from '../src/generator/list/page-rows.ts';
import { visible } from '../src/generator/list/visibility.ts';
import { bind, type Fragment, fragment, render, text } from '../src/generator/sql/fragment.ts';
import { compileWrite } from '../src/generator/write/compile-write.ts';
import { buildApi } from '../src/operations/schema.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { dashboardPage, demoDashboard } from './support/dashboard-page.ts';
import { cursorOf, deletionModes, everyWrite, filtersOf } from './support/every-operation.ts';
import { formatSql, squeezed } from './support/format-sql.ts';

const { blueprint } = buildApi();

/** A titled piece of SQL with its parameters. */
function piece(title: string, sql: string, params: readonly unknown[]): string {
  const formatted = formatSql(sql);
  if (squeezed(formatted) !== squeezed(sql)) throw new Error(`More than the form of "${title}" was changed.`);
  const values = params.map((value, i) => `-- $${i + 1} = ${value === null ? 'null' : String(value)}`);
  return [`-- ${title}`, formatted, ...values].join('\n');
}

/** What was compiled over a row, of a row with the alias `row`. */
function compiled(title: string, unbound: Fragment): string {
  const params: (string | null)[] = [];
  const sql = render(bind(unbound, 'row'), params);
  return piece(title, sql, params);
}

const fileOf = (pieces: readonly string[]) => `${pieces.join('\n\n')}\n`;
const table = (name: string): ListSource => ({ kind: 'table', table: name });
const relation = (name: string, field: string): ListSource => ({ kind: 'relation', table: name, field });

const listOf = (source: ListSource, args: ListArguments) => {
  const spec = parseList({ blueprint, filters: new Map() }, source, args);
  return { spec, sql: compileList(blueprint, spec) };
};

/** The rows of a page, with their cursors. */
function page(title: string, source: ListSource, args: ListArguments, present = false): string {
  const { spec, sql } = listOf(source, args);
  const rows = pageRows(
    blueprint,
    { spec, sql, alias: 'row', limit: spec.page.size + 1 },
    { alias: 'parent', present },
  );
  return compiled(title, fragment`select ${sql.cursor} from ${rows}`);
}

const count = (title: string, source: ListSource, args: ListArguments = {}, name: CountName = 'totalCount') =>
  compiled(title, listOf(source, args).sql.counts[name]);

describe('tests/snapshots has the SQL of', () => {
  it('who sees which rows, in the three modes of deletion', async () => {
    const pieces = Object.values(blueprint.types).flatMap(type =>
      (type.softDelete ? deletionModes : (['EXCLUDE'] as const)).map(deleted =>
        compiled(
          `${type.plural}${type.softDelete ? `, deleted: ${deleted}` : ''}`,
          visible(blueprint, type, deleted),
        ),
      ),
    );
    await expect(fileOf(pieces)).toMatchFileSnapshot('./snapshots/visibility.sql');
  });

  it('what is left of a rule for rows that a visible row leads to', async () => {
    const pieces = Object.values(blueprint.types).flatMap(type =>
      type.relations.map(leading => {
        const rest = visibleFrom(blueprint, type, leading, typeOf(blueprint, leading.target));
        return compiled(`${type.name}.${leading.field}`, rest ?? text('true'));
      }),
    );
    await expect(fileOf(pieces)).toMatchFileSnapshot('./snapshots/implied-rules.sql');
  });

  it('filters with every operator, through relations of every kind', async () => {
    const own = (name: string, ...fields: string[]) =>
      Object.fromEntries(
        Object.entries(filtersOf(typeOf(blueprint, name))).filter(([field]) => fields.includes(field)),
      );
    const filtered = (title: string, name: string, where: object) =>
      compiled(title, listOf(table(name), { where: where as never }).sql.asked!);
    const pieces = [
      filtered(
        'texts, booleans, points in time, UUIDs',
        'dashboards',
        own('dashboards', 'name', 'isPinned', 'createdAt', 'createdBy'),
      ),
      filtered(
        'enums, JSON, declared lists of values',
        'insights',
        own('insights', 'type', 'config', 'eventNames', 'cohortUuids'),
      ),
      filtered('lists', 'apiKeys', own('apiKeys', 'scopes')),
      filtered('AND, OR, NOT', 'dashboards', {
        AND: [{ name: { eq: 'a' } }, { isPinned: { eq: true } }],
        OR: [{ name: { eq: 'b' } }, { NOT: { description: { isNull: true } } }],
      }),
      filtered('a relation to one row, and from there on', 'widgets', {
        dashboard: { creator: { displayName: { eq: 'a' } } },
      }),
      filtered('a relation to one row, which only has to be there', 'widgets', { insight: {} }),
      filtered('some, every and none of the rows of a relation', 'dashboards', {
        widgets: { some: { content: { eq: 'a' } }, every: { content: { ne: 'b' } }, none: {} },
      }),
      filtered('some of the rows of a many-to-many relation', 'persons', {
        cohorts: { some: { name: { eq: 'a' } } },
      }),
    ];
    await expect(fileOf(pieces)).toMatchFileSnapshot('./snapshots/filters.sql');
  });

  it('orders and cursors, forward and backward, with keys that can be null', async () => {
    const orders = {
      plain: [{ createdAt: 'DESC' }],
      nullable: [{ description: 'ASC_NULLS_FIRST' }, { name: 'DESC' }],
      related: [{ dashboard: { creator: { displayName: 'ASC' } } }, { insight: { name: 'DESC_NULLS_LAST' } }],
    };
    const cursorAt = (name: string, orderBy: readonly object[], empty = false) =>
      cursorOf(blueprint, name, orderBy as never, empty);
    const { plain, nullable, related } = orders;
    const pieces = [
      page('the default order', table('dashboards'), {}),
      page('one direction, nothing null: one row comparison', table('dashboards'), {
        orderBy: plain,
        after: cursorAt('dashboards', plain),
      }),
      page('the same, backward', table('dashboards'), {
        orderBy: plain,
        last: 2,
        before: cursorAt('dashboards', plain),
      }),
      page('a key that can be null, after a value', table('dashboards'), {
        orderBy: nullable,
        after: cursorAt('dashboards', nullable),
      }),
      page('a key that can be null, after null', table('dashboards'), {
        orderBy: nullable,
        after: cursorAt('dashboards', nullable, true),
      }),
      page('a key that can be null, backward from a value', table('dashboards'), {
        orderBy: nullable,
        last: 2,
        before: cursorAt('dashboards', nullable),
      }),
      page('between two cursors', table('dashboards'), {
        orderBy: nullable,
        after: cursorAt('dashboards', nullable, true),
        before: cursorAt('dashboards', nullable),
      }),
      page('a key without an index', table('dashboards'), { orderBy: [{ name: 'ASC' }] }),
      page('with a filter', table('dashboards'), { where: { name: { eq: 'a' } } }),
      page('of one project', table('dashboards'), {
        where: { projectId: { eq: '00000000-0000-4000-8000-000000000001' } },
      }),
      page('of a relation', relation('dashboards', 'widgets'), {}),
      page('of a relation of a row that is known to be visible', relation('dashboards', 'widgets'), {}, true),
      page('of a many-to-many relation', relation('persons', 'cohorts'), { deleted: 'INCLUDE' }),
      page('one row of each kind', table('dashboards'), {
        distinctOn: [{ creator: { displayName: true } }, { createdAt: { bucket: 'DAY' } }],
        orderBy: plain,
        last: 2,
        before: cursorAt('dashboards', plain),
      }),
      page('through relations', table('widgets'), { orderBy: related, after: cursorAt('widgets', related) }),
    ];
    await expect(fileOf(pieces)).toMatchFileSnapshot('./snapshots/pages.sql');
  });

  it('counts, of relations for the row they hang on', async () => {
    const manyToMany = Object.values(blueprint.types).flatMap(type =>
      type.relations.filter(({ through }) => through).map(({ field, target }) => ({ type, field, target })),
    );
    expect(manyToMany.length).toBeGreaterThan(3);
    const pieces = [
      count('dashboards', table('dashboards')),
      count('dashboards, deleted: ONLY, with a filter', table('dashboards'), {
        deleted: 'ONLY',
        where: { name: { eq: 'a' } },
      }),
      count('Dashboard.widgets', relation('dashboards', 'widgets')),
      count('Dashboard.widgets, about', relation('dashboards', 'widgets'), {}, 'totalCountEstimate'),
      ...manyToMany.flatMap(({ type, field, target }) =>
        (typeOf(blueprint, target).softDelete ? deletionModes : (['EXCLUDE'] as const)).map(deleted =>
          count(
            `${type.name}.${field}${typeOf(blueprint, target).softDelete ? `, deleted: ${deleted}` : ''}`,
            relation(type.table, field),
            { deleted },
          ),
        ),
      ),
    ];
    await expect(fileOf(pieces)).toMatchFileSnapshot('./snapshots/counts.sql');
  });

  it.each(['projects', 'projectMembers', 'dashboards'])(
    'every write of %s, with the rows that belong to it',
    async name => {
      const pieces = everyWrite(blueprint, typeOf(blueprint, name)).map(({ name: title, units }) => {
        const { expressions, select } = compileWrite(blueprint, units, {
          requestId: 'request',
          clientRequestId: 'of the client',
        });
        return compiled(title, fragment`with ${expressions} select ${select}`);
      });
      await expect(fileOf(pieces)).toMatchFileSnapshot(`./snapshots/writes-${name}.sql`);
    },
  );

  describe('whole statements', () => {
    let api: TestApi;
    let token: string;
    beforeAll(async () => {
      api = await startTestApi({ demo: true });
      token = await api.signIn('owner@demo.example');
    });
    afterAll(() => api.close());

    it.each([
      ['dashboard-page', dashboardPage],
      [
        'many-to-many',
        '{ viewer { projects(first: 2, deleted: INCLUDE, where: { users: { some: {} } }) { totalCount edges { cursor node { name } } } } }',
      ],
    ])(
      'of an operation as it is sent the first time, and compiled from then on: %s',
      async (name, operation) => {
        const run = vi.spyOn(api.database.pool, 'run');
        try {
          // Asked twice: of the resolvers, and of compiled reads.
          const { errors } = await api.ask(operation, { token, variables: { id: demoDashboard } });
          expect(errors).toBeUndefined();
          expect(run).toHaveBeenCalledTimes(2);
          for (const [i, file] of [name, `${name}-compiled`].entries()) {
            const [{ text: sql, params = [] }] = run.mock.calls[i]!;
            const stable = params.map(given =>
              /^[0-9a-f]{64}$/.test(String(given)) ? '(the hash of the token)' : given,
            );
            await expect(fileOf([piece(file, sql, stable)])).toMatchFileSnapshot(`./snapshots/${file}.sql`);
          }
        } finally {
          run.mockRestore();
        }
      },
    );
  });
});
