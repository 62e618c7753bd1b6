/**
 * Every type of columns that drizzle-orm/pg-core has, with the values at its ends, through every door: read, filtered, ordered,
 * paged, made, changed, changed in bulk, deleted. What is right, PostgreSQL says, which is asked for the text of each value.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, openSession, startTestApi, type TestApi } from './support/api.ts';
import {
  buildColumnApi,
  caseOf,
  makeColumnWorld,
  sqlTypeOf,
  type TypeName,
  tableOf,
  typeNames,
} from './support/column-world.ts';
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
            `query ($after: String) { samples(first: 3, after: $after, orderBy: [{ ${name}: ${direction} }]) { nodes { ${name} } pageInfo { hasNextPage endCursor } } }`,
            { after },
          );
          found.push(...samples.nodes.map((node: Any) => node[name]));
          more = samples.pageInfo.hasNextPage;
          after = samples.pageInfo.endCursor;
        }
        const stored = await storedIn('sample', name, sql);
        expect(found).toEqual(stored.map(text => (text === null ? null : shownBy(name, text))));
      }
      for (const text of (await storedIn('sample', name)).filter(each => each !== null && isGiven(each))) {
        const value = shownBy(name, text!);
        // Of two values, one has no need to be named in a list.
        const oneOf = name === 'anyBoolean' ? 'eq: $value' : 'in: $values';
        const query = `query ($value: ${scalarOf(name)}, $values: [${scalarOf(name)}!] = []) {
        is: samples(where: { ${name}: { eq: $value } }) { totalCount }
        in: samples(where: { ${name}: { ${oneOf} } }) { totalCount }
        other: samples(where: { ${name}: { ne: $value } }) { totalCount }
      }`;
        const counts = await ask(
          name === 'anyBoolean' ? query.replace(/, \$values.*?\] = \[\]/, '') : query,
          {
            value,
            values: [value],
          },
        );
        const [same] = await api.client.unsafe(
          `select count(*)::int as n from ${tableOf.sample} where "${name}" = ${literal(text!)}::${sqlTypeOf(name)}`,
        );
        expect(counts).toEqual({
          is: { totalCount: same!.n },
          in: { totalCount: same!.n },
          other: { totalCount: values.length + 1 - same!.n },
        });
      }
    });

  it('is written as it was given, by every mutation', async () => {
    const given = (await texts(name)).filter(isGiven);
    expect(given.length).toBeGreaterThan(0);
    const fields = `sample { uuid ${name} }`;
    let uuid = '';
    for (const text of given) {
      await api.client.unsafe(`truncate ${tableOf.sample}`);
      const value = shownBy(name, text);
      const { sample } = await write('createSample', { [name]: value }, fields);
      expect(sample[name]).toEqual(value);
      expect(await storedIn('sample', name)).toEqual([text]);
      uuid = sample.uuid;
    }
    const [text] = given;
    const value = shownBy(name, text!);
    const cleared = await write('updateSample', { id: uuid, [name]: null }, fields);
    expect(cleared.sample[name]).toBeNull();
    const changed = await write('updateSample', { id: uuid, [name]: value }, fields);
    expect(changed.sample[name]).toEqual(value);
    expect(await storedIn('sample', name)).toEqual([text]);
    await write('updateSamples', { where: { uuid: { eq: uuid } }, atMost: 1, set: { [name]: null } });
    await write('updateSamples', { where: { uuid: { eq: uuid } }, atMost: 1, set: { [name]: value } });
    expect(await storedIn('sample', name)).toEqual([text]);
    const where = unordered ? { uuid: { eq: uuid } } : { [name]: { eq: value } };
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
