/**
 * Every type of columns that drizzle-orm/pg-core has, with the values at its ends, through every door: read, filtered, ordered,
 * paged, made, changed, changed in bulk, deleted. What is right, PostgreSQL says, which is asked for the text of each value.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, openSession, startTestApi, type TestApi } from './support/api.ts';
import { caseOf, type TypeName, typeNames } from './support/column-cases.ts';
import { buildColumnApi, makeColumnWorld, sqlTypeOf, tableOf } from './support/column-world.ts';
import { openTestClient } from './support/database.ts';

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ api: buildColumnApi() });
  const admin = openTestClient(api.adminUrl);
  await makeColumnWorld(api, admin);
  await admin.end();
  await api.client`insert into users (email, display_name, password_hash) values ('a@example.com', 'A', 'none')`;
  token = await openSession(api.database, 'a@example.com');
});
afterAll(() => api.close());

const ask = async (query: string, variables: object = {}): Promise<Any> => {
  const { data, errors } = await api.ask(query, { token, variables });
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  return data;
};

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const arrayOf = (texts: readonly (string | null)[]) =>
  `{${texts.map(text => (text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`)).join()}}`;
/** What clients are shown of values. */
const shownAll = (name: TypeName, stored: readonly (string | null)[]) =>
  stored.map(text => (text === null ? null : shownBy(name, text)));
const shownBy = (name: TypeName, text: string) => (caseOf(name).shown ?? String)(text);

/** The values of a column as PostgreSQL writes them, in an order. */
async function storedIn(table: keyof typeof tableOf, name: string, order = 'id'): Promise<(string | null)[]> {
  const rows = await api.client.unsafe(
    `select "${name}"::text as value from ${tableOf[table]} order by ${order}`,
  );
  return rows.map(({ value }) => value as string | null);
}

/** A table of one row for each value of a type, and one without any. */
async function fill(name: TypeName): Promise<void> {
  await api.client.unsafe(`truncate ${tableOf.sample}`);
  const values = caseOf(name).values.map(text => `(${literal(text)}::${sqlTypeOf(name)})`);
  await api.client.unsafe(`insert into ${tableOf.sample} ("${name}") values ${[...values, '(null)'].join()}`);
}

