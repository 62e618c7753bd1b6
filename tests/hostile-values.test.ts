/**
 * Values of ill will at every place of the schema where a client can put one, in reads and in writes.
 * A read is known before it is asked with them: compiled reads have to answer as the resolvers do.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import {
  type Attack,
  bodyOf,
  fine,
  type HostileApi,
  invalid,
  startHostileApi,
  verdictOf,
} from './support/hostile.ts';
import { hostileValues, type ValueAttack } from './support/hostile-values.ts';
import { type InputPlace, inputPlaces, sample, type Uuids } from './support/input-places.ts';
import { sendRaw } from './support/raw-http.ts';
import { isLong } from './support/scale.ts';

let api: HostileApi;
/** The same database, answered by resolvers alone. */
let plain: TestApi;
let uuids: Uuids;
let places: readonly InputPlace[];
beforeAll(async () => {
  api = await startHostileApi();
  plain = await startTestApi({ beside: api, compiled: false });
  const [project] = await api.client<{ id: string }[]>`select id from projects order by created_at limit 1`;
  uuids = { projectId: project!.id };
  places = inputPlaces(api.api.schema, uuids);
});
afterAll(async () => {
  await plain.close();
  await api.close();
});

const withoutIds = (text: string) => text.replace(/"requestId":"[^"]*"/g, '');

/** What both paths answer; in words, where they differ. */
async function answerTo(place: InputPlace, value: string): Promise<string> {
  const body = bodyOf({ name: '', expected: '', query: place.query, variables: place.variables(value) });
  const answer = await api.post({ body });
  if (!place.isWrite) {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${api.token}`,
    };
    const other = await sendRaw(plain.url, { method: 'POST', headers, body });
    if (withoutIds(other.text) !== withoutIds(answer.text)) return `${answer.text} but ${other.text}`;
  }
  return verdictOf(answer);
}

/** In a usual run each place meets a sixth of the values, and each value a sixth of the places. */
const attacksOn = (place: number, attacks: readonly ValueAttack[]) =>
  isLong ? attacks : attacks.filter((_, i) => (place + i) % 6 === 0);

describe.each(hostileValues)('wherever there is %s:', (type, attacks: readonly ValueAttack[]) => {
  const isMeant = (place: InputPlace) =>
    type === 'an enum' ? 'getValues' in place.type : place.type.name === type;

  it(`${attacks.length} values that are none`, async () => {
    // Reads have each kind of place at every table: of these, every other in a usual run.
    const meant = places.filter(isMeant).filter((place, i) => isLong || place.isWrite || i % 2 === 0);
    expect(meant.length).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (const [i, place] of meant.entries()) {
      if (!place.isWrite) await answerTo(place, JSON.stringify(sample(place.type, uuids, place.member)));
      for (const { name, value, allowed = /^$/ } of attacksOn(i, attacks)) {
        const verdict = await answerTo(place, value);
        if (/^(200|400) (BAD_USER_INPUT|BAD_USER_INPUT [A-Z_ ]+|LIMIT_EXCEEDED)$/.test(verdict)) continue;
        if (isTyped(place) && verdict === '200 ok') continue;
        if (!allowed.test(verdict) && !harmless(place)) wrong.push(`${place.name} ${name}: ${verdict}`);
      }
    }
    expect(wrong).toEqual([]);
    await api.assertUnharmed();
  });
});

describe('a known operation is asked again', () => {
  const size = 'query ($a: Int) { dashboards(first: $a) { totalCount } }';
  const equal =
    'query ($a: JSON) { persons(where: { properties: { path: [{ path: ["x"], eq: $a }] } }) { totalCount } }';
  const cursor = 'query ($a: String) { dashboards(first: 1, after: $a) { nodes { name } } }';
  const placed = (value: unknown) => ({ a: Buffer.from(JSON.stringify(value)).toString('base64url') });
  const attacks: readonly Attack[] = [
    { name: '1e999 where null was a size', query: size, variables: '{"a":1e999}', expected: invalid },
    { name: '-1e999 where null was a size', query: size, variables: '{"a":-1e999}', expected: invalid },
    { name: '1e999 where null was a value', query: equal, variables: '{"a":1e999}', expected: invalid },
    { name: '1e999 in a list of null', query: equal, variables: '{"a":[1e999]}', expected: invalid },
    { name: 'no cursor', query: cursor, variables: { a: '' }, expected: invalid },
    { name: 'a cursor of nothing', query: cursor, variables: placed(null), expected: invalid },
    { name: 'a cursor of an object', query: cursor, variables: placed({ __proto__: [] }), expected: invalid },
    {
      name: 'a cursor of 5,000 keys',
      query: cursor,
      variables: placed(Array(5_000).fill('x')),
      expected: invalid,
    },
    { name: 'a cursor of NUL', query: cursor, variables: placed(['\u0000', '\u0000']), expected: invalid },
    {
      name: 'a cursor 10,000 deep',
      query: cursor,
      variables: { a: Buffer.from('['.repeat(10_000)).toString('base64url') },
      expected: invalid,
    },
    { name: 'bytes that are no text', query: cursor, variables: { a: '_____w' }, expected: invalid },
    { name: '900,000 letters', query: cursor, variables: { a: 'x'.repeat(900_000) }, expected: invalid },
    {
      name: 'variables nobody knows',
      query: size,
      variables: { a: 1, __proto__x: 1, constructor: 2 },
      expected: fine,
    },
    { name: '__proto__ as a variable', query: size, variables: '{"__proto__":{"a":200}}', expected: fine },
    { name: 'a list for a number', query: size, variables: { a: [[1]] }, expected: invalid },
    {
      name: '100,000 more variables',
      query: size,
      variables: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`v${i}`, i])),
      expected: fine,
    },
  ];

  it.each(attacks)('with $name', async attack => {
    expect(
      await api.attack({ ...attack, knownWith: { a: attack.variables === '{"a":[1e999]}' ? [null] : null } }),
    ).toBe(attack.expected);
    await api.assertUnharmed();
  });

  it('with cursors cut off, of other orders, lists and viewers', async () => {
    const page = (list: string, order: string) =>
      `query ($a: String) { ${list}(first: 1, after: $a, orderBy: [${order}]) { pageInfo { endCursor } } }`;
    const cursorOf = async (list: string, order: string) => {
      const { data } = await api.ask(page(list, order), { token: api.token });
      return String(data[list].pageInfo.endCursor);
    };
    const own = await cursorOf('dashboards', '{ name: ASC }');
    const wrong = [
      own.slice(0, -2),
      own.slice(1),
      own + own,
      own.split('').reverse().join(''),

      await cursorOf('dashboards', '{ createdAt: ASC }'),
      await cursorOf('persons', '{ createdAt: DESC }'),
    ];
    const query = page('dashboards', '{ name: ASC }');
    const verdicts = [];
    for (const a of wrong)
      verdicts.push(
        await api.attack({ name: a, query, variables: { a }, knownWith: { a: own }, expected: invalid }),
      );
    expect(verdicts).toEqual(wrong.map(() => invalid));
  });
});

/** What somebody types into a box, to whom nothing is an error. */
const isTyped = ({ name }: InputPlace) => /\(search\)$|Query\.search\(query\)$/.test(name);

/** Given back with what was made, and never stored or compared. */
/** Keys of the client's own, and arguments of what is null for whoever asks here. */
const harmless = ({ member, name }: InputPlace) =>
  member === 'clientKey' || name.startsWith('Administration.');
