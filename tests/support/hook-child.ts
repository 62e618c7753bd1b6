/**
 * A process with hooks, until it is killed or told to stop: it notes in the table `run` when a hook began and ended.
 * Told by the environment what its hooks do; prints when it is ready.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { connectApi } from 'insightgraph';
import { hookApi } from './hook-tables.ts';

const { DATABASE_URL, HANGS, PREPARE } = process.env;

const api = hookApi(extension =>
  extension.addWriteHook({
    name: 'noted',
    table: 'track',
    on: ['created', 'updated'],
    timeoutMs: 5_000,
    run: async ({ id, row, attempt }, { database }) => {
      const who = process.pid;
      await database.execute(
        sql`insert into run (event, name, attempt, process) values (${id}::uuid, ${row.name}, ${attempt}, ${who})`,
      );
      if (row.name === HANGS) await new Promise(() => {});
      await sleep(Math.random() * 5);
      await database.execute(
        sql`update run set ended = clock_timestamp() where event = ${id}::uuid and process = ${who}`,
      );
    },
  }),
);
const connected = await connectApi({
  api,
  databaseUrl: DATABASE_URL!,
  prepare: PREPARE !== 'false',
  logLevel: 'silent',
  hookConcurrency: HANGS === undefined ? 4 : 1,
});
process.once('SIGTERM', () => void connected.close().then(() => process.exit(0)));
console.log('ready');
