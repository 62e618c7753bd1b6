/**
 * The root field `search`: rows of all types by how well they fit, against plain SQL over random words and viewers; pages, highlights,
 * price, and how many statements it takes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../src/seed/random.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { isLong } from './support/scale.ts';
import {
  fillSearched,
  searchViewers,
  startSearched,
  visibleRows,
  vocabulary,
  words,
} from './support/search-world.ts';
import { countStatements } from './support/statement-count.ts';

let world: ForeignApi;
beforeAll(async () => {
  world = await startSearched();
  await fillSearched(world.client);
});
afterAll(() => world.close());

const [ann, bob] = searchViewers as readonly [ForeignViewer, ForeignViewer];
const tables = { ARTICLE: 'articles', TOPIC: 'topics' } as const;

/** What is found of types by a beginning of a word, the best first, as `type key`. */
async function expected(viewer: ForeignViewer, word: string, types: readonly (keyof typeof tables)[]) {
  const selects = types.map(type => {
    const table = tables[type];
    const language = table === 'topics' ? 'simple' : 'english';
    const query = `(plainto_tsquery('${language}', '${word}') || to_tsquery('simple', '${word}:*'))`;
    return `select '${type}' as type, ${type === 'ARTICLE' ? 1 : 2} as place, s.id, ts_rank(${words[table]}, ${query}) as rank
      from ${visibleRows(table, viewer)} s where ${words[table]} @@ ${query}`;
  });
  const found = await world.client.unsafe(
    `select * from (${selects.join(' union all ')}) f order by rank desc, place, id desc`,
  );
  return found.map(({ type, id, rank }) => ({ type, id, rank: Number(rank) }));
}

const fields = '__typename ... on Article { uuid } ... on Topic { uuid }';
const shown = ({ node, rank }: Any) => ({ type: node.__typename.toUpperCase(), id: node.uuid, rank });

describe.each(searchViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it('finds rows of all types in the order of plain SQL, page by page', async () => {
    const random = createRandom(`search everywhere ${i}`);
    for (let number = 0; number < (isLong ? 200 : 7); number++) {
      const whole = random.pick(vocabulary.filter(word => word !== 'or'));
      const word = whole.slice(0, random.int(2, whole.length));
      const types = random.pick([undefined, ['ARTICLE'], ['TOPIC'], ['TOPIC', 'ARTICLE']] as const);
      const right = await expected(viewer, word, types ?? ['ARTICLE', 'TOPIC']);
      const met: Any[] = [];
      let after: string | null = null;
      do {
        const { data, errors }: Any = await world.ask(
          viewer,
          `query ($word: String!, $types: [SearchableType!], $after: String) {
            search(query: $word, types: $types, first: 17, after: $after) {
              totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              edges { cursor rank node { ${fields} } } nodes { ${fields} } } }`,
          { word, types, after },
        );
        expect(errors, word).toEqual([]);
        const { totalCount, pageInfo, edges, nodes } = data.search;
        expect(totalCount, word).toBe(right.length);
        expect(edges.map(({ node }: Any) => node)).toEqual(nodes);
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        met.push(...edges.map(shown));
        expect(pageInfo.hasNextPage).toBe(met.length < right.length);
        expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
          edges.at(0)?.cursor ?? null,
          edges.at(-1)?.cursor ?? null,
        ]);
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(met, word).toEqual(right);
    }
  });
});