describe.each(typeNames)('a column %s', name => {
  const { values, isGiven = () => true, refused = [], unordered } = caseOf(name);

  it('is read as it is stored', async () => {
    await fill(name);
    const { samples } = await ask(`{ samples(first: 50, orderBy: [{ uuid: ASC }]) { nodes { ${name} } } }`);
    const stored = await storedIn('sample', name);
    expect(samples.nodes.map((node: Any) => node[name])).toEqual(
      stored.map(text => (text === null ? null : shownBy(name, text))),
    );
  });

  if (!unordered)
    it('orders and pages rows, and finds them by what it shows', async () => {
      await fill(name);
      for (const [direction, sql] of [
        ['ASC', `"${name}", id`],
        ['DESC', `"${name}" desc, id desc`],
      ]) {
        const found: unknown[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { samples }: Any = await ask(
            `query ($after: String) { samples(first: 5, after: $after, orderBy: [{ ${name}: ${direction} }]) { nodes { ${name} } pageInfo { hasNextPage endCursor } } }`,
            { after },
          );
          found.push(...samples.nodes.map((node: Any) => node[name]));
          more = samples.pageInfo.hasNextPage;
          after = samples.pageInfo.endCursor;
        }
        expect(found).toEqual(shownAll(name, await storedIn('sample', name, sql)));
      }
      const given = (await storedIn('sample', name)).filter(
        text => text !== null && isGiven(text),
      ) as string[];
      // Of two values, none is asked for in a list.
      const [scalar, oneOf] = [scalarOf(name), name === 'anyBoolean' ? 'eq' : 'in'];
      const counts = await ask(
        `query (${given.map((_, i) => `$v${i}: ${scalar}`).join()}) { ${given
          .map(
            (_, i) => `is${i}: samples(where: { ${name}: { eq: $v${i} } }) { totalCount }
              in${i}: samples(where: { ${name}: { ${oneOf}: ${oneOf === 'in' ? `[$v${i}]` : `$v${i}`} } }) { totalCount }
              not${i}: samples(where: { ${name}: { ne: $v${i} } }) { totalCount }`,
          )
          .join(' ')} }`.replaceAll(`: ${scalar}`, oneOf === 'in' ? `: ${scalar}!` : `: ${scalar}`),
        Object.fromEntries(given.map((text, i) => [`v${i}`, shownBy(name, text)])),
      );
      for (const [i, text] of given.entries()) {
        const [same] = await api.client.unsafe(
          `select count(*)::int as n from ${tableOf.sample} where "${name}" = ${literal(text)}::${sqlTypeOf(name)}`,
        );
        const told = ['is', 'in', 'not'].map(kind => counts[`${kind}${i}`].totalCount);
        expect(told, text).toEqual([same!.n, same!.n, values.length + 1 - same!.n]);
      }
    });

  it('is written as it was given, by every mutation', async () => {
    const given = (await texts(name)).filter(isGiven);
    expect(given.length).toBeGreaterThan(0);
    const fields = `sample { uuid ${name} }`;
    const made = await ask(
      `mutation (${given.map((_, i) => `$i${i}: CreateSampleInput!`).join()}) { ${given
        .map((_, i) => `m${i}: createSample(input: $i${i}) { ${fields} userErrors { message } }`)
        .join(' ')} }`,
      Object.fromEntries(given.map((text, i) => [`i${i}`, { [name]: shownBy(name, text) }])),
    );
    const rows = await api.client.unsafe(`select id, "${name}"::text as value from ${tableOf.sample}`);
    for (const [i, text] of given.entries()) {
      const { sample, userErrors } = made[`m${i}`];
      expect(userErrors).toEqual([]);
      expect(sample[name]).toEqual(shownBy(name, text));
      expect(rows.find(({ id }) => id === sample.uuid)!.value).toBe(text);
    }
    const [text] = given;
    const [value, id] = [shownBy(name, text!), made.m0.sample.uuid];
    await api.client.unsafe(`delete from ${tableOf.sample} where id <> '${id}'`);
    const cleared = await write('updateSample', { id, [name]: null }, fields);
    expect(cleared.sample[name]).toBeNull();
    const changed = await write('updateSample', { id, [name]: value }, fields);
    expect(changed.sample[name]).toEqual(value);
    expect(await storedIn('sample', name)).toEqual([text]);
    await write('updateSamples', { where: { uuid: { eq: id } }, atMost: 1, set: { [name]: null } });
    await write('updateSamples', { where: { uuid: { eq: id } }, atMost: 1, set: { [name]: value } });
    expect(await storedIn('sample', name)).toEqual([text]);
    const counts: number[] = [];
    for (const next of given.flatMap(each => [each, each])) {
      const set = { [name]: shownBy(name, next) };
      counts.push(
        (await write('updateSamples', { where: { uuid: { eq: id } }, atMost: 1, set }, 'count')).count,
      );
    }
    // The first value is there already; from then on, each differs from the one before, and then it does not.
    expect(counts).toEqual(given.flatMap((_, i) => [i === 0 ? 0 : 1, 0]));
    await write('updateSample', { id, [name]: value });
    const where = unordered ? { uuid: { eq: id } } : { [name]: { eq: value } };
    expect((await write('deleteSamples', { where, atMost: 1 }, 'count')).count).toBe(1);
  });

  if (refused.length > 0)
    it('is not written as what it cannot hold', async () => {
      for (const [value, message] of refused) {
        const { data, errors } = await send('createSample', { [name]: value });
        const [told] = errors ?? data.createSample.userErrors;
        expect(told.message).toMatch(message);
        if (!errors) expect(told).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', name] });
        else expect(told.extensions.code).toBe('BAD_USER_INPUT');
      }
      expect(await storedIn('sample', name)).toEqual([]);
    });

  it('is a list with what may be missing', async () => {
    await api.client.unsafe(`truncate ${tableOf.list}`);
    const texts = [...values, null];
    const lists = [arrayOf(texts), '{}', null].map(list => (list === null ? '(null)' : `(${literal(list)})`));
    await api.client.unsafe(`insert into ${tableOf.list} ("${name}")
      select v::${sqlTypeOf(name)}[] from (values ${lists.join()}) as x (v)`);
    const rows = await api.client.unsafe(
      `select to_json(array(select e::text from unnest("${name}") e)) as elements, "${name}" is null as missing from ${tableOf.list} order by id`,
    );
    const expected = rows.map(({ missing, elements }) =>
      missing
        ? null
        : (elements as (string | null)[]).map(text => (text === null ? null : shownBy(name, text))),
    );
    const { lists: read } = await ask(`{ lists(first: 50, orderBy: [{ uuid: ASC }]) { nodes { ${name} } } }`);
    expect(read.nodes.map((node: Any) => node[name])).toEqual(expected);
    const empty = await ask(
      `{ lists(where: { ${name}: { isEmpty: true } }) { totalCount } all: lists(where: { ${name}: { isNull: false } }) { totalCount } }`,
    );
    expect(empty).toEqual({ lists: { totalCount: 1 }, all: { totalCount: 2 } });
    const mayBeGiven = (text: string) => isGiven(text) && !['[]', 'null'].includes(text);
    const written = rows.flatMap(({ elements }) => elements as (string | null)[]);
    const given = written
      .filter(text => text === null || mayBeGiven(text))
      .map(text => (text === null ? null : shownBy(name, text)));
    await api.client.unsafe(`truncate ${tableOf.list}`);
    const made = await write('createList', { [name]: given }, `list { uuid ${name} }`);
    expect(made.list[name]).toEqual(given);
    const found = { where: { uuid: { eq: made.list.uuid } }, atMost: 1 };
    expect((await write('updateLists', { ...found, set: { [name]: given } }, 'count')).count).toBe(0);
    const [stored] = await api.client.unsafe(
      `select to_json(array(select e::text from unnest("${name}") e)) as elements from ${tableOf.list}`,
    );
    expect(stored!.elements).toEqual(written.filter(text => text === null || mayBeGiven(text)));
    if (unordered && !/json/i.test(name)) return;
    const one = given.find(value => value !== null);
    const held = await ask(
      `query ($value: ${scalarOf(name)}, $values: [${scalarOf(name)}!]) { lists(where: { ${name}: { has: $value, hasEvery: $values, hasSome: $values } }) { totalCount } }`,
      { value: one, values: [one] },
    );
    expect(held.lists.totalCount).toBe(1);
  });
});

