/**
 * Lists that are searched, against plain SQL: random words, beginnings of words, filters, orders, pages and viewers, on both paths.
 * Whatever somebody types is answered, and nothing is found by what a viewer may not see.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../src/seed/random.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { awkwardTexts, unstorableTexts } from './support/rough-values.ts';
import { isLong } from './support/scale.ts';
import {
  fillSearched,
  searchViewers,
  startSearched,
  visibleRows,
  vocabulary,
  words,
} from './support/search-world.ts';

let world: ForeignApi;
beforeAll(async () => {
  world = await startSearched();
  await fillSearched(world.client);
});
afterAll(() => world.close());

const [ann] = searchViewers as readonly [ForeignViewer];
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

interface Search {
  readonly text: string;
  /** As a `tsquery` of SQL, put together word by word. */
  readonly query: string;
}

/** Words of which the last may be cut off, as while somebody types. */
function randomSearch(random: Random, language: string): Search {
  const chosen = [
    ...new Set(Array.from({ length: random.pick([1, 1, 2, 3]) }, () => random.pick(vocabulary))),
  ];
  const head = chosen.slice(0, -1).filter(word => word !== 'or');
  const whole = chosen.at(-1)!;
  const last = random.chance(0.6) ? whole.slice(0, random.int(1, whole.length)) : whole;
  const ends = random.chance(0.15);
  const known = (word: string) => `plainto_tsquery('${language}', ${quoted(word)})`;
  const begun = `to_tsquery('simple', ${quoted(`${last}:*`)})`;
  const tail = ends ? known(last) : `(${known(last)} || ${begun})`;
  return {
    text: `${[...head, last].join(' ')}${ends ? ' ' : ''}`,
    query: `(${[...head.map(known), tail].join(' && ')})`,
  };
}

const searches = isLong ? 2_000 : 40;

describe.each(searchViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it(`finds what plain SQL finds, in ${searches} searches`, async () => {
    const random = createRandom(`search ${i}`);
    for (let number = 0; number < searches; number += 10) {
      const asked = Array.from({ length: 10 }, () => {
        const table = random.pick(['articles', 'articles', 'topics'] as const);
        const { text, query } = randomSearch(random, table === 'topics' ? 'simple' : 'english');
        const deleted =
          table === 'topics' ? 'EXCLUDE' : random.pick(['EXCLUDE', 'EXCLUDE', 'INCLUDE', 'ONLY'] as const);
        const [where, condition] =
          table === 'articles' && random.chance(0.3)
            ? ['where: { body: { isNull: false } }, ', 's.body is not null']
            : ['', 'true'];
        const args = `${where}${table === 'articles' ? `deleted: ${deleted}, ` : ''}search: ${JSON.stringify(text)}`;
        return {
          text: `${table}(${args}, first: 8) { nodes { uuid } totalCount aggregate { count } }`,
          expected: `(select json_build_array(count(*), coalesce(json_agg(f.id order by f.rank desc, f.id desc), '[]')) from
            (select s.id, ts_rank(${words[table]}, ${query}) as rank from ${visibleRows(table, viewer, deleted)} s
             where ${words[table]} @@ ${query} and ${condition}) f)`,
        };
      });
      const query = `{ ${asked.map(({ text }, at) => `l${at}: ${text}`).join('\n')} }`;
      const { data, errors } = await world.ask(viewer, query);
      expect(errors, query).toEqual([]);
      const [row] = await world.client.unsafe(
        `select ${asked.map(({ expected }, at) => `${expected} as l${at}`).join(', ')}`,
      );
      for (const [at, { text }] of asked.entries()) {
        const [count, ids] = row![`l${at}`];
        const { totalCount, aggregate, nodes } = data[`l${at}`];
        expect([totalCount, aggregate.count], text).toEqual([count, count]);
        expect(
          nodes.map(({ uuid }: { uuid: string }) => uuid),
          text,
        ).toEqual(ids.slice(0, 8));
      }
    }
  });
});

