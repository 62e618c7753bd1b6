/**
 * A back-end developer's promise: a table reaches the API by its file, its relations and its policy entry.
 * Done in a copy of the source, with the commands that a developer would use.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patienceMs } from './support/scale.ts';
import { makeScratchCopy, type ScratchCopy } from './support/scratch-copy.ts';

let copy: ScratchCopy;

const tableFile = `import { foreignKey, index, snakeCase, text, uuid } from 'drizzle-orm/pg-core';
import { standardColumns } from '../columns.ts';
import { describeTable } from '../describe.ts';
import { dashboards } from './dashboards.ts';
import { projects } from './projects.ts';

export const annotations = snakeCase.table(
  'annotations',
  {
    ...standardColumns(),
    projectId: uuid().notNull().references(() => projects.id, { onDelete: 'cascade' }),
    dashboardId: uuid().notNull(),
    note: text().notNull(),
    shade: text(),
  },
  t => [
    foreignKey({
      name: 'annotations_dashboard_fkey',
      columns: [t.projectId, t.dashboardId],
      foreignColumns: [dashboards.projectId, dashboards.id],
    }).onDelete('cascade'),
    index('annotations_dashboard_index').on(t.projectId, t.dashboardId),
  ],
);

describeTable(annotations, 'A remark on a dashboard.', {
  projectId: 'The project the dashboard belongs to.',
  dashboardId: 'The dashboard the remark is on.',
  note: 'What the remark says.',
  shade: 'The colour it is shown in.',
});
`;

const viewFile = `import { sql } from 'drizzle-orm';
import { integer, pgView, uuid } from 'drizzle-orm/pg-core';
import { describeTable } from '../describe.ts';

export const remarkCounts = pgView('remark_counts', {
  projectId: uuid('project_id').notNull(),
  dashboardId: uuid('dashboard_id').notNull(),
  remarks: integer('remarks').notNull(),
}).as(sql\`select project_id, dashboard_id, count(*)::int as remarks from annotations group by 1, 2\`);

describeTable(remarkCounts, 'How many remarks a dashboard has.', {
  projectId: 'The project the dashboard belongs to.',
  dashboardId: 'The dashboard.',
  remarks: 'How many remarks it has.',
});
`;

const policyEntry = `  annotations: {
    read: inReadableProject('projectId'),
    hidden: ['shade'],
  },
`;

/** Names a column that the view does not have. */
const viewEntry = `  remarkCounts: { read: inReadableProject('projectId'), key: ['dashboard'] },\n`;

/** Writes an entry first into the object that a line opens, whatever else is in it. */
function addTo(text: string, opening: RegExp, entry: string): string {
  const found = opening.exec(text);
  if (!found) throw new Error(`Nothing begins with ${opening}.`);
  const at = found.index + found[0].length;
  return `${text.slice(0, at)}\n${entry}${text.slice(at).replace(/^\n/, '')}`;
}

beforeAll(async () => {
  copy = await makeScratchCopy(
    `insert into annotations (project_id, dashboard_id, note) select project_id, id, 'Look at ' || name from dashboards`,
  );
});
afterAll(() => copy.drop());

describe('an annotations table', { timeout: 3 * patienceMs }, () => {
  it('does not compile without a policy entry, and neither does a view that is registered beside the tables', () => {
    copy.write('src/model/tables/annotations.ts', tableFile);
    copy.write('src/model/tables/remark-counts.ts', viewFile);
    copy.edit('src/model/relations.ts', text => {
      const imported = `import { annotations } from './tables/annotations.ts';
import { remarkCounts } from './tables/remark-counts.ts';\n${text}`.replace(
        'export const views = {};',
        'export const views = { remarkCounts };',
      );
      const registered = addTo(imported, /^export const tables = \{$/m, '  annotations,\n');
      const toMany =
        '    annotations: r.many.annotations({ from: r.dashboards.id, to: r.annotations.dashboardId }),\n';
      const toOne = `  annotations: {
    dashboard: r.one.dashboards({ from: r.annotations.dashboardId, to: r.dashboards.id }),
  },\n`;
      const related = addTo(registered, /^ {2}dashboards: \{$/m, toMany);
      return addTo(related, /^export const relations = defineRelations\(.*?, r => \(\{$/m, toOne);
    });
    expect(copy.compile()).toMatch(/policy\.ts.*missing the following.*: annotations, remarkCounts$/ms);
  });

  it('compiles with an entry, where the key of a view is one of its columns', () => {
    copy.edit('src/policy/policy.ts', text =>
      addTo(text, /^export const policy: Policy<.*> = \{$/m, policyEntry + viewEntry),
    );
    expect(copy.compile()).toMatch(/policy\.ts.*"dashboard"/s);
    copy.edit('src/policy/policy.ts', text => text.replace("key: ['dashboard']", "key: ['dashboardId']"));
    expect(copy.compile(), 'with an entry for each').toBe('');
  });

  it('is migrated, read, filtered, ordered and counted, and its hidden column is nowhere', () => {
    copy.generateMigration('annotations');
    const [answer] = copy.ask(`{
      annotations(where: { dashboard: { name: { eq: "Growth overview" }, project: { slug: { eq: "lumen-notes" } } } }) { totalCount nodes { id note dashboard { name } } }
      dashboards(first: 1, orderBy: [{ name: ASC }], where: { annotations: { some: { note: { startsWith: "Look" } } } }) {
        totalCount nodes { annotations(orderBy: [{ note: DESC }]) { totalCount edges { cursor node { uuid } } } } }
      all: annotations { totalCount }
      remarkCounts(first: 1) { totalCount nodes { id dashboardId remarks } }
      __type(name: "Annotation") { description fields { name } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.annotations).toMatchObject({
      totalCount: 1,
      nodes: [{ note: 'Look at Growth overview', dashboard: { name: 'Growth overview' } }],
    });
    expect(answer.data.dashboards.nodes[0].annotations).toMatchObject({ totalCount: 1 });
    expect(answer.data.remarkCounts.totalCount).toBe(answer.data.all.totalCount);
    expect(answer.data.remarkCounts.nodes[0].remarks).toBe(1);
    expect(answer.data.__type.description).toBe('A remark on a dashboard.');
    expect(answer.data.__type.fields.map((field: { name: string }) => field.name)).toEqual([
      'createdAt',
      'dashboard',
      'dashboardId',
      'id',
      'note',
      'projectId',
      'updatedAt',
      'uuid',
    ]);
  });
});
