/**
 * What an operator sees: operations, statements, rows, refusals, connections and caches, counted the same on both paths.
 * Reads /metrics as Prometheus does; refuses to know how the counting is done.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Histogram, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Durations } from '../src/server/metric-handles.ts';
import { maxOperationNames } from '../src/server/operation-names.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { growth, hasPromtool, promtool, type Samples, scrape } from './support/prometheus.ts';
import { patienceMs } from './support/scale.ts';

let api: TestApi;
let resolvers: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

async function send(url: string, query: string, authorization?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
    },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** What grew while something was done. */
async function during(origin: string, name: RegExp, work: () => Promise<unknown>) {
  const before = await scrape(origin);
  await work();
  return growth(before, await scrape(origin), name);
}

const counted =
  /^(graphql_operations_total|graphql_operation_duration_seconds_count|db_\w+_total|db_query_duration_seconds_count)/;

describe('operations', () => {
  const reads = [
    [
      'a page',
      'query Page { dashboards(first: 2) { nodes { uuid widgets { nodes { uuid } } } } }',
      'dashboards',
    ],
    ['a count', 'query Count { insights { totalCount } }', 'insights'],
    ['a row', 'query Row { viewer { uuid email } }', 'users'],
    ['several', 'query Several { viewer { uuid } dashboards(first: 1) { nodes { uuid } } }', 'several'],
    [
      'twice the same',
      'query Twice { a: persons(first: 1) { nodes { uuid } } b: persons { totalCount } }',
      'persons',
    ],
  ] as const;

  it.each(reads)('%s: both paths count the same', async (_, query, table) => {
    const name = /query (\w+)/.exec(query)![1];
    const expected = {
      [`db_queries_total{operation="select",table="${table}"}`]: 1,
      [`db_query_duration_seconds_count{operation="select",table="${table}"}`]: 1,
      [`graphql_operation_duration_seconds_count{type="query",name="${name}"}`]: 1,
      [`graphql_operations_total{type="query",name="${name}",code="ok"}`]: 1,
    };
    // Known from here on: the compiled reads answer.
    await send(api.url, query, token);
    const texts: string[] = [];
    const { pool } = api.database;
    const run = pool.run.bind(pool);
    pool.run = (statement, until) => {
      texts.push(statement.text);
      return run(statement, until);
    };
    expect(await during(api.origin, counted, () => send(api.url, query, token))).toEqual(expected);
    pool.run = run;
    expect(texts.map(text => text.includes('as "preamble"'))).toEqual([false]);
    expect(await during(resolvers.origin, counted, () => send(resolvers.url, query, token))).toEqual(
      expected,
    );
  });

  it('that are refused are counted by the code of the first error, whatever the status', async () => {
    const grown = await during(api.origin, /^graphql_operations_total/, async () => {
      await send(api.url, 'query Guess { dashboards { totalCount } }');
      await send(api.url, 'query Typo { nothing }', token);
      await send(api.url, 'query Wrong { dashboards(first: 1000) { totalCount } }', token);
      await send(api.url, '{ viewer { uuid } }', 'igs_not-a-token');
      await fetch(api.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' });
      await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    });
    expect(grown).toEqual({
      'graphql_operations_total{type="query",name="other",code="BAD_USER_INPUT"}': 1,
      'graphql_operations_total{type="query",name="other",code="UNAUTHENTICATED"}': 1,
      'graphql_operations_total{type="unknown",name="other",code="BAD_USER_INPUT"}': 3,
      'graphql_operations_total{type="unknown",name="other",code="UNAUTHENTICATED"}': 1,
    });
  });

  it('show an outage of the database, by operation', async () => {
    const doomed = await startTestApi({ demo: true });
    try {
      const owner = await doomed.signIn('owner@demo.example');
      const query = 'query Doomed { dashboards { totalCount } }';
      await send(doomed.url, query, owner);
      await doomed.database.close();
      const grown = await during(doomed.origin, /^graphql_operations_total/, () =>
        send(doomed.url, query, owner),
      );
      expect(grown).toEqual({
        'graphql_operations_total{type="query",name="Doomed",code="UNAVAILABLE"}': 1,
      });
    } finally {
      await doomed.close();
    }
  });

  it('of GraphiQL, of health and of browsers that ask first are none', async () => {
    const grown = await during(api.origin, /^graphql_/, async () => {
      await fetch(api.url, { headers: { accept: 'text/html' } });
      await fetch(`${api.origin}/health/live`);
      await fetch(api.url, { method: 'OPTIONS' });
    });
    expect(grown).toEqual({});
  });

  it('have names within bounds, and none from strangers', async () => {
    const crowd = await startTestApi({ beside: api });
    try {
      for (let i = 0; i < 20; i++) await send(crowd.url, `query Stranger${i} { __typename }`);
      const forged = `igs_${'x'.repeat(43)}`;
      for (let i = 0; i < 20; i++) await send(crowd.url, `query Forged${i} { __typename }`, forged);
      for (let i = 0; i < maxOperationNames + 20; i++)
        await send(crowd.url, `query Named${i} { viewer { uuid } }`, token);
      const samples = await scrape(crowd.origin);
      const names = [...samples.keys()].flatMap(
        key => /^graphql_operations_total\{.*name="(\w+)"/.exec(key)?.[1] ?? [],
      );
      expect(names.filter(name => name.startsWith('Named'))).toHaveLength(maxOperationNames);
      expect(names.filter(name => /Stranger|Forged/.test(name))).toEqual([]);
      expect(samples.get('graphql_operations_total{type="query",name="other",code="ok"}')).toBe(60);
      expect(samples.get('cache_entries{cache="operation_names"}')).toBe(maxOperationNames);
    } finally {
      await crowd.close();
    }
  });
});

describe('writes', () => {
  it('count their rows by what is done to which table, and their statements', async () => {
    const [project] = (await api.ask('{ projects(first: 1) { nodes { id } } }', { token })).data.projects
      .nodes;
    const [insight] = (await api.ask('{ insights(first: 1) { nodes { id } } }', { token })).data.insights
      .nodes;
    const create = `mutation Build { createDashboard(input: { projectId: ${JSON.stringify(project.id)}, name: "Counted" })
      { dashboard { id } userErrors { message path } } }`;
    expect(insight.id).toBeTruthy();
    let id = '';
    const made = await during(api.origin, /^(db_rows|db_queries|graphql_operations)/, async () => {
      const { data } = (await send(api.url, create, token)) as { data: Record<string, never> };
      expect(data).toMatchObject({ createDashboard: { userErrors: [] } });
      id = (data as unknown as { createDashboard: { dashboard: { id: string } } }).createDashboard.dashboard
        .id;
    });
    expect(made).toMatchObject({
      'db_rows_written_total{operation="insert",table="dashboards"}': 1,
      'db_queries_total{operation="insert",table="dashboards"}': 1,
      'graphql_operations_total{type="mutation",name="Build",code="ok"}': 1,
    });
    const gone = await during(api.origin, /^db_rows/, () =>
      send(
        api.url,
        `mutation Drop { deleteDashboard(input: { id: ${JSON.stringify(id)} }) { userErrors { message } } }`,
        token,
      ),
    );
    // A dashboard is marked as deleted, and its row stays.
    expect(gone).toEqual({ 'db_rows_written_total{operation="update",table="dashboards"}': 1 });
  });

  it('that are refused count no rows', async () => {
    const grown = await during(api.origin, /^db_rows/, () =>
      send(
        api.url,
        'mutation Nothing { deleteDashboard(input: { id: "nonsense" }) { userErrors { message } } }',
        token,
      ),
    );
    expect(grown).toEqual({});
  });
});

describe('limits', () => {
  it('to tries are counted when they refuse', async () => {
    const guess = `mutation Guess { signIn(input: { email: "viewer@demo.example", password: "wrong" }) { userErrors { code } } }`;
    const grown = await during(api.origin, /^rate_limit/, async () => {
      for (let i = 0; i < 12; i++) await send(api.url, guess);
    });
    expect(grown).toEqual({ 'rate_limit_refusals_total{limit="guess"}': 2 });
  });
});

describe('prices', () => {
  it('of operations are counted the same on both paths, and refusals by what refused', async () => {
    const query = 'query Priced { dashboards(first: 9) { nodes { uuid } } }';
    const dear =
      'query Dear { widgets(first: 100, orderBy: [{ insight: { name: ASC } }]) { nodes { uuid } } }';
    const limited = await startTestApi({ beside: api, maxOperationCost: 1_000, allowance: { points: 145 } });
    const priced = /^(graphql_operation_cost_points_(sum|count)|rate_limit_)/;
    try {
      for (const of of [limited, limited, resolvers]) {
        expect(await during(of.origin, priced, () => send(of.url, query, token))).toEqual({
          'graphql_operation_cost_points_count{type="query"}': 1,
          'graphql_operation_cost_points_sum{type="query"}': 10,
        });
      }
      expect(await during(limited.origin, priced, () => send(limited.url, dear, token))).toEqual({
        'graphql_operation_cost_points_count{type="query"}': 1,
        'graphql_operation_cost_points_sum{type="query"}': 3_101,
        'rate_limit_refusals_total{limit="cost"}': 1,
      });
      const large = query.replace('9', '99');
      expect(await during(limited.origin, priced, () => send(limited.url, large, token))).toEqual({
        'graphql_operation_cost_points_count{type="query"}': 1,
        'graphql_operation_cost_points_sum{type="query"}': 100,
      });
      expect(await during(limited.origin, priced, () => send(limited.url, large, token))).toEqual({
        'graphql_operation_cost_points_count{type="query"}': 1,
        'graphql_operation_cost_points_sum{type="query"}': 100,
        'rate_limit_refusals_total{limit="points"}': 1,
      });
    } finally {
      await limited.close();
    }
  });
});

describe('the pool of connections', () => {
  it('tells how many are open and in use, and who waits', async () => {
    const key = 4711;
    const text = `select pg_advisory_xact_lock_shared(${key})`;
    const pool = async () => {
      const samples = await scrape(api.origin);
      return ['size', 'in_use', 'waiting', 'limit'].map(name => samples.get(`db_connection_pool_${name}`));
    };
    const patience = { timeout: patienceMs / 2 };
    let held: Promise<unknown>[] = [];
    await api.client.begin(async holder => {
      await holder`select pg_advisory_xact_lock(${key})`;
      // As many as there are connections, and two more.
      held = Array.from({ length: 6 }, () => api.database.pool.run({ text }, performance.now() + patienceMs));
      await expect.poll(pool, patience).toEqual([4, 4, 2, 4]);
    });
    await Promise.all(held);
    await expect.poll(pool, patience).toEqual([4, 0, 0, 4]);
  });
});

describe('caches', () => {
  it('tell what they hold', async () => {
    const sizes = (samples: Samples) =>
      ['known_documents', 'plans', 'parsed_documents'].map(
        name => samples.get(`cache_entries{cache="${name}"}`)!,
      );
    const before = sizes(await scrape(api.origin));
    const query = 'query Cached { cohorts(first: 3) { nodes { uuid name } } }';
    for (let i = 0; i < 3; i++) await send(api.url, query, token);
    const after = await scrape(api.origin);
    expect(sizes(after)).toEqual(before.map(entries => entries + 1));
    await send(api.url, '{ insights(first: 50) { nodes { config { __typename } } } }', token);
    await send(api.url, '{ insights(first: 50) { nodes { config { __typename } } } }', token);
    const filled = await scrape(api.origin);
    for (const cache of ['typed_json_texts', 'hot_statements'])
      expect(filled.get(`cache_size_bytes{cache="${cache}"}`), cache).toBeGreaterThan(0);
  });
});

describe('the process', () => {
  it('tells the delay of its event loop, its memory and its time', async () => {
    const samples = await scrape(api.origin);
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
    ])
      expect(samples.get(name), name).toBeGreaterThan(0);
  });
});

