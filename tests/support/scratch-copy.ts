/**
 * A copy of the source to try changes in, with the commands that a developer would use.
 * Knows how to change, compile, migrate and ask it; refuses to know what is changed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Any } from './api.ts';
import { createTestDatabase } from './database.ts';
import { patienceMs } from './scale.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ScratchCopy {
  /** Writes a file that is not there yet. */
  write(file: string, text: string): void;
  /** Changes a file. @throws where nothing changed */
  edit(file: string, change: (text: string) => string): void;
  /** What the compiler has to say. */
  compile(): string;
  /** A migration for what changed in the tables. */
  generateMigration(name: string): void;
  /** What a developer would see in GraphiQL as the demo owner, asked without one, one operation after the other. */
  ask(...operations: readonly string[]): Any[];
  drop(): Promise<void>;
}

/** Migrates, fills the empty database with the demo data, and asks: twice what can be, as known operations take another path. */
const askScript = (insert: string) => `import { pino } from 'pino';
import { migrateDatabase } from './src/database/migrate.ts';
import { openDatabase, withClient } from './src/database/open.ts';
import { seedDemo } from './src/seed/seed-demo.ts';
import { openDemoSession } from './src/accounts/demo-session.ts';
import { viewers } from './src/accounts/viewers.ts';
import { CompiledReads } from './src/server/compiled-reads.ts';
import { buildHttpServer, closeServer, listen } from './src/server/http-server.ts';
import { createMetrics } from './src/server/metrics.ts';
import { buildApi } from './src/operations/schema.ts';
import { buildYoga } from './src/server/yoga.ts';
import { Admission } from './src/server/admission.ts';

const url = process.env.DATABASE_URL!;
const api = buildApi();
await migrateDatabase({ url, log: () => {} });
const requestTimeoutMs = ${patienceMs};
const database = openDatabase({ url, poolSize: 2, statementTimeoutMs: 0, requestTimeoutMs, prepare: true });
await withClient({ url }, async client => {
  const [seeded] = await client\`select 1 from projects\`;
  if (seeded) return;
  await seedDemo({ client });
  await client.unsafe(${JSON.stringify(insert)});
});
const log = pino({ level: 'silent' });
const admission = new Admission({ maxOperationCost: 100_000, onRefused: () => {} });
const compiled = new CompiledReads({ ...api, database, admission, maxResponseBytes: 20_000_000 });
const metrics = createMetrics();
const yoga = buildYoga({ ...api, compiled, admission, database, log, metrics, requestTimeoutMs,
  maxQueryTokens: 5000, maxQueryDepth: 16, maxAliases: 50, maxWrittenRows: 2000, maxResponseBytes: 20_000_000, introspection: true });
const server = buildHttpServer({ viewer: viewers, yoga, compiled, admission, database, log, metrics, requestTimeoutMs, maxBodyBytes: 1e6, trustedProxies: [],
  keepAliveTimeoutMs: 60_000, allowedOrigins: [], isProduction: false, slowOperationMs: 0, graphiql: undefined });
const port = await listen(server, 0, '127.0.0.1');
const token = await openDemoSession(database);
const ask = async query => {
  const response = await fetch(\`http://127.0.0.1:\${port}/graphql\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
    body: JSON.stringify({ query }),
  });
  return response.text();
};
const answers = [];
for (const query of JSON.parse(process.env.OPERATIONS)) {
  const first = await ask(query);
  const again = query.startsWith('mutation') ? first : await ask(query);
  if (again !== first) throw new Error('The second answer differs: ' + again + ' from ' + first);
  answers.push(JSON.parse(first));
}
process.stdout.write(JSON.stringify(answers));
await closeServer(server, 1_000);
await database.close();
`;

/** @param insert SQL to run once the demo data are there */
export async function makeScratchCopy(insert = ''): Promise<ScratchCopy> {
  const copy = mkdtempSync(join(tmpdir(), 'insightgraph-copy-'));
  for (const part of ['src', 'drizzle', 'package.json', 'tsconfig.json', 'drizzle.config.ts']) {
    cpSync(join(root, part), join(copy, part), {
      recursive: true,
      filter: file => !file.endsWith('.test.ts'),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'ask.ts'), askScript(insert));
  const database = await createTestDatabase({ empty: true });
  const bin = (name: string) => join(root, 'node_modules/.bin', name);
  return {
    write: (file, text) => writeFileSync(join(copy, file), text, { flag: 'wx' }),
    edit: (file, change) => {
      const path = join(copy, file);
      const before = readFileSync(path, 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`The change to ${file} found nothing to change.`);
      writeFileSync(path, after);
    },
    compile: () => spawnSync(bin('tsc'), ['-p', '.'], { cwd: copy, encoding: 'utf8' }).stdout,
    generateMigration: name => {
      execFileSync(bin('drizzle-kit'), ['generate', '--name', name], { cwd: copy, encoding: 'utf8' });
    },
    ask: (...operations) =>
      JSON.parse(
        execFileSync(process.execPath, ['--import', 'tsx', 'ask.ts'], {
          cwd: copy,
          stdio: 'pipe',
          encoding: 'utf8',
          env: { ...process.env, DATABASE_URL: database.url, OPERATIONS: JSON.stringify(operations) },
        }),
      ),
    drop: async () => {
      await database.drop();
      rmSync(copy, { recursive: true, force: true });
    },
  };
}
