/**
 * Writes of tables that were there before: what PostgreSQL fills is left to it, what the application fills is filled,
 * and what a constraint of whatever name refuses is told at its field.
 */
import { printSchema, validateSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, openSession, startTestApi, type TestApi } from './support/api.ts';
import { buildPulledApi, ownId, pulledDdl, revisions } from './support/pulled-world.ts';

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ api: buildPulledApi() });
  await api.client.unsafe(pulledDdl);
  await api.client`insert into users (email, display_name, password_hash) values ('a@example.com', 'A', 'none')`;
  token = await openSession(api.database, 'a@example.com');
});
afterAll(() => api.close());

const ask = async (query: string): Promise<Any> => {
  const { data, errors } = await api.ask(query, { token });
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  return data;
};

/** What a mutation did, and what it was refused for: codes and places. */
async function write(mutation: string, input: object, selection = ''): Promise<Any> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await api.ask(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code message path } } }`,
    { token, variables: { input } },
  );
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  const { userErrors, ...payload } = data[mutation];
  return { ...payload, errors: userErrors.map((e: Any) => `${e.code} ${e.path.join('.')}: ${e.message}`) };
}

let people = 0;
const newEmail = () => `p${++people}@example.com`;
const inputOf = (name: string) =>
  Object.keys((api.api.schema.getType(name) as Any).getFields() as object).sort();

describe('a column that PostgreSQL fills', () => {
  it('is no input where it always does, and an optional one where it may', () => {
    expect(inputOf('CreatePersonInput')).not.toContain('number');
    expect(inputOf('CreatePersonInput')).not.toContain('initial');
    expect(inputOf('PersonChanges')).not.toContain('number');
    const fields = (api.api.schema.getType('CreatePersonInput') as Any).getFields();
    const required = Object.keys(fields).filter(key => String(fields[key].type).endsWith('!'));
    expect(required).toEqual(['email']);
  });

  it('is counted and computed, and counted on from where clients leave it to', async () => {
    const fields = 'person { number rank ticket initial }';
    const one = await write('createPerson', { email: newEmail() }, fields);
    const two = await write('createPerson', { email: newEmail(), rank: 500, ticket: 600 }, fields);
    const three = await write('createPerson', { email: newEmail() }, fields);
    expect([one, two, three].map(({ errors }) => errors)).toEqual([[], [], []]);
    const { number, rank, ticket } = one.person;
    expect(one.person.initial).toBe('p');
    expect(two.person).toEqual({ number: number + 1, rank: 500, ticket: 600, initial: 'p' });
    expect(three.person).toEqual({ number: number + 2, rank: rank + 1, ticket: ticket + 1, initial: 'p' });
  });

  it('has its default, of whatever type, where nothing is given', async () => {
    const { person } = await write(
      'createPerson',
      { email: newEmail() },
      'person { tags grid marks word place bytes since }',
    );
    expect(person).toEqual({
      tags: [],
      grid: [
        [1, 2],
        [3, 4],
      ],
      marks: { a: 1 },
      word: 'x',
      place: '(1,2)',
      bytes: 'aGk=',
      since: '2026-01-01T00:00:00.000001Z',
    });
  });
});

describe('a column that the application fills', () => {
  it('is filled for each new row, its id too, unless it is given', async () => {
    const before = ownId();
    const fields = 'person { uuid origin born revision touched }';
    const { person } = await write('createPerson', { email: newEmail() }, fields);
    expect(person).toMatchObject({
      origin: 'import',
      born: '2020-01-01T00:00:00.000Z',
      revision: revisions.last,
    });
    expect(person.uuid > before && person.uuid.startsWith('00000000-0000-7000')).toBe(true);
    expect(person.touched).toMatch(/^at \d{4}-/);
    const given = await write('createPerson', { email: newEmail(), origin: 'me', revision: -1 }, fields);
    expect(given.person).toMatchObject({ origin: 'me', revision: -1 });
  });

  it('is filled anew with each change that it has no part in, also of many rows', async () => {
    const fields = 'person { uuid revision touched origin }';
    const { person } = await write('createPerson', { email: newEmail(), touched: 'never' }, fields);
    expect(person.touched).toBe('never');
    const id = person.uuid;
    const changed = await write('updatePerson', { id, nick: 'a1' }, fields);
    expect(changed.person).toMatchObject({ revision: revisions.last, origin: 'import' });
    expect(changed.person.revision).toBeGreaterThan(person.revision);
    expect(changed.person.touched).toMatch(/^at /);
    const given = await write('updatePerson', { id, revision: 7, touched: null }, fields);
    expect(given.person).toMatchObject({ revision: 7, touched: null });
    expect(inputOf('PersonChanges')).not.toContain('edits');
    await write('updatePeople', { where: { uuid: { eq: id } }, atMost: 1, set: { nick: 'a2' } });
    expect((await ask(`{ person(id: "${id}") { revision } }`)).person).toEqual({ revision: revisions.last });
  });

  it('is filled also where nobody can set it, and where a row is marked as deleted or brought back', async () => {
    const fields = 'person { uuid edits editedOn }';
    const { person } = await write('createPerson', { email: newEmail() }, fields);
    expect(person.editedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    const id = person.uuid;
    let last = person.edits;
    for (const [mutation, input] of [
      ['updatePerson', { nick: 'b' }],
      ['deletePerson', {}],
      ['restorePerson', {}],
    ] as const) {
      await api.client`update person set edited_on = '2000-01-01' where id = ${id}`;
      const changed = await write(mutation, { id, ...input }, fields);
      expect(changed.errors).toEqual([]);
      expect(changed.person.edits, mutation).toBeGreaterThan(last);
      expect(changed.person.editedOn, mutation).toBe(person.editedOn);
      last = changed.person.edits;
    }
  });
});

describe('a table named for one row', () => {
  it('has a root field for one and one for many', async () => {
    const { person } = await write('createPerson', { email: newEmail(), made: 'c' }, 'person { uuid }');
    const found = await ask(
      `{ people(where: { uuid: { eq: "${person.uuid}" } }, orderBy: [{ email: ASC }]) { nodes { made } } }`,
    );
    expect(found.people.nodes).toEqual([{ made: 'c' }]);
    const none = await write('createPerson', { email: newEmail() }, 'person { made }');
    expect(none.person).toEqual({ made: null });
  });

  it('is written with its children, in names of its own', async () => {
    const fields = 'wish { uuid remark size lines { nodes { uuid position sum } } }';
    const made = await write(
      'createWish',
      { lines: { create: [{ position: 1, sum: '1.10' }, { position: 2 }] } },
      fields,
    );
    expect(made.errors).toEqual([]);
    expect(made.wish).toMatchObject({ remark: null, size: '9007199254740993' });
    const sums = made.wish.lines.nodes.map(({ position, sum }: Any) => `${position} ${sum}`).sort();
    expect(sums).toEqual(['1 1.10', '2 0.00']);
    const id = made.wish.uuid;
    const child = made.wish.lines.nodes.find((node: Any) => node.position === 1);
    const asked = `{ wish(id: "${id}") { size remark lines(orderBy: [{ sum: DESC }], where: { sum: { gte: "0" } }) { nodes { sum } } } }`;
    expect((await ask(asked)).wish).toEqual({
      size: '9007199254740993',
      remark: null,
      lines: { nodes: [{ sum: '1.10' }, { sum: '0.00' }] },
    });
    const taken = await write('updateWish', { id, lines: { create: [{ position: 3 }, { position: 2 }] } });
    expect(taken.errors).toEqual(['CONFLICT input.lines.create.1.position: position is taken already.']);
    const wrong = await write('updateWish', {
      id,
      lines: { create: [{ position: 40_000, sum: '1.234' }], update: [{ id: child.uuid, sum: '1234567' }] },
    });
    expect(wrong.errors.sort()).toEqual([
      'BAD_USER_INPUT input.lines.create.0.position: position must be from -32768 to 32767.',
      'BAD_USER_INPUT input.lines.create.0.sum: sum must have at most 6 digits before the point and 2 after it.',
      'BAD_USER_INPUT input.lines.update.0.sum: sum must have at most 6 digits before the point and 2 after it.',
    ]);
    const changed = await write(
      'updateWish',
      { id, remark: 'soon', lines: { delete: [child.uuid] } },
      fields,
    );
    expect(changed.wish.lines.nodes).toMatchObject([{ position: 2 }]);
    expect((await write('deleteWish', { id })).errors).toEqual([]);
  });
});

describe('a constraint that no declaration names', () => {
  it.each([
    ['as PostgreSQL names it', { email: 'taken@example.com' }, { nick: 'x' }, 'email'],
    ['over an expression, for some rows', { code: 'AB' }, { code: 'ab' }, 'code'],
    ['of any name', { nick: 'n' }, { code: 'y', nick: 'n' }, 'nick'],
  ])('%s is told at its field', async (_, first, second, field) => {
    await api.client`delete from person`;
    expect((await write('createPerson', { email: 'taken@example.com', ...first })).errors).toEqual([]);
    const other = { email: field === 'email' ? 'taken@example.com' : newEmail(), ...second };
    expect((await write('createPerson', other)).errors).toEqual([
      `CONFLICT input.${field}: ${field} is taken already.`,
    ]);
  });

  it('that checks a value is told at the column that it is named for', async () => {
    const { errors } = await write('createPerson', { email: newEmail(), nick: 'too long', code: 'z' });
    expect(errors).toEqual(['BAD_USER_INPUT input.nick: nick has a value that is not acceptable.']);
  });
});

describe('a time of change', () => {
  it('in microseconds is the precondition that it says', async () => {
    const [row] =
      await api.client`insert into dated (updated_at) values ('2026-01-01 00:00:00.123456+00') returning id`;
    const { dated } = await ask(`{ dated(id: "${row!.id}") { updatedAt } }`);
    expect(dated.updatedAt).toBe('2026-01-01T00:00:00.123456Z');
    const input = { id: row!.id, ifUpdatedAt: dated.updatedAt, name: 'x' };
    const changed = await write('updateDated', input, 'dated { name updatedAt createdAt }');
    expect(changed.errors).toEqual([]);
    expect(changed.dated.updatedAt > dated.updatedAt).toBe(true);
    const again = await write('updateDated', input);
    expect(again.errors).toEqual([expect.stringMatching(/^CONFLICT input.ifUpdatedAt/)]);
    const never = await api.client`insert into dated default values returning id`;
    expect(
      (await write('updateDated', { id: never[0]!.id, name: 'y' }, 'dated { updatedAt }')).dated.updatedAt,
    ).not.toBeNull();
  });

  it('in whole seconds moves forward with each change', async () => {
    const { slow } = await write('createSlow', {}, 'slow { uuid updatedAt }');
    const seen = [slow.updatedAt];
    for (const name of ['a', 'b', 'c']) {
      const { slow: changed, errors } = await write(
        'updateSlow',
        { id: slow.uuid, name, ifUpdatedAt: seen.at(-1) },
        'slow { updatedAt }',
      );
      expect(errors).toEqual([]);
      seen.push(changed.updatedAt);
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen).toEqual([...seen].sort());
  });
});

describe('words and names of a table', () => {
  it('are the schema’s, and deprecations too; what has no words has none', () => {
    const printed = printSchema(api.api.schema);
    expect(printed).toContain('"""What somebody wants."""\ntype Wish implements Node {');
    expect(printed).toContain(
      '"""What they say of it."""\n  remark: String @deprecated(reason: "Nobody reads it.")',
    );
    const { lines } = (api.api.schema.getType('Wish') as Any).getFields();
    expect(lines).toMatchObject({
      description: 'What it is made of.',
      deprecationReason: 'Ask for the lines themselves.',
    });
    expect((api.api.schema.getType('CreateWishInput') as Any).getFields().remark).toMatchObject({
      description: 'What they say of it.',
      deprecationReason: 'Nobody reads it.',
    });
    expect((api.api.schema.getType('Line') as Any).description).toBeUndefined();
    expect(printed).not.toContain('""""""');
  });
});

describe('an API of which nothing is written', () => {
  it('has no mutations, and is served', async () => {
    const readOnly = buildPulledApi(false);
    expect(validateSchema(readOnly.schema)).toEqual([]);
    expect(readOnly.schema.getMutationType()).toBeNull();
    const served = await startTestApi({ beside: api, api: readOnly });
    const { data } = await served.ask('{ wishes(first: 1) { totalCount } }', { token });
    expect(data).toEqual({ wishes: { totalCount: expect.any(Number) } });
    const { errors } = await served.ask('mutation { createSlow(input: {}) { slow { uuid } } }', { token });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await served.close();
  });
});