describe('durations', () => {
  it('are written as prom-client’s own histogram writes them', async () => {
    const bounds = [0.01, 0.1, 1];
    const [own, theirs] = [new Registry(), new Registry()];
    const family = { name: 'waiting_seconds', help: 'How long.', labelNames: ['a', 'b'] };
    const durations = new Durations({ ...family, registry: own }, bounds);
    const histogram = new Histogram({ ...family, buckets: bounds, registers: [theirs] });
    for (const [a, b, seconds] of [
      ['x', 'y', 0.01],
      ['x', 'y', 0.011],
      ['x', 'z', 0],
      ['x', 'y', 1.5],
      ['q"\n', '\\', 1],
    ] as const) {
      durations.of(a, b).observe(seconds);
      histogram.observe({ a, b }, seconds);
    }
    const lines = async (registry: Registry) =>
      (await registry.metrics()).split('\n').map(line =>
        line.replace(
          /\{(.*)\}/,
          (_, labels: string) =>
            `{${labels
              .split(/,(?=\w+=")/)
              .sort()
              .join()}}`,
        ),
      );
    expect(await lines(own)).toEqual(await lines(theirs));
  });
});

const operations = (file: string) => fileURLToPath(new URL(`../docs/operations/${file}`, import.meta.url));

describe('the dashboard and the alert rules', () => {
  it.each(['grafana-dashboard.json', 'alerts.yml'])('%s ask for metrics that there are', async file => {
    // Of everything once, so that no family is without a sample.
    const text = await (await fetch(`${api.origin}/metrics`)).text();
    const families = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!));
    const asked = readFileSync(operations(file), 'utf8').match(
      /\b(insightgraph|graphql|db|rate_limit|cache|hook|process|nodejs)_[a-z0-9_]+/g,
    )!;
    const unknown = asked.filter(
      name => !families.has(name) && !families.has(name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect(unknown).toEqual([]);
    expect(new Set(asked).size).toBeGreaterThan(5);
  });

  it('are JSON that Grafana imports, each panel with a title, a place and a query', () => {
    const dashboard = JSON.parse(readFileSync(operations('grafana-dashboard.json'), 'utf8'));
    expect(dashboard.title).toContain('insightgraph');
    expect(dashboard.panels.length).toBeGreaterThan(8);
    for (const { title, gridPos, targets, datasource } of dashboard.panels) {
      expect({ title, gridPos, datasource }).toEqual({
        title: expect.any(String),
        gridPos: expect.objectContaining({ w: expect.any(Number) }),
        // A variable of the dashboard.
        datasource: { type: 'prometheus', uid: `\${datasource}` },
      });
      expect(targets[0].expr, title).toEqual(expect.any(String));
    }
  });
});

