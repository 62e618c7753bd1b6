/**
 * A column more, wherever it stands, nullable or with a default of any kind, is an edit of its table's file alone:
 * the seeds go on compiling and writing. Done in a copy of the source, as a developer would.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { isLong } from './support/scale.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let copy: string;
let database: TestDatabase;

const edits: readonly { file: string; types: string; first: string; last: string; words: string }[] = [
  {
    file: 'src/model/tables/persons.ts',
    types: 'boolean, text',
    first: 'nickname: text(),',
    last: "isStaff: boolean().notNull().default(false), origin: text().notNull().$defaultFn(() => 'import'),",
    words: "nickname: 'A.', isStaff: 'B.', origin: 'C.',",
  },
  {
    file: 'src/model/tables/widgets.ts',
    types: 'integer, timestamp',
    first: 'zIndex: integer().notNull().default(7),',
    last: 'shownAt: timestamp({ withTimezone: true }),',
    words: "zIndex: 'A.', shownAt: 'B.',",
  },
];

const seedScript = `import { migrateDatabase } from './src/database/migrate.ts';
import { withClient } from './src/database/open.ts';
import { seedDemo } from './src/seed/seed-demo.ts';
import { seedScale } from './src/seed/seed-scale.ts';

const url = process.env.DATABASE_URL!;
await migrateDatabase({ url, log: () => {} });
await withClient({ url }, async client => {
  await seedDemo({ client });
  await seedScale({ client, projects: 1, personsPerProject: 20 });
});
`;

// What a developer adds every day, a table, is tried in usual runs too: adding-a-table.
describe.runIf(isLong)('a column more', () => {
  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'insightgraph-column-'));
    for (const part of ['src', 'drizzle', 'package.json', 'tsconfig.json', 'drizzle.config.ts']) {
      cpSync(join(root, part), join(copy, part), {
        recursive: true,
        filter: file => !file.endsWith('.test.ts'),
      });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const { file, types, first, last, words } of edits) {
      const source = readFileSync(join(copy, file), 'utf8');
      const edited = source
        .replace(/^import \{ (?=.*drizzle-orm\/pg-core)/m, `import { ${types}, `)
        .replace('    ...standardColumns(),\n', `    ${first}\n    ...standardColumns(),\n`)
        .replace('\n  },\n  t => [', `\n    ${last}\n  },\n  t => [`)
        .replace(/(describeTable\([^{]*\{)/, `$1 ${words}`);
      writeFileSync(join(copy, file), edited);
    }
    database = await createTestDatabase({ empty: true });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(copy, { recursive: true, force: true });
  });

  it('new columns, nullable or with a default, break no seed', { timeout: 120_000 }, async () => {
    const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(compiled.stdout).toBe('');
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, { cwd: copy, env: { ...process.env, DATABASE_URL: database.url } });
    run(join(root, 'node_modules/.bin/drizzle-kit'), 'generate', '--name', 'columns');
    writeFileSync(join(copy, 'seed.ts'), seedScript);
    run(process.execPath, '--import', 'tsx', 'seed.ts');

    const client = openTestClient(database.url);
    try {
      const persons =
        await client`select count(*)::int as n, nickname, is_staff, origin from persons group by 2, 3, 4`;
      expect([...persons]).toEqual([{ n: 560, nickname: null, is_staff: false, origin: 'import' }]);
      const widgets =
        await client`select count(*) > 50 as many, z_index, shown_at from widgets group by 2, 3`;
      expect([...widgets]).toEqual([{ many: true, z_index: 7, shown_at: null }]);
    } finally {
      await client.end();
    }
  });
});
