/**
 * All rows of a list as CSV and as lines of JSON: the rows of plain SQL, under the rules, prices and limits of pages.
 * Knows RFC 4180; refuses to know how pages are asked for.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../src/seed/random.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { isLong } from './support/scale.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
});
afterAll(() => api.close());

const csv = 'text/csv';
const jsonLines = 'application/x-ndjson';

async function exported(
  type: string,
  query: string,
  { variables = {}, as = token, from = api, ...members }: Any = {},
) {
  const response = await fetch(from.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: type, authorization: `Bearer ${as}` },
    body: JSON.stringify({ query, variables, ...members }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The records of a text, as RFC 4180 has them; a field that is not there is undefined, and one that is empty is "". */
function recordsOf(text: string): (string | undefined)[][] {
  expect(text.endsWith('\r\n')).toBe(true);
  const records: (string | undefined)[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    records.at(-1)!.push(quoted === undefined ? plain || undefined : quoted.replaceAll('""', '"'));
    if (end !== ',') records.push([]);
  }
  return records.slice(0, -1);
}
const objectsOf = (text: string): Any[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));

const persons =
  'query Persons($after: String) { persons(after: $after) { nodes { uuid createdAt properties } } }';
const inSql = () => api.client`
  select p.id, to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, p.properties
  from persons p join project_members m on m.project_id = p.project_id
  join users u on u.id = m.user_id and u.email = 'owner@demo.example'
  join projects on projects.id = p.project_id and projects.deleted_at is null
  order by p.created_at, p.id`;

/** Pages that PostgreSQL was asked for. */
async function calls(): Promise<number> {
  const text = await (await fetch(`${api.origin}/metrics`)).text();
  const counted = [...text.matchAll(/^db_queries_total\{.*\} (\d+)$/gm)];
  return counted.reduce((sum, [, value]) => sum + Number(value), 0);
}

describe('an export', () => {
  it('has every row of every page, in the order of the list, as plain SQL has them: in CSV', async () => {
    const { status, headers, text } = await exported(csv, persons);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="persons.csv"');
    const [head, ...records] = recordsOf(text);
    expect(head).toEqual(['uuid', 'createdAt', 'properties', 'cursor']);
    const rows = await inSql();
    expect(rows.length).toBeGreaterThan(300);
    expect(records.map(([id, at, properties]) => [id, at, JSON.parse(properties!)])).toEqual(
      rows.map(({ id, at, properties }) => [id, at, properties]),
    );
  });

  it('is the same in lines of JSON, and by GET', async () => {
    const { headers, text } = await exported(jsonLines, persons);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const found = objectsOf(text);
    const rows = await inSql();
    expect(found.map(({ node }) => [node.uuid, node.properties])).toEqual(
      rows.map(({ id, properties }) => [id, properties]),
    );
    const got = await fetch(`${api.url}?${new URLSearchParams({ query: persons })}`, {
      headers: { accept: jsonLines, authorization: `Bearer ${token}` },
    });
    expect(await got.text()).toBe(text);
  });

  it('goes on behind any row, by its cursor', async () => {
    const [, ...records] = recordsOf((await exported(csv, persons)).text);
    const after = records[122]!.at(-1);
    const [, ...rest] = recordsOf((await exported(csv, persons, { variables: { after } })).text);
    expect(rest).toEqual(records.slice(123));
  });

  it('has a column for each member of objects, and lists as JSON, without what is not of rows', async () => {
    const query = `query Named($never: Boolean = false, $name: String) { all: dashboards(where: { name: { eq: $name }, project: { slug: { eq: "lumen-notes" } } }) {
      totalCount @include(if: $never)
      nodes { name ...P widgets(first: 1) { totalCount nodes { content layout { x } } } }
    } } fragment P on Dashboard { project { title: name } }`;
    const { text } = await exported(csv, query, { variables: { name: 'Growth overview' } });
    const [head, row] = recordsOf(text);
    expect(head).toEqual(['name', 'project.title', 'widgets.totalCount', 'widgets.nodes', 'cursor']);
    expect(row!.slice(0, 3)).toEqual(['Growth overview', 'Lumen Notes', '12']);
    expect(JSON.parse(row![3]!)[0].layout).toEqual({ x: expect.any(Number) });
  });

  it('quotes what CSV would take for its own, and what spreadsheets would take for a formula', async () => {
    const { data } = await api.ask('{ project(by: { slug: "lumen-notes" }) { id } }', { token });
    const names = ['=1+1', '@x, "y"', 'two\nlines', '-7', 'zero'];
    const descriptions = ['+', '', null, '\ttab', 'plain'];
    for (const [i, name] of names.entries()) {
      const input = { projectId: data.project.id, name, description: descriptions[i] };
      const made = await api.ask(
        'mutation M($input: CreateDashboardInput!) { createDashboard(input: $input) { userErrors { message } } }',
        {
          token,
          variables: { input },
        },
      );
      expect(made.data.createDashboard.userErrors).toEqual([]);
    }
    const query = `query Of($names: [String!]) { dashboards(where: { name: { in: $names } }) { nodes { name description isPinned } } }`;
    const [, ...records] = recordsOf((await exported(csv, query, { variables: { names } })).text);
    expect(records.map(record => record.slice(0, 3))).toEqual([
      ["'=1+1", "'+", 'false'],
      ['\'@x, "y"', '', 'false'],
      ['two\nlines', undefined, 'false'],
      ["'-7", "'\ttab", 'false'],
      ['zero', 'plain', 'false'],
    ]);
    const found = objectsOf((await exported(jsonLines, query, { variables: { names } })).text);
    expect(found.map(({ node }) => [node.name, node.description])).toEqual(
      names.map((name, i) => [name, descriptions[i]]),
    );
  });

  it('has exactly as many rows as one may have, and those behind them when it is asked to go on', async () => {
    const few = await startTestApi({ beside: api, http: { maxExportedRows: 130 } });
    try {
      const all = objectsOf((await exported(jsonLines, persons)).text);
      const pages: Any[][] = [];
      for (
        let after: string | undefined;
        pages.flat().length < all.length;
        after = pages.at(-1)!.at(-1).cursor
      )
        pages.push(objectsOf((await exported(jsonLines, persons, { from: few, variables: { after } })).text));
      expect(pages.slice(0, -1).map(page => page.length)).toEqual(
        Array(Math.ceil(all.length / 130) - 1).fill(130),
      );
      expect(pages.flat()).toEqual(all);
      const [, ...records] = recordsOf((await exported(csv, persons, { from: few })).text);
      expect(records.map(([uuid]) => uuid)).toEqual(all.slice(0, 130).map(({ node }) => node.uuid));
      const narrow = persons.replace('after: $after', 'first: 7, after: $after');
      expect(objectsOf((await exported(jsonLines, narrow, { from: few })).text)).toEqual(all.slice(0, 130));
    } finally {
      await few.close();
    }
  });

  it('has its head alone where there is no row, and only rows that its viewer may see', async () => {
    const none = persons.replace('after: $after', 'after: $after, where: { uuid: { in: [] } }');
    expect((await exported(csv, none)).text).toBe('uuid,createdAt,properties,cursor\r\n');
    expect((await exported(jsonLines, none)).text).toBe('');
    const outsider = await api.signIn('outsider@demo.example');
    const [one] = objectsOf((await exported(jsonLines, persons, { as: outsider })).text);
    const own = new Set((await inSql()).map(({ id }) => id));
    expect(own.has(one.node.uuid)).toBe(false);
  });
});

