/**
 * A back-end developer's promise: a table reaches the API by its file, its relations and its policy entry.
 * Done in a copy of the source, with the commands that a developer would use.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let copy: string;
let database: TestDatabase;

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

const policyEntry = `
  annotations: {
    read: annotation => inReadableProject(annotation.projectId),
    hidden: ['shade'],
  },
};
`;

/** What a developer would see in GraphiQL, asked without one. */
const askScript = `import { pino } from 'pino';
import { migrateDatabase } from './src/database/migrate.ts';
import { openDatabase, withClient } from './src/database/open.ts';
import { seedDemo } from './src/seed/seed-demo.ts';
import { openDemoSession } from './src/identity/demo-session.ts';
import { buildApi } from './src/server/schema.ts';
import { buildYoga } from './src/server/yoga.ts';

const url = process.env.DATABASE_URL!;
await migrateDatabase({ url, log: () => {} });
const database = openDatabase({ url, poolSize: 2, statementTimeoutMs: 0, prepare: true });
await withClient({ url }, async client => {
  await seedDemo({ client });
  await client\`insert into annotations (project_id, dashboard_id, note)
    select project_id, id, 'Look at ' || name from dashboards\`;
});
const yoga = buildYoga({ ...buildApi(), database, log: pino({ level: 'silent' }), requestTimeoutMs: 9000, sessionTtlDays: 1,
  maxQueryTokens: 5000, maxQueryDepth: 16, maxAliases: 50, introspection: true, allowedOrigins: [], graphiql: undefined });
const token = await openDemoSession(database);
const response = await yoga.fetch('http://localhost/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
  body: JSON.stringify({ query: process.env.OPERATION }),
}, { requestId: 'test', clientAddress: null });
process.stdout.write(await response.text());
await database.close();
`;

function edit(file: string, change: (text: string) => string): void {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`The change to ${file} found nothing to change.`);
  writeFileSync(path, after);
}

const compile = () =>
  spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: copy, encoding: 'utf8' });

const ask = (operation: string) =>
  JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', 'ask.ts'], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: database.url, OPERATION: operation },
    }),
  );

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'insightgraph-table-'));
  for (const part of ['src', 'drizzle', 'package.json', 'tsconfig.json', 'drizzle.config.ts']) {
    cpSync(join(root, part), join(copy, part), {
      recursive: true,
      filter: file => !file.endsWith('.test.ts'),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  database = await createTestDatabase({ empty: true });
});
afterAll(async () => {
  await database.drop();
  rmSync(copy, { recursive: true, force: true });
});

describe('an annotations table', () => {
  it('does not compile without a policy entry, and does with one', { timeout: 120_000 }, () => {
    writeFileSync(join(copy, 'src/model/tables/annotations.ts'), tableFile);
    edit('src/model/relations.ts', text =>
      text
        .replace(
          'import { apiKeys }',
          "import { annotations } from './tables/annotations.ts';\nimport { apiKeys }",
        )
        .replace('  auditEvents,\n};', '  auditEvents,\n  annotations,\n};')
        .replace(
          '    widgets: r.many.widgets({ from: r.dashboards.id, to: r.widgets.dashboardId }),\n',
          '    widgets: r.many.widgets({ from: r.dashboards.id, to: r.widgets.dashboardId }),\n    annotations: r.many.annotations({ from: r.dashboards.id, to: r.annotations.dashboardId }),\n',
        )
        .replace(
          '  auditEvents: {\n',
          '  annotations: {\n    dashboard: r.one.dashboards({ from: r.annotations.dashboardId, to: r.dashboards.id }),\n  },\n  auditEvents: {\n',
        ),
    );
    const forgotten = compile();
    expect(forgotten.status).not.toBe(0);
    expect(forgotten.stdout).toMatch(/policy\.ts.*'annotations' is missing/s);
    edit('src/policy/policy.ts', text => text.replace(/\n};\n$/, policyEntry));
    expect(compile().stdout).toBe('');
  });

  it('is migrated, read, filtered, ordered and counted, and its hidden column is nowhere', {
    timeout: 120_000,
  }, () => {
    execFileSync(join(root, 'node_modules/.bin/drizzle-kit'), ['generate', '--name', 'annotations'], {
      cwd: copy,
      encoding: 'utf8',
    });
    writeFileSync(join(copy, 'ask.ts'), askScript);
    const answer = ask(`{
      annotations(where: { dashboard: { name: { eq: "Growth overview" }, project: { slug: { eq: "lumen-notes" } } } }) { totalCount nodes { id note dashboard { name } } }
      dashboards(first: 1, orderBy: [{ name: ASC }], where: { annotations: { some: { note: { startsWith: "Look" } } } }) {
        totalCount nodes { annotations(orderBy: [{ note: DESC }]) { totalCount edges { cursor node { uuid } } } } }
      __type(name: "Annotation") { description fields { name } }
    }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.annotations).toMatchObject({
      totalCount: 1,
      nodes: [{ note: 'Look at Growth overview', dashboard: { name: 'Growth overview' } }],
    });
    expect(answer.data.dashboards.nodes[0].annotations).toMatchObject({ totalCount: 1 });
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