describe.each(['anyJson', 'anyJsonb'])('what is inside of a column %s', name => {
  it('is no change where the same is said in other words', async () => {
    await api.client.unsafe(`truncate ${tableOf.sample}`);
    await api.client.unsafe(
      `insert into ${tableOf.sample} ("${name}") values ('{"b":  [1.0, null], "a": "x"}')`,
    );
    const counts = [];
    for (const b of [
      [1, null],
      [null, 1],
    ]) {
      const set = { [name]: { a: 'x', b } };
      const input = { where: { [name]: { isNull: false } }, atMost: 1, set };
      counts.push((await write('updateSamples', input, 'count')).count);
    }
    expect(counts).toEqual([0, 1]);
  });

  it('is found by what it holds', async () => {
    await api.client.unsafe(`truncate ${tableOf.sample}`);
    await api.client.unsafe(
      `insert into ${tableOf.sample} ("${name}") values ('{"a": [1, 2], "b": "x"}'), ('["a"]'), ('3'), (null)`,
    );
    const conditions = [
      'contains: { a: [2] }',
      'hasKey: "a"',
      'path: [{ path: ["b"], eq: "x" }]',
      'isNull: true',
    ];
    const found = await ask(
      `{ ${conditions.map((condition, i) => `c${i}: samples(where: { ${name}: { ${condition} } }) { totalCount }`).join(' ')} }`,
    );
    expect(conditions.map((_, i) => found[`c${i}`].totalCount)).toEqual([1, 2, 1, 1]);
  });
});