describe.skipIf(!hasPromtool)('Prometheus', () => {
  it('accepts the metrics', async () => {
    const text = await (await fetch(`${api.origin}/metrics`)).text();
    expect(promtool(['check', 'metrics'], text)).toEqual({ accepted: true, said: '' });
  });

  it('accepts the alert rules', () => {
    expect(promtool(['check', 'rules', operations('alerts.yml')])).toMatchObject({ accepted: true });
  });

  it('wakes somebody in an outage that is no HTTP status, and nobody when all is well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
    const file = join(folder, 'outage.json');
    const firing = (code: string, alerts: readonly string[]) => ({
      interval: '15s',
      input_series: [
        {
          series: `graphql_operations_total{job="insightgraph",name="Page",type="query",code="${code}"}`,
          values: '0+30x60',
        },
      ],
      alert_rule_test: ['InsightgraphDatabaseUnavailable', 'InsightgraphErrors'].map(alertname => ({
        eval_time: '10m',
        alertname,
        exp_alerts: alerts.includes(alertname)
          ? [{ exp_labels: { severity: 'critical', job: 'insightgraph' } }]
          : [],
      })),
    });
    try {
      // Which alerts there are, not their words: those are read off the rules.
      const rules = readFileSync(operations('alerts.yml'), 'utf8').replace(
        /^ +annotations:\n +summary: .*$/gm,
        '',
      );
      writeFileSync(join(folder, 'alerts.yml'), rules);
      const tests = [
        firing('ok', []),
        firing('BAD_USER_INPUT', []),
        firing('UNAVAILABLE', ['InsightgraphDatabaseUnavailable']),
        firing('INTERNAL_SERVER_ERROR', ['InsightgraphErrors']),
      ];
      writeFileSync(file, JSON.stringify({ rule_files: ['alerts.yml'], tests }));
      expect(promtool(['test', 'rules', file])).toMatchObject({ accepted: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
