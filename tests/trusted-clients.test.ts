/**
 * Apollo Client and urql, as the API guide sets them up, ask a server that answers trusted documents.
 * The clients are real; what they send is looked at on its way.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { type DocumentNode, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

const known = gql`
  query KnownToBoth($first: Int) {
    dashboards(first: $first) {
      nodes {
        id
        name
      }
    }
  }
`;
const strange = gql`
  query Strange {
    viewer {
      id
      displayName
    }
  }
`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** As Apollo's cache has it sent. */
const apolloText = (document: DocumentNode) => print(new InMemoryCache().transformDocument(document));

const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(apolloText(known)), name: 'KnownToBoth', type: 'query', body: apolloText(known) },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'insightgraph-manifest-'));
const file = join(folder, 'persisted-query-manifest.json');
writeFileSync(file, JSON.stringify(manifest));

let prefer: TestApi;
let only: TestApi;
let authorization: string;
beforeAll(async () => {
  prefer = await startTestApi({ demo: true, trustedDocuments: { mode: 'prefer', file } });
  only = await startTestApi({ beside: prefer, trustedDocuments: { mode: 'only', file } });
  authorization = `Bearer ${await prefer.signIn('owner@demo.example')}`;
});
afterAll(async () => {
  await only.close();
  await prefer.close();
  rmSync(folder, { recursive: true });
});

/** A fetch that keeps what is sent. */
function watched() {
  const sent: string[] = [];
  const watching: typeof fetch = (url, init) => {
    sent.push(`${init?.method ?? 'GET'} ${decodeURIComponent(String(url))} ${String(init?.body ?? '')}`);
    return fetch(url, init);
  };
  return { sent, fetch: watching };
}

describe('Apollo Client', () => {
  const clientOf = (api: TestApi, link: PersistedQueryLink) => {
    const { sent, fetch } = watched();
    const http = new HttpLink({ uri: api.url, headers: { authorization }, fetch });
    return { sent, client: new ApolloClient({ link: link.concat(http), cache: new InMemoryCache() }) };
  };

  it('asks by the ids of its manifest, and sends no text', async () => {
    const ids = generatePersistedQueryIdsFromManifest({ loadManifest: async () => manifest });
    const { sent, client } = clientOf(only, new PersistedQueryLink(ids));
    const { data } = await client.query<{ dashboards: { nodes: unknown[] } }>({
      query: known,
      variables: { first: 2 },
    });
    expect(data!.dashboards.nodes).toHaveLength(2);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain(manifest.operations[0]!.id);
    expect(sent[0]).not.toContain('query KnownToBoth');
  });

  it('makes hashes itself, and sends the text of what is not known each time anew', async () => {
    for (const _ of ['first', 'again']) {
      const { sent, client } = clientOf(prefer, new PersistedQueryLink({ sha256 }));
      const { data } = await client.query<{ viewer: { displayName: string } }>({ query: strange });
      expect(data!.viewer.displayName).toBe('Olivia Brandt');
      expect(sent.map(text => text.includes('query Strange'))).toEqual([false, true]);
      await client.query({ query: known });
      expect(sent).toHaveLength(3);
    }
  });

  it('is told in words what is not trusted, and does not try again', async () => {
    const { sent, client } = clientOf(only, new PersistedQueryLink({ sha256 }));
    await expect(client.query({ query: strange })).rejects.toThrow('No trusted document has this id.');
    expect(sent).toHaveLength(1);
  });
});

interface Generated extends DocumentNode {
  readonly __meta__: { readonly documentId: string };
}

describe('urql', () => {
  it('asks by ids, by GET where the address is short enough', async () => {
    const { sent, fetch } = watched();
    const client = new Client({
      url: only.url,
      fetch,
      preferGetMethod: false,
      fetchOptions: { headers: { authorization } },
      exchanges: [
        persistedExchange({
          enforcePersistedQueries: true,
          enableForMutation: true,
          // As graphql-codegen makes documents.
          generateHash: async (_, document) => (document as Generated).__meta__.documentId,
        }),
        fetchExchange,
      ],
    });
    const generated = (query: DocumentNode): Generated => ({
      ...query,
      __meta__: { documentId: `sha256:${sha256(apolloText(query))}` },
    });
    const { data, error } = await client.query(generated(known), { first: 3 });
    expect(error).toBeUndefined();
    expect(data.dashboards.nodes).toHaveLength(3);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^GET .*"sha256Hash":"sha256:[0-9a-f]{64}"/);
    const refused = await client.query(generated(strange), {});
    expect(refused.error?.graphQLErrors[0]?.message).toContain('No trusted document has this id.');
    expect(refused.error?.graphQLErrors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