/** Lists that are exported, with what may be asked of them, and the same in SQL. */
const lists = {
  insights: {
    isThere: 'r.deleted_at is null',
    fields: { uuid: 'r.id', name: 'r.name', isFavorite: 'r.is_favorite', description: 'r.description' },
    filters: {
      '{}': 'true',
      '{ isFavorite: { eq: true } }': 'r.is_favorite',
      '{ name: { contains: "e" }, NOT: { type: { eq: TREND } } }': `r.name like '%e%' and r.type <> 'trend'`,
    },
    orders: {
      name: 'r.name',
      createdAt: 'r.created_at',
      description: 'r.description',
      isFavorite: 'r.is_favorite',
    },
  },
  widgets: {
    // Not those of what is deleted.
    isThere: `exists (select from dashboards d where d.id = r.dashboard_id and d.deleted_at is null)
      and (r.insight_id is null or exists (select from insights i where i.id = r.insight_id and i.deleted_at is null))`,
    fields: { uuid: 'r.id', content: 'r.content', insightId: 'r.insight_id' },
    filters: {
      '{}': 'true',
      '{ insight: { isFavorite: { eq: false } } }':
        'exists (select from insights i where i.id = r.insight_id and not i.is_favorite)',
      '{ content: { isNull: false } }': 'r.content is not null',
    },
    orders: { createdAt: 'r.created_at', content: 'r.content', insightId: 'r.insight_id' },
  },
} as const;

const exports = isLong ? 1_000 : 60;