describe('a search', () => {
  it('is paged by how well rows fit, from either end', async () => {
    const { data } = await world.ask(
      ann,
      '{ articles(search: "stat", first: 100) { totalCount nodes { uuid } } }',
    );
    const all = data.articles.nodes.map(({ uuid }: { uuid: string }) => uuid);
    expect(all.length).toBeGreaterThan(30);
    for (const [size, from, edge] of [
      ['first', 'after', 'endCursor'],
      ['last', 'before', 'startCursor'],
    ] as const) {
      const met: string[] = [];
      let cursor: string | null = null;
      do {
        const page: string = `query ($cursor: String) { articles(search: "stat", ${size}: 9, ${from}: $cursor) { nodes { uuid } pageInfo { ${edge} } } }`;
        const answer = await world.ask(ann, page, { cursor });
        expect(answer.errors).toEqual([]);
        const ids = answer.data.articles.nodes.map(({ uuid }: { uuid: string }) => uuid);
        if (size === 'first') met.push(...ids);
        else met.unshift(...ids);
        cursor = answer.data.articles.pageInfo[edge];
      } while (cursor !== null);
      expect(met).toEqual(all);
    }
  });

  it('keeps the order that is asked for, and goes together with relations and kinds', async () => {
    const { data, errors } = await world.ask(
      ann,
      `{ articles(search: "dash", orderBy: [{ title: ASC }], first: 100) { nodes { title } }
         topics { nodes { uuid articles(search: "run") { totalCount nodes { title body } } } }
         each: articles(search: "dash", distinctOn: [{ title: true }], first: 100) { totalCount nodes { title } } }`,
    );
    expect(errors).toEqual([]);
    const titles = data.articles.nodes.map(({ title }: { title: string }) => title);
    const sorted = await world.client.unsafe(
      `select s.title from ${visibleRows('articles', ann)} s where ${words.articles} @@ to_tsquery('simple', 'dash:*') order by s.title`,
    );
    expect(titles).toEqual(sorted.map(({ title }) => title));
    expect(data.each.totalCount).toBe(new Set(titles).size);
    for (const { uuid, articles } of data.topics.nodes) {
      const [row] = await world.client.unsafe(
        `select count(*)::int as n from ${visibleRows('articles', ann)} s where s.topic_id = '${uuid}' and ${words.articles} @@ to_tsquery('simple', 'run:*')`,
      );
      expect(articles.totalCount).toBe(row!.n);
    }
  });

  it.each([
    ['"station running"', `phraseto_tsquery('english', 'station running')`],
    ['station -running', `to_tsquery('english', 'station & !running')`],
    ['station or orange', `to_tsquery('english', 'station | (orange | orange:*)')`],
    ['station or oran', `to_tsquery('simple', 'station | oran:*')`],
    ['SIGN-UP', `to_tsquery('simple', 'sign & up:*')`],
    ['sign-u', `to_tsquery('simple', 'sign & u:*')`],
    ['ann@example.com', `plainto_tsquery('simple', 'ann@example.com')`],
    ['(dash', `to_tsquery('simple', 'dash:*')`],
  ])('is written as for search engines: %s', async (text, query) => {
    const { data, errors } = await world.ask(
      ann,
      'query ($text: String) { articles(search: $text, first: 1) { totalCount } }',
      {
        text,
      },
    );
    expect(errors).toEqual([]);
    const [row] = await world.client.unsafe(
      `select count(*)::int as n from ${visibleRows('articles', ann)} s where ${words.articles} @@ ${query}`,
    );
    expect(data.articles.totalCount).toBe(row!.n);
    expect(row!.n).toBeGreaterThan(0);
  });

  it('finds rows by every beginning of each of their words', async () => {
    for (const word of ['statistics', 'running', 'dashboards', 'the', 'conversion', '4210', 'Überblick']) {
      const lengths = Array.from({ length: word.length }, (_, i) => i + 1);
      const query = `{ ${lengths.map(n => `n${n}: articles(search: ${JSON.stringify(word.slice(0, n))}, where: { title: { contains: ${JSON.stringify(word)} } }) { totalCount }`).join('\n')} }`;
      const { data } = await world.ask(ann, query);
      const [row] = await world.client.unsafe(
        `select count(*)::int as n from ${visibleRows('articles', ann)} s where s.title like ${quoted(`%${word}%`)}`,
      );
      expect(row!.n).toBeGreaterThan(0);
      for (const n of lengths) expect(data[`n${n}`].totalCount, word.slice(0, n)).toBe(row!.n);
    }
  });

  it('asks for nothing where it is empty, and finds nothing by marks alone, or by what is hidden', async () => {
    const count = async (search: string | null) =>
      (
        await world.ask(ann, 'query ($search: String) { articles(search: $search) { totalCount } }', {
          search,
        })
      ).data.articles.totalCount;
    const [row] = await world.client.unsafe(
      `select count(*)::int as n from ${visibleRows('articles', ann)} s`,
    );
    for (const empty of ['', '  ', null]) expect(await count(empty)).toBe(row!.n);
    for (const nothing of ['!!!', '""', '- -', 'zebra', 'the '])
      expect(await count(nothing), nothing).toBe(0);
  });

  it('is answered whatever is typed', async () => {
    const random = createRandom('typed');
    const marks = [...`"'-()&|!:*<>\\\t@#%_ or `, '\u0000', '\ud800', '💡', 'ä', '\u200b', "''", '<->', ':*'];
    const typed = [
      ...awkwardTexts,
      ...unstorableTexts,
      'x'.repeat(5_000),
      'a '.repeat(5_000),
      ...Array.from({ length: 60 }, () =>
        Array.from({ length: random.int(1, 9) }, () =>
          random.pick(random.chance(0.5) ? marks : vocabulary),
        ).join(''),
      ),
    ];
    for (let at = 0; at < typed.length; at += 20) {
      const some = typed.slice(at, at + 20);
      const variables = Object.fromEntries(some.map((text, i) => [`v${i}`, text]));
      const query = `query (${some.map((_, i) => `$v${i}: String`).join(', ')}) { ${some.map((_, i) => `l${i}: articles(search: $v${i}, first: 1) { totalCount nodes { uuid } }`).join('\n')} }`;
      const { data, errors } = await world.ask(ann, query, variables);
      expect(errors, JSON.stringify(some)).toEqual([]);
      for (const i of some.keys()) expect(data[`l${i}`].totalCount).toBeTypeOf('number');
    }
  });
});