describe('a search over all types', () => {
  it('reads of what it finds what any other field would', async () => {
    const { data, errors } = await world.ask(
      bob,
      `{ search(query: "dash", first: 30) { nodes { id ... on Article { title topic { name articles(first: 2) { totalCount } } } ... on Topic { articles { nodes { title } } } } } }`,
    );
    expect(errors).toEqual([]);
    const ids = data.search.nodes.map(({ id }: Any) => id);
    const again = await world.ask(
      bob,
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Article { title topic { name articles(first: 2) { totalCount } } } ... on Topic { articles { nodes { title } } } } }`,
      { ids },
    );
    expect(again.data.nodes).toEqual(data.search.nodes);
    expect(ids).toHaveLength(30);
  });

  it('says where the words are, in plain text', async () => {
    const { data, errors } = await world.ask(
      ann,
      `{ search(query: "bold statistic", first: 100) { edges { node { ... on Article { title body } } highlights { field parts { text isMatch } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.search.edges.length).toBeGreaterThan(3);
    for (const { node, highlights } of data.search.edges) {
      expect(highlights.length).toBeGreaterThan(0);
      for (const { field, parts } of highlights) {
        for (const { text, isMatch } of parts) {
          for (const mark of ['\u0002', '\u0003']) expect(text).not.toContain(mark);
          if (isMatch) expect(text).toMatch(/^(bold|statistics?|statistical)$/);
          else expect(text).not.toMatch(/\b(bold|statistics)\b/);
        }
        for (const { text } of parts.filter((part: Any) => part.isMatch)) expect(node[field]).toContain(text);
      }
    }
  });

  it('says so where a beginning is found that no stem has', async () => {
    const { data } = await world.ask(
      ann,
      '{ search(query: "statisti", types: [ARTICLE], first: 1) { edges { highlights { parts { text isMatch } } } } }',
    );
    const [edge] = data.search.edges;
    const matches = edge.highlights.flatMap(({ parts }: Any) => parts.filter((part: Any) => part.isMatch));
    expect(matches.length).toBeGreaterThan(0);
    for (const { text } of matches) expect(text).toMatch(/^statisti(cs|cal)$/);
  });

  it('finds nothing where nothing is typed, or nobody may see it', async () => {
    const count = async (viewer: ForeignViewer, query: string) =>
      (
        await world.ask(
          viewer,
          'query ($query: String!) { search(query: $query) { totalCount nodes { id } } }',
          { query },
        )
      ).data.search;
    const nothing = { totalCount: 0, nodes: [] };
    for (const query of ['', '  ', '!', 'zebra', '\u0000'])
      expect(await count(bob, query), query).toEqual(nothing);
    expect(await count(searchViewers[2]!, 'dash')).toEqual(nothing);
    expect((await count(bob, 'dash')).totalCount).toBeGreaterThan(10);
  });

  it.each([
    ['first: 0', 'first must be from 1 to 100, not 0.'],
    ['after: "x"', 'after is not a cursor of this list.'],
  ])('refuses %s', async (args, message) => {
    const { data, errors } = await world.ask(ann, `{ search(query: "dash", ${args}) { totalCount } }`);
    expect(data.search).toBeNull();
    expect(errors).toEqual([expect.stringContaining(message)]);
  });
});

describe('in the product', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ demo: true });
  });
  afterAll(() => api.close());

  const query = `{ search(query: "act", first: 5) { totalCount edges { rank highlights { field parts { text } } node {
    __typename ... on Insight { name widgets(first: 2) { nodes { dashboard { name } } } } ... on Dashboard { name creator { displayName } } } } } }`;

  it('is one statement, whatever is selected below', async () => {
    const token = await api.signIn('owner@demo.example');
    const statements = countStatements(api.adminUrl);
    let answer: Any;
    const sent = await statements.during(async () => {
      ({ body: answer } = await askWhole(api.url, { query, token }));
    });
    await statements.close();
    expect(answer.errors).toBeUndefined();
    expect(answer.data.search.edges.length).toBeGreaterThan(1);
    expect(sent).toHaveLength(1);
  });

  it('costs a search of each type, and a page of rows of each', async () => {
    const token = await api.signIn('owner@demo.example');
    const priceOf = async (text: string) => {
      const { body } = await askWhole(api.url, { query: text, token, headers: { 'x-cost': 'true' } });
      expect(body.errors).toBeUndefined();
      return body.extensions.cost.requested;
    };
    expect(await priceOf('{ search(query: "act", types: [DASHBOARD]) { totalCount } }')).toBe(1 + 500);
    expect(await priceOf('{ search(query: "act", first: 3) { nodes { id } } }')).toBe(1 + 4 * 500 + 4 * 3);
    const dear =
      '{ search(query: "a", first: 2, types: [DASHBOARD, INSIGHT]) { totalCount edges { highlights { field } node { ... on Dashboard { widgets(first: 4) { nodes { uuid } } } } } } }';
    expect(await priceOf(dear)).toBe(1 + 2 * 2 * 500 + 2 * 2 * (1 + 20) + 2 * (1 + 4));
  });

  it('asks who is not signed in to sign in', async () => {
    const { body } = await askWhole(api.url, { query });
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