it('Random exports are what plain SQL says, a statement for each page', async () => {
  const random = createRandom('exports');
  let pages = 0;
  for (let number = 0; number < exports; number++) {
    const list = random.pick(['insights', 'widgets'] as const);
    const { isThere, fields, filters, orders } = lists[list];
    const [where, condition] = random.pick(Object.entries(filters));
    const [member, column] = random.pick(Object.entries(orders));
    const direction = random.pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_LAST']);
    const first = random.pick([9, 40, 100]);
    const names = Object.keys(fields);
    const query = `{ ${list}(first: ${first}, where: ${where}, orderBy: [{ ${member}: ${direction} }]) { nodes { ${names.join(' ')} } } }`;
    const rows = await api.client.unsafe(`
      select ${Object.entries(fields)
        .map(([name, value]) => `${value} as "${name}"`)
        .join()} from ${list} r
      join project_members m on m.project_id = r.project_id join users u on u.id = m.user_id and u.email = 'owner@demo.example'
      join projects p on p.id = r.project_id and p.deleted_at is null where ${isThere} and ${condition}
      order by ${column} ${direction.toLowerCase().replaceAll('_', ' ')}, r.id ${direction.split('_')[0]}`);
    const before = await calls();
    if (random.chance(0.5)) {
      const found = objectsOf((await exported(jsonLines, query)).text);
      expect(
        found.map(({ node }) => node),
        query,
      ).toEqual([...rows]);
    } else {
      const [head, ...records] = recordsOf((await exported(csv, query)).text);
      expect(head, query).toEqual([...names, 'cursor']);
      const written = rows.map(row =>
        names.map(name => (row[name] === null ? undefined : String(row[name]))),
      );
      expect(
        records.map(record => record.slice(0, -1)),
        query,
      ).toEqual(written);
    }
    expect((await calls()) - before, query).toBe(Math.max(1, Math.ceil(rows.length / first)));
    pages += rows.length / first;
  }
  expect(pages).toBeGreaterThan(exports);
});

describe('an export is refused, in JSON,', () => {
  it.each([
    [
      'of a mutation',
      'mutation { signOut { signedOut } }',
      'An export is of a query with one list at its root',
    ],
    ['of two lists', '{ dashboards { nodes { name } } insights { nodes { name } } }', 'one list at its root'],
    ['of one row', '{ viewer { displayName } }', 'one list at its root'],
    [
      'without rows',
      '{ dashboards { totalCount } }',
      'An export needs fields of rows: select them in nodes.',
    ],
    ['backward', '{ dashboards(last: 5) { nodes { name } } }', 'leave last and before out'],
    ['of what is no document', '{ dashboards { nodes { name } }', 'Syntax Error'],
    [
      'of fields that are not there',
      '{ dashboards { nodes { nonsense } } }',
      'Cannot query field "nonsense"',
    ],
    [
      'with pages that are too large',
      '{ dashboards(first: 101) { nodes { name } } }',
      'first must be from 1 to 100, not 101.',
    ],
  ])('%s', async (_, query, message) => {
    const { status, headers, text } = await exported(csv, query);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/json');
    const [{ message: told, extensions }] = JSON.parse(text).errors;
    expect(told).toContain(message);
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', requestId: expect.any(String) });
  });

  it('to a token that does not hold', async () => {
    const { status, text } = await exported(csv, persons, { as: 'igs_nobody' });
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('an export that does not end', () => {
  it('asks for no further page once its client is gone', async () => {
    const query = '{ persons(first: 1) { nodes { properties } } }';
    const { count } = (await api.client`select count(*)::int as count from persons`)[0]!;
    const before = await calls();
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        api.url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: jsonLines,
            authorization: `Bearer ${token}`,
          },
        },
        response => {
          response.once('data', () => {
            response.destroy();
            resolve();
          });
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify({ query }));
    });
    // Nothing is told of what does not happen any more: the server is given the time of many pages.
    await expect.poll(calls).toBe(await settled());
    const pages = (await calls()) - before;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(count / 4);
  });

  it('for want of points breaks off in CSV, and says so in the last line of JSON', async () => {
    const poor = await startTestApi({ beside: api, allowance: { points: 700 } });
    const poorer = await startTestApi({ beside: api, allowance: { points: 700 } });
    try {
      const found = objectsOf((await exported(jsonLines, persons, { from: poor })).text);
      expect(found.length).toBeGreaterThan(100);
      expect(found.at(-1).errors[0].extensions.code).toBe('RATE_LIMITED');
      expect(found.slice(0, -1).every(({ cursor }) => typeof cursor === 'string')).toBe(true);
      await expect(exported(csv, persons, { from: poorer })).rejects.toThrow('terminated');
    } finally {
      await Promise.all([poor.close(), poorer.close()]);
    }
  });

  async function settled(): Promise<number> {
    for (let last = await calls(); ; ) {
      await new Promise(resolve => setTimeout(resolve, 150));
      const now = await calls();
      if (now === last) return now;
      last = now;
    }
  }
});

describe('a server that answers trusted documents only', () => {
  it('exports these, by their ids, and no others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'insightgraph-export-'));
    const file = join(folder, 'manifest.json');
    const documentId = createHash('sha256').update(persons).digest('hex');
    writeFileSync(file, JSON.stringify({ [documentId]: persons }));
    const only = await startTestApi({ beside: api, trustedDocuments: { mode: 'only', file } });
    try {
      const { text } = await exported(csv, undefined as Any, { from: only, documentId });
      expect(recordsOf(text)).toHaveLength((await inSql()).length + 1);
      const other = await exported(csv, '{ dashboards { nodes { name } } }', { from: only });
      expect(other.text).toContain('This server answers trusted documents only.');
    } finally {
      await only.close();
      rmSync(folder, { recursive: true });
    }
  });
});
