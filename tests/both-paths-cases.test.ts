/**
 * Reads that the two paths once answered differently, and those at which they are most likely to: each with its reason.
 * What nobody thought of, tests/both-paths.test.ts looks for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import {
  type Asked,
  type BothPaths,
  bodyOf,
  type Compared,
  differenceOf,
  openBothPaths,
} from './support/both-paths.ts';
import { uuidOf } from './support/fixture.ts';
import { insertKindsWorld } from './support/kinds-rows.ts';
import { buildKindsApi } from './support/kinds-world.ts';
import { insertRoughWorld, viewers } from './support/rough-world.ts';

let api: TestApi;
let product: BothPaths;
let kinds: BothPaths;

beforeAll(async () => {
  api = await startTestApi();
  await insertRoughWorld(api, 1);
  await insertKindsWorld(api, 1);
  product = await openBothPaths(api);
  kinds = await openBothPaths({ ...api, api: buildKindsApi() });
});
afterAll(async () => {
  await Promise.all([product.close(), kinds.close()]);
  await api.close();
});

type Values = Readonly<Record<string, unknown>>;

/** Asks on both paths; with several sets of variables, one after the other. */
async function ask(
  query: string,
  sets: readonly Values[] = [{}],
  { viewer = 'owner', of = product }: { viewer?: string; of?: BothPaths } = {},
): Promise<Compared[]> {
  const asked = (variables: Values): Asked => ({ query, variables, authorization: viewers[viewer] });
  const compared = [await of.askTwice(asked(sets[0]!))];
  for (const variables of sets.slice(1)) compared.push(await of.askBoth(asked(variables)));
  for (const each of compared) expect(differenceOf(each)).toBeUndefined();
  return compared;
}

/** The data, answered by one compiled statement each. */
async function compiled(...args: Parameters<typeof ask>): Promise<Record<string, unknown>[]> {
  return (await ask(...args)).map(({ answered, isCompiled }) => {
    expect(isCompiled, args[0]).toBe(true);
    return bodyOf(answered).data!;
  });
}

const codesOf = (compared: readonly Compared[]) =>
  compared.map(({ answered }) => bodyOf(answered).errors?.map(error => error.extensions?.code));

describe('differences that were found', () => {
  it('a year before 100 is no year of this century', async () => {
    const [data] = await compiled(`{ dashboard(id: "${uuidOf('dashboard a3')}") { createdAt } }`);
    expect(data).toEqual({ dashboard: { createdAt: '0001-01-01T00:00:00.000Z' } });
  });

  it('errors come as the document names their fields, whichever failed first', async () => {
    const fields = [
      'cohorts(last: 2) { totalCount }',
      'administration { __typename }',
      'openInvites { uuid }',
    ];
    for (const query of [fields, fields.toReversed()])
      expect(codesOf(await ask(`{ ${query.join(' ')} }`, [{}], { viewer: 'unknown' }))).toEqual([
        fields.map(() => 'UNAUTHENTICATED'),
      ]);
  });

  it('a null for @skip or @include is refused, also where the variable has a default', async () => {
    const [first, second] = await ask(
      'query($x: Boolean = true) { viewer { email @include(if: $x) uuid } }',
      [{}, { x: null }],
    );
    expect(bodyOf(first!.answered).errors).toBeUndefined();
    expect(bodyOf(second!.answered).errors).toHaveLength(1);
  });

  it('filters that are written out and filters in variables keep one limit together', async () => {
    const texts = (count: number) => Array<string>(count).fill('');
    const query = `query($names: [String!]) {
      dashboards(where: { name: { in: ${JSON.stringify(texts(3_000))} } }) { totalCount }
      insights(where: { name: { in: $names } }) { totalCount }
    }`;
    const answers = await ask(query, [{ names: [] }, { names: texts(1_900) }, { names: texts(2_100) }]);
    expect(codesOf(answers)).toEqual([undefined, undefined, ['LIMIT_EXCEEDED']]);
  });

  it('a list that stands twice is counted twice', async () => {
    const list = 'insights(where: { name: { in: $names } })';
    const answers = await ask(
      `query($names: [String!]) { ${list} { totalCount } ${list} { nodes { uuid } } }`,
      [{ names: [] }, { names: Array(2_600).fill('') }],
    );
    expect(codesOf(answers)).toEqual([undefined, ['LIMIT_EXCEEDED']]);
  });

  it('what @include adds to filters that are written out counts', async () => {
    const names = JSON.stringify(Array(2_000).fill(''));
    const query = `query($a: Boolean!, $names: [String!]) {
      a: insights(where: { name: { in: ${names} } }) @include(if: $a) { totalCount }
      b: insights(where: { name: { in: $names } }) { totalCount }
    }`;
    const more = Array(4_000).fill('');
    const answers = await ask(query, [
      { a: false, names: [] },
      { a: false, names: more },
      { a: true, names: more },
    ]);
    expect(codesOf(answers)).toEqual([undefined, undefined, ['LIMIT_EXCEEDED']]);
  });

  it('rows that only the resolvers can write cost a statement in vain once, and not each time', async () => {
    const query = `{ insight(id: "${uuidOf('insight a2')}") { name config { ... on RetentionConfig { dateFrom } } } }`;
    const asked: Asked = { query, authorization: viewers.owner };
    const counts = [(await product.askTwice(asked)).statements, (await product.askBoth(asked)).statements];
    expect(counts).toEqual([2, 1]);
    // Nobody else is kept from the compiled read of rows that can be written.
    expect((await product.askBoth({ ...asked, authorization: viewers.outsider })).isCompiled).toBe(true);
  });
});

