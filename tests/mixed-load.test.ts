/**
 * Reads of many shapes, writes, sign-ins and mistakes at once, for half an hour in a long run: all are answered, and the memory of the
 * server and of PostgreSQL stays where it is. A usual run is too short for a slope, and shows that the load is what it says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { once } from './support/fault-cluster.ts';
import { memoryOf } from './support/memory.ts';
import { isLong, patienceMs } from './support/scale.ts';
import { endProcesses, type ServerProcess, startProcess } from './support/server-process.ts';

const minutes = isLong ? 30 : 0.05;
const shapes = isLong ? 2_000 : 20;
const clients = 4;
/** In which garbage has to do. */
const heapMB = 192;

let database: TestApi;
let server: ServerProcess;
let token: string;
let dashboard: string;

beforeAll(async () => {
  database = await startTestApi({ demo: true });
  token = await database.signIn('owner@demo.example');
  server = startProcess(process.execPath, [`--max-old-space-size=${heapMB}`, 'bin/serve.js'], {
    DATABASE_URL: database.databaseUrl,
    LOG_LEVEL: 'error',
    // All of it is one viewer's.
    RATE_LIMIT_POINTS: '1000000000',
  });
  while (!server.output().includes('GraphQL API ready at')) await sleep(20);
  dashboard = (await ask('{ dashboards(first: 1) { nodes { id } } }')).data.dashboards.nodes[0].id;
});
afterAll(async () => {
  endProcesses();
  await database.close();
});

const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Any> =>
  (await askWhole(`http://127.0.0.1:${server.port()}/graphql`, { query, variables, token })).body;

const fields = [
  'name',
  'description',
  'isPinned',
  'createdAt',
  'updatedAt',
  'dateFrom',
  'dateTo',
  'createdBy',
  'deletedAt',
  'uuid',
  'projectId',
];
const shapeOf = (number: number) =>
  `query Shape${number} ($n: Int!) { dashboards(first: $n) { nodes { id ${fields.filter((_, bit) => number & (1 << bit)).join(' ')}
    widgets(first: 3) { nodes { id insight { name config { __typename } } } } } } }`;

/** What a client does in its turn, and the code that it has to get. */
const turns: readonly ((
  turn: number,
) => Promise<{ readonly told: Any; readonly code: string | undefined }>)[] = [
  async turn => ({ told: await ask(shapeOf(1 + (turn % shapes)), { n: 1 + (turn % 20) }), code: undefined }),
  async turn => ({ told: await ask(shapeOf(1 + ((turn * 7) % shapes)), { n: 20 }), code: undefined }),
  async turn => ({
    told: await ask(
      'query ($after: String) { persons(first: 50, after: $after) { totalCount nodes { properties } } }',
      {
        after: null,
        // Never the same variables twice.
        unused: turn,
      },
    ),
    code: undefined,
  }),
  async turn => ({
    told: await ask(
      'mutation ($id: ID!, $text: String!) { updateDashboard(input: { id: $id, description: $text }) { userErrors { code } } }',
      { id: dashboard, text: `turn ${turn}` },
    ),
    code: undefined,
  }),
  async turn => ({
    told: await ask(`{ dashboards(first: 0) { nodes { f${turn}: name } } }`),
    code: 'BAD_USER_INPUT',
  }),
  async turn => ({ told: await ask(`{ nothing${turn} }`), code: 'BAD_USER_INPUT' }),
];

/** Megabytes of the server's process, and of all backends that serve it. */
async function memory(): Promise<{ readonly server: number; readonly backends: number }> {
  const pids = await once<{ pid: number }>(
    database.adminUrl,
    `select pid from pg_stat_activity where application_name = 'insightgraph' and datname = current_database()`,
  );
  return {
    server: memoryOf(server.child.pid!, 'VmRSS'),
    backends: pids.reduce((sum, { pid }) => sum + memoryOf(pid, 'RssAnon'), 0),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it(
  'mixed load is answered whole, and leaves nothing in memory',
  async () => {
    const end = Date.now() + minutes * 60_000;
    let asked = 0;
    const surprises: string[] = [];
    const work = async (client: number) => {
      for (let turn = client; Date.now() < end; turn += clients) {
        const asking = turns[turn % turns.length]!(Math.floor(turn / turns.length));
        const { told, code } = await asking.catch(error => {
          const { exitCode, signalCode } = server.child;
          throw new Error(
            `No answer; the server ended with ${exitCode ?? signalCode}: ${server.output().slice(-2_000)}`,
            {
              cause: error,
            },
          );
        });
        asked++;
        const got = told.errors?.[0]?.extensions.code;
        if (got !== code) surprises.push(`${turn}: ${JSON.stringify(told).slice(0, 200)}`);
      }
    };
    const samples: Awaited<ReturnType<typeof memory>>[] = [];
    const watch = async () => {
      for (; Date.now() < end; await sleep((minutes * 60_000) / 60)) samples.push(await memory());
    };
    await Promise.all([watch(), ...Array.from({ length: clients }, (_, client) => work(client))]);

    const third = Math.floor(samples.length / 3);
    for (const part of ['server', 'backends'] as const) {
      const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map(some =>
        mean(some.map(sample => sample[part])),
      ) as [number, number];
      const slope = (after - before) / (minutes / 3);
      if (isLong)
        console.log(
          `${part}: ${before.toFixed(0)} MB in the second third, ${after.toFixed(0)} MB in the last, ${slope.toFixed(2)} MB a minute; ${asked} operations`,
        );
      if (isLong) expect(after).toBeLessThan(1.1 * before);
    }
    expect(surprises.slice(0, 10)).toEqual([]);
    expect(asked).toBeGreaterThan(turns.length * clients);
  },
  minutes * 60_000 + patienceMs,
);