describe('a list of lists', () => {
  it('is read, written and filtered as it is stored', async () => {
    await api.client.unsafe(`truncate ${tableOf.list}`);
    const grid = [
      ['a', null],
      ['', '"{\\'],
    ];
    const cube = [[[1, 2]], [[3, -4]]];
    const fields = 'list { uuid grid cube }';
    const { list } = await write('createList', { grid, cube }, fields);
    expect(list).toMatchObject({ grid, cube });
    expect(await storedIn('list', 'cube')).toEqual(['{{{1,2}},{{3,-4}}}']);
    const changed = await write('updateList', { id: list.uuid, grid: [['x']], cube: [] }, fields);
    expect(changed.list).toMatchObject({ grid: [['x']], cube: [] });
    const { lists } = await ask('{ lists(where: { grid: { has: "x" } }) { nodes { grid cube } } }');
    expect(lists.nodes).toEqual([{ grid: [['x']], cube: [] }]);
  });

  it('has rows of one length', async () => {
    const { data } = await send('createList', { grid: [['a'], ['b', 'c']] });
    expect(data.createList.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'grid'] }]);
  });

  it('in a column that was declared for simple ones is no answer of either path', async () => {
    await api.client.unsafe(`truncate ${tableOf.list}`);
    await api.client.unsafe(`insert into ${tableOf.list} ("anyText") values ('{{a},{b}}')`);
    const { errors } = await api.ask('{ lists { nodes { anyText } } }', { token });
    expect(errors!.map(({ path }) => path?.slice(0, 4))).toEqual(
      Array(2).fill(['lists', 'nodes', 0, 'anyText']),
    );
  });
});

describe('a number that is none', () => {
  it.each(['anyReal', 'anyDouble'])('is told of at the field %s, and of no other', async name => {
    await api.client.unsafe(`truncate ${tableOf.sample}`);
    await api.client.unsafe(`insert into ${tableOf.sample} ("${name}", "anyInteger") values ('NaN', 3)`);
    const { data, errors } = await api.ask(`{ samples { nodes { ${name} anyInteger } } }`, { token });
    expect(data.samples.nodes).toEqual([{ [name]: null, anyInteger: 3 }]);
    expect(errors).toMatchObject([
      { message: "The value is NaN, which GraphQL's Float cannot be.", path: ['samples', 'nodes', 0, name] },
    ]);
  });
});

const scalarOf = (name: TypeName): string =>
  api.api.blueprint.types.sample!.columns.find(({ key }) => key === name)!.typeName;

/** The values of a type as PostgreSQL writes them. */
async function texts(name: TypeName): Promise<string[]> {
  await fill(name);
  const stored = await storedIn('sample', name);
  await api.client.unsafe(`truncate ${tableOf.sample}`);
  return stored.filter(text => text !== null);
}

function send(mutation: string, input: object, selection = ''): ReturnType<TestApi['ask']> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return api.ask(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code message path } } }`,
    { token, variables: { input } },
  );
}

async function write(mutation: string, input: object, selection = ''): Promise<Any> {
  const { data, errors } = await send(mutation, input, selection);
  expect(errors, JSON.stringify([mutation, input, errors])).toBeUndefined();
  expect(data[mutation].userErrors, JSON.stringify(input)).toEqual([]);
  return data[mutation];
}
