/**
 * Apollo Client and urql, as the API guide sets them up, read answers in parts; so do clients that name trusted documents.
 * The clients are real; a lock holds the later part back until they have shown the first.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { Client, fetchExchange } from '@urql/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { mergePayloads } from './support/merge-payloads.ts';
import { openStream } from './support/payload-stream.ts';
import { tableLocks } from './support/table-locks.ts';

const text = `query DeferredTiles {
  dashboards(first: 1) {
    nodes { id name ... @defer(label: "tiles") { widgets { totalCount } } }
  }
}`;
const sha256 = (of: string) => createHash('sha256').update(of).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'insightgraph-manifest-'));
const file = join(folder, 'persisted-documents.json');
writeFileSync(file, JSON.stringify({ [sha256(text)]: text }));

let api: TestApi;
let only: TestApi;
let authorization: string;
const { hold, letGo } = tableLocks(() => api);

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  only = await startTestApi({ beside: api, trustedDocuments: { mode: 'only', file } });
  authorization = `Bearer ${await api.signIn('owner@demo.example')}`;
});
afterEach(letGo);
afterAll(async () => {
  await only.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

/** What a client shows of the dashboard, each time that there is something new. */
interface Shown {
  readonly name: string;
  readonly tiles: number | undefined;
}

const shownIn = (data: Any): Shown => {
  const [{ name, widgets }] = data.dashboards.nodes;
  return { name, tiles: widgets?.totalCount };
};
const first = { name: 'Growth overview', tiles: undefined };
const last = { name: 'Growth overview', tiles: 12 };

describe('Apollo Client', () => {
  const clientOf = (incrementalHandler: Any) =>
    new ApolloClient({
      link: new HttpLink({ uri: api.url, headers: { authorization } }),
      cache: new InMemoryCache(),
      incrementalHandler,
    });

  it('shows the first part, and the whole when the other has come', async () => {
    await hold('widgets');
    const shown: Shown[] = [];
    const states: string[] = [];
    const query = clientOf(new Defer20220824Handler()).watchQuery({ query: gql(text) });
    await new Promise<void>((resolve, reject) => {
      query.subscribe(({ data, dataState, error }) => {
        if (error) return reject(error);
        if (!data) return;
        states.push(dataState);
        shown.push(shownIn(data));
        if (shown.length === 1) void letGo();
        if (dataState === 'complete') resolve();
      });
    });
    expect(shown).toEqual([first, last]);
    expect(states).toEqual(['streaming', 'complete']);
  });

  it('is answered whole where it speaks another format', async () => {
    const client = clientOf(new GraphQL17Alpha9Handler());
    const { data } = await client.query({ query: gql(text) });
    expect(shownIn(data)).toEqual(last);
  });
});

describe('urql', () => {
  it('shows the first part, and the whole when the other has come', async () => {
    await hold('widgets');
    const client = new Client({
      url: api.url,
      preferGetMethod: false,
      exchanges: [fetchExchange],
      fetchOptions: () => ({ headers: { authorization } }),
    });
    const shown: Shown[] = [];
    await new Promise<void>((resolve, reject) => {
      const { unsubscribe } = client.query(text, {}).subscribe(({ data, error, hasNext }) => {
        if (error) return reject(error);
        shown.push(shownIn(data));
        if (shown.length === 1) void letGo();
        if (hasNext) return;
        resolve();
        // Not before it is there: the first can come at once.
        setImmediate(() => unsubscribe());
      });
    });
    expect(shown[0]).toEqual(first);
    expect(shown.at(-1)).toEqual(last);
  });
});

describe('a trusted document', () => {
  const documentId = sha256(text);
  const headers = () => ({ authorization });

  it('is answered in parts, and whole, by its id', async () => {
    await hold('widgets');
    const stream = await openStream(only.url, { documentId, headers: headers() });
    const begun = await stream.next();
    expect(shownIn(begun.data)).toEqual(first);
    await letGo();
    const { data } = mergePayloads([begun, ...(await stream.rest())]);
    expect(shownIn(data)).toEqual(last);
    // Compiled when the server started.
    const whole = await openStream(only.url, { documentId, headers: headers(), accept: 'application/json' });
    expect(shownIn((await whole.next()).data)).toEqual(last);
  });

  it('is the only one: the same with another label is refused', async () => {
    const query = text.replace('tiles', 'others');
    const [refused] = await (await openStream(only.url, { query, headers: headers() })).rest();
    expect(refused.errors[0].message).toContain('This server answers trusted documents only.');
  });
});
