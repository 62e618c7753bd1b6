/**
 * Answers without a bound, asked for in three hundred bytes.
 * Rows hold the longest texts that there may be, of characters that JSON writes as two.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { memoryOf } from './support/memory.ts';
import { patienceMs } from './support/scale.ts';
import { endProcesses, type ServerProcess, startProcess } from './support/server-process.ts';

const limit = 4_194_304;
const refused = `The answer would be larger than ${limit} bytes. Ask for less at once: smaller pages, or fewer fields with long texts.`;
const aliases = Array.from({ length: 24 }, (_, i) => `a${i}: content`).join(' ');
/** A megabyte for each row. */
const attack = `query ($n: Int!) { widgets(first: $n, where: { content: { isNull: false } }) { nodes { ${aliases} } } }`;

let api: TestApi;
let resolvers: TestApi;
let token: string;

beforeAll(async () => {
  const options = { maxResponseBytes: limit, maxOperationCost: 1_000_000_000 };
  api = await startTestApi({ demo: true, ...options });
  resolvers = await startTestApi({ beside: api, compiled: false, ...options });
  token = await api.signIn('owner@demo.example');
  await api.client`
    insert into widgets (project_id, dashboard_id, content, layout)
    select d.project_id, d.id, repeat('"', 20000), d.layout from (
      select project_id, dashboard_id as id, layout from widgets where content like '## Growth%' limit 1) d, generate_series(1, 120)`;
  await api.client`update widgets set content = repeat('"', 20000) where content is not null`;
});
afterAll(async () => {
  endProcesses();
  await resolvers.close();
  await api.close();
});

const ask = (url: string, query: string, n: number) => askWhole(url, { query, variables: { n }, token });

describe('an answer that would be too large', () => {
  it.each([
    ['compiled reads', () => api],
    ['the resolvers', () => resolvers],
  ])('is refused by %s, with the limit and what to do, and others are answered', async (_, of) => {
    const { url, database } = of();
    // Known from the first time on, and not remembered as refused with other variables.
    for (const n of [100, 98, 98]) {
      const { status, text } = await ask(url, attack, n);
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ message: refused, extensions: { code: 'LIMIT_EXCEEDED' } }],
      });
      expect(status).toBe(400);
    }
    const { text } = await ask(url, attack, 4);
    expect(text.length).toBeGreaterThan(4 * 24 * 40_000);
    expect(JSON.parse(text).data.widgets.nodes).toHaveLength(4);
    while (database.pool.state.inUse > 0) await sleep(5);
  });

  it('is refused where the rows alone are more than may come', async () => {
    // Each list of its own order has its own rows: 16 MB as JSON.
    const orders = ['createdAt: ASC', 'createdAt: DESC', 'content: ASC', 'content: DESC'];
    const lists = orders.map(
      (order, i) =>
        `l${i}: widgets(first: $n, orderBy: [{ ${order} }], where: { content: { isNull: false } }) { nodes { content } }`,
    );
    const { text } = await ask(resolvers.url, `query ($n: Int!) { ${lists.join(' ')} }`, 100);
    expect(JSON.parse(text).errors[0]).toMatchObject({
      message: refused,
      extensions: { code: 'LIMIT_EXCEEDED' },
    });
  });
});

describe('the memory of the process', () => {
  const peakOf = ({ child }: ServerProcess) => memoryOf(child.pid!, 'VmHWM');

  it('stays bounded, however many ask', async () => {
    const server = startProcess(process.execPath, ['bin/serve.js'], {
      DATABASE_URL: api.databaseUrl,
      LOG_LEVEL: 'error',
      // What it costs to ask for so much would be told before it is read.
      MAX_OPERATION_COST: '1000000000',
      RATE_LIMIT_POINTS: '0',
      // It is about memory: whoever is slow is not refused for it.
      REQUEST_TIMEOUT_MS: String(patienceMs),
      DATABASE_STATEMENT_TIMEOUT_MS: String(patienceMs),
    });
    while (!server.output().includes('GraphQL API ready at')) await sleep(20);
    const url = `http://127.0.0.1:${server.port()}/graphql`;
    for (let i = 0; i < 5; i++) await ask(url, attack, 1);
    const before = peakOf(server);
    const answers = await Promise.all([97, 98, 99].map(n => ask(url, attack, n)));
    for (const { status, text } of answers) {
      expect(text).toContain('"code":"LIMIT_EXCEEDED"');
      expect(status).toBe(400);
    }
    // Without a bound: 96 MB of text, and as much again of bytes, three at once. V8 lets much of it lie for a while.
    expect(peakOf(server) - before).toBeLessThan(1_000);
  });
});
