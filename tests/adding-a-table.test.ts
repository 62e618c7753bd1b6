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
import { longest, textBound, textWords } from '../bounds.ts';
import { standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
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
    textBound('annotations_note_length', t.note, longest.other),
    textBound('annotations_shade_length', t.shade, longest.other),
  ],
);

describeTable(annotations, 'A remark on a dashboard.', {
  projectId: 'The project the dashboard belongs to.',
  dashboardId: 'The dashboard the remark is on.',
  note: 'What the remark says.',
  shade: 'The colour it is shown in.',
});

describeConstraints({
  annotations_note_length: textWords(longest.other),
  annotations_shade_length: textWords(longest.other),
});
`;

const policyEntry = `  annotations: {
    read: annotation => inReadableProject(annotation.projectId),
    hidden: ['shade'],
  },
`;

/** What a developer would see in GraphiQL, asked without one. */
const askScript = `import { pino } from 'pino';
import { migrateDatabase } from './src/database/migrate.ts';
import { openDatabase } from './src/database/open.ts';
import { seedDemo } from './src/seed/seed-demo.ts';
import { openDemoSession } from './src/identity/demo-session.ts';
import { buildApi } from './src/server/schema.ts';
import { buildYoga } from './src/server/yoga.ts';

const url = process.env.DATABASE_URL!;
await migrateDatabase({ url, log: () => {} });
const database = openDatabase({ url, poolSize: 2, statementTimeoutMs: 0, prepare: true });
await seedDemo({ client: database.client });
await database.client.unsafe(\`insert into annotations (project_id, dashboard_id, note)
  select project_id, id, 'Look at ' || name from dashboards\`);
const yoga = buildYoga({ ...buildApi(), database, log: pino({ level: 'silent' }), requestTimeoutMs: 120_000, sessionTtlDays: 1,
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

/** Writes an entry first into the object that a line opens, whatever else is in it. */
function addTo(text: string, opening: RegExp, entry: string): string {
  const found = opening.exec(text);
  if (!found) throw new Error(`Nothing begins with ${opening}.`);
  const at = found.index + found[0].length;
  return `${text.slice(0, at)}\n${entry}${text.slice(at).replace(/^\n/, '')}`;
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
  it('does not compile without a policy entry, and does with one', () => {
    writeFileSync(join(copy, 'src/model/tables/annotations.ts'), tableFile);
    edit('src/model/relations.ts', text => {
      const imported = `import { annotations } from './tables/annotations.ts';\n${text}`;
      const registered = addTo(imported, /^export const tables = \{$/m, '  annotations,\n');
      const toMany =
        '    annotations: r.many.annotations({ from: r.dashboards.id, to: r.annotations.dashboardId }),\n';
      const toOne = `  annotations: {
    dashboard: r.one.dashboards({ from: r.annotations.dashboardId, to: r.dashboards.id }),
  },\n`;
      const related = addTo(registered, /^ {2}dashboards: \{$/m, toMany);
      return addTo(related, /^export const relations = defineRelations\(tables, r => \(\{$/m, toOne);
    });
    const forgotten = compile();
    expect(forgotten.status).not.toBe(0);
    expect(forgotten.stdout).toMatch(/policy\.ts.*'annotations' is missing/s);
    edit('src/policy/policy.ts', text => addTo(text, /^export const policy: Policy = \{$/m, policyEntry));
    expect(compile().stdout).toBe('');
  });

  it('is migrated, read, filtered, ordered and counted, and its hidden column is nowhere', () => {
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