describe('both paths agree on', () => {
  it('enums whose labels are no names, alone and in lists', async () => {
    // A null in a list is the resolvers' to tell of.
    await api.client`update kinds_samples set mood_values = array_remove(mood_values, null)`;
    const [data] = await compiled('{ samples(first: 100) { nodes { moodValue moodValues } } }', [{}], {
      of: kinds,
    });
    expect(JSON.stringify(data)).toMatch(/IN_PROGRESS|_2ND|IT_S/);
  });

  it('lists of values in which one is null: where the policy says that none is, an error, and nothing else', async () => {
    const { client } = api;
    const id = uuidOf('kinds sample a 0');
    const query = `{ sample(id: "${id}") { uuid textValues varcharValues } }`;
    await client`update kinds_samples set text_values = '{"a",NULL}', varchar_values = '{NULL,"b"}', deleted_at = null where id = ${id}`;
    const [answer] = await ask(query, [{}], { of: kinds });
    expect(bodyOf(answer!.answered)).toMatchObject({
      data: { sample: { textValues: ['a', null], varcharValues: null } },
      errors: [{ path: ['sample', 'varcharValues', 0] }],
    });
  });

  it('values that JavaScript writes otherwise than PostgreSQL', async () => {
    const fields = [
      'realValue',
      'doubleValue',
      'decimalValue',
      'bigintValue',
      'timeValue',
      'exactInstant',
      'localInstant',
      'dateValue',
    ];
    for (const field of fields) {
      await ask(`{ samples(first: 100) { nodes { ${field} } } }`, [{}], { of: kinds });
      await ask(`{ samples(first: 100) { nodes { ${field}s } } }`.replace('exactInstants', 'uuid'), [{}], {
        of: kinds,
      });
    }
  });

  it('pages by keys that are null, from both ends and in every direction', async () => {
    for (const direction of ['ASC', 'ASC_NULLS_FIRST', 'DESC', 'DESC_NULLS_LAST']) {
      for (const [size, end] of [
        ['first', 'after'],
        ['last', 'before'],
      ]) {
        const query = `query($cursor: String) {
          dashboards(${size}: 3, ${end}: $cursor, orderBy: [{ description: ${direction} }, { name: ASC }]) {
            edges { cursor node { description } } nodes { uuid } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;
        let cursor: string | undefined;
        for (let page = 0; page < 4; page++) {
          const [data] = await compiled(query, [{ cursor }]);
          const { pageInfo } = data!.dashboards as { pageInfo: Record<string, string> };
          cursor = size === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
          if (!cursor) break;
        }
      }
    }
  });

  it('pages from the end with cursors and rows together, inside of rows', async () => {
    await compiled(`{ projects { nodes { insights(last: 3, orderBy: [{ name: ASC }]) {
      edges { cursor node { name } } nodes { uuid name } pageInfo { startCursor endCursor hasPreviousPage hasNextPage } totalCount } } } }`);
  });

  it('the same node asked for twice, of another type, and of nobody', async () => {
    const ids = ['dashboard a0', 'dashboard a0', 'dashboard b0', 'dashboard nowhere'].map(name =>
      encodeGlobalId('Dashboard', uuidOf(name)),
    );
    ids.splice(2, 0, encodeGlobalId('Insight', uuidOf('insight a0')), ids[0]!.replace(/=+$/, ''));
    const query =
      'query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Dashboard { name } ... on Insight { type } } }';
    const [data] = await compiled(query, [{ ids }, { ids: [...ids].reverse() }, { ids: [] }]);
    expect((data!.nodes as unknown[]).filter(node => node !== null)).toHaveLength(4);
  });

  it('rows below deleted ones, which see nothing that hangs on a row in use alone', async () => {
    const query = `query($deleted: DeletedRows) {
      dashboards(first: 50, deleted: $deleted) { nodes { uuid deletedAt widgets { totalCount nodes { uuid insight { uuid deletedAt } dashboard { uuid } } } } }
      insights(first: 50, deleted: $deleted) { nodes { uuid widgets { totalCount nodes { dashboard { uuid } } } } }
      cohorts(first: 50, deleted: $deleted) { nodes { uuid members { totalCount nodes { person { cohorts(deleted: $deleted) { totalCount nodes { uuid } } } } } } }
      projects(first: 50, deleted: $deleted) { nodes { uuid viewerRole users { totalCount } dashboards(deleted: $deleted) { totalCount nodes { uuid } } members { totalCount nodes { user { uuid } } } } } }`;
    for (const viewer of ['owner', 'editor', 'viewer', 'outsider', 'writeKey'])
      await compiled(query, [{}, { deleted: 'INCLUDE' }, { deleted: 'ONLY' }, { deleted: 'EXCLUDE' }], {
        viewer,
      });
    await compiled(
      `{ dashboard(id: "${uuidOf('dashboard a4')}", deleted: INCLUDE) { uuid widgets { totalCount nodes { uuid } } project { uuid } } }`,
    );
  });

  it('many to many, from both sides', async () => {
    await compiled(
      '{ users { nodes { projects(last: 2) { totalCount nodes { users(first: 2) { totalCount edges { cursor } } } } } } }',
    );
    const marks = `marks(deleted: INCLUDE, where: { name: { ne: "a" } }) { totalCount nodes { name samples { totalCount nodes { uuid } } } }`;
    await compiled(`{ samples { nodes { uuid ${marks} } } }`, [{}], { of: kinds });
  });

  it('a row that leads to one of which the rule asks for more', async () => {
    await compiled(
      '{ samples { nodes { uuid neighbour { uuid neighbour { uuid } shelf { uuid } } guests { totalCount nodes { uuid } } } } }',
      [{}],
      {
        of: kinds,
      },
    );
  });

  it('a row that stands twice, with the same list in both places', async () => {
    const [data] =
      await compiled(`{ sessions(first: 1) { nodes { user { ...F } user { displayName ...F } } } }
      fragment F on User { keys: createdApiKeys { totalCount totalCountEstimate } }`);
    expect(data).toMatchObject({ sessions: { nodes: [{ user: { displayName: expect.any(String) } }] } });
  });

  it('selections of which nothing is left, or nothing but names', async () => {
    const query = `query($no: Boolean!) { __typename
      dashboards { __typename pageInfo { __typename hasNextPage @include(if: $no) } edges { __typename node { uuid @include(if: $no) } } nodes { __typename } }
      a: dashboards(first: 1) { totalCount @include(if: $no) } b: dashboards(last: 1) { pageInfo { startCursor @include(if: $no) } }
      project(id: "${uuidOf('project a')}") { dashboards { pageInfo { hasNextPage } } c: dashboards { nodes { uuid @include(if: $no) } } d: insights { __typename } name @include(if: $no) }
      viewer { ...F @include(if: $no) } }
      fragment F on User { email }`;
    await compiled(query, [{ no: false }, { no: true }]);
    await compiled('{ __typename }');
    await compiled('{ t: __typename __typename }', [{}], { viewer: 'unknown' });
  });

  it('JSON to the letter: digits, blanks, separators of lines', async () => {
    await compiled(
      '{ persons(first: 100) { nodes { properties } } auditEvents(first: 100) { nodes { changes } } }',
    );
  });

  // What each client sends with every request.
  it.each([
    ['fetch', '*/*', true],
    ['Apollo', 'application/graphql-response+json,application/json;q=0.9', true],
    [
      'urql',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      true,
    ],
    ['GraphiQL', 'application/json, multipart/mixed', true],
    ['a browser', 'application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['whoever wants any of a kind', 'application/*', true],
    ['a lover of small letters', 'Application/JSON; charset=UTF-8', true],
    ['a listener to events', 'text/event-stream', false],
    ['somebody with another alphabet', 'application/json;charset=latin1', false],
    ['somebody who wants nothing of ours', 'image/png', false],
    ['a joker', '*/json', false],
  ])('the media type for %s', async (_, accept, isCompiled) => {
    const compared = await product.askTwice({
      query: '{ viewer { displayName } }',
      authorization: viewers.owner,
      accept,
    });
    expect(differenceOf(compared)).toBeUndefined();
    expect(compared.isCompiled).toBe(isCompiled);
  });
});
