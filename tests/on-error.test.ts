/**
 * What a request says of errors by `onError`: they propagate, are null where they happened, or end the operation.
 * Knows fields that fail; refuses to know why.
 */
import { getIntrospectionQuery, isNonNullType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badUserInput } from '../src/errors.ts';
import { buildApi } from '../src/operations/schema.ts';
import { CompiledReads } from '../src/server/compiled-reads.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';

/** Fields that cannot be null, and fail, or have nothing to give. */
const withFaults = () =>
  buildApi(extension => {
    const { builder } = extension;
    extension.addResolvedField('dashboards', 'failing', {
      type: 'Int',
      nullable: false,
      description: 'Fails in one dashboard.',
      columns: ['name'],
      resolve: ({ name }) => {
        if (name === 'Growth overview') throw badUserInput('It fails.');
        return 1;
      },
    });
    builder.queryField('holes', t =>
      t.intList({
        description: 'Numbers, one of which is missing.',
        resolve: () => [1, null, 3] as number[],
      }),
    );
    builder.queryField('unwritable', t =>
      t.int({ description: 'No number.', resolve: () => 'none' as unknown as number }),
    );
    for (const name of ['failLate', 'fail'])
      builder.mutationField(name, t =>
        t.int({
          nullable: true,
          description: 'Fails.',
          resolve: async () => {
            if (name === 'failLate') await new Promise(resolve => setTimeout(resolve, 20));
            throw badUserInput('It fails.');
          },
        }),
      );
  });

let compiled = 0;
class CountedReads extends CompiledReads {
  override async answer(...given: Parameters<CompiledReads['answer']>) {
    const answered = await super.answer(...given);
    if (answered?.kind === 'data') compiled += 1;
    return answered;
  }
}

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true, api: withFaults(), compiled: CountedReads });
  token = await api.signIn('owner@demo.example');
});
afterAll(() => api.close());

const all = ['PROPAGATE', 'NULL', 'HALT'];

async function send(query: string, onError?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query, onError }),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
async function ask(query: string, onError?: unknown): Promise<{ data: Any; errors?: Any[] }> {
  const { data, errors } = JSON.parse((await send(query, onError)).text);
  const told = errors?.map(({ message, path }: Any) => `${path.join('.')}: ${message}`);
  return { data, ...(told ? { errors: told } : {}) };
}

const page = `{ dashboards(first: 3, where: { project: { slug: { eq: "lumen-notes" } } }, orderBy: [{ name: DESC }]) {
  nodes { name failing } } viewer { displayName } }`;

describe('an error in a field that cannot be null', () => {
  const failing = 'Growth overview';
  const wider = page.replace('first: 3', 'first: 50');

  it('takes the next thing with it that can, unless the request says otherwise', async () => {
    for (const onError of [undefined, null, 'PROPAGATE']) {
      const { data, errors } = await ask(wider, onError);
      expect(data).toEqual({ dashboards: null, viewer: { displayName: expect.any(String) } });
      expect(errors).toHaveLength(1);
    }
  });

  it('is null at its own place with NULL, and all else is answered', async () => {
    const { data, errors } = await ask(wider, 'NULL');
    const { nodes } = data.dashboards;
    expect(nodes.length).toBeGreaterThan(3);
    const index = nodes.findIndex(({ name }: Any) => name === failing);
    expect(nodes.map((node: Any) => node.failing)).toEqual(
      nodes.map((_: Any, i: number) => (i === index ? null : 1)),
    );
    expect(errors).toEqual([`dashboards.nodes.${index}.failing: It fails.`]);
  });

  it('is all that is told with HALT', async () => {
    const { data, errors } = await ask(`{ a: unwritable b: unwritable ${wider.slice(1)}`, 'HALT');
    expect([data, errors?.length]).toEqual([null, 1]);
  });
});

describe('with NULL', () => {
  it('nothing is null without an error where it must not be', async () => {
    expect(await ask('{ holes viewer { displayName } }', 'NULL')).toMatchObject({
      data: { holes: [1, null, 3], viewer: { displayName: expect.any(String) } },
      errors: ['holes.1: Something went wrong on the server.'],
    });
    expect(await ask('{ holes }')).toMatchObject({
      data: null,
      errors: ['holes.1: Something went wrong on the server.'],
    });
  });

  it('a value that cannot be written is null, and what is wrong with arguments is as ever', async () => {
    expect(await ask('{ unwritable holes }', 'NULL')).toMatchObject({
      data: { unwritable: null, holes: [1, null, 3] },
    });
    const wrong = '{ dashboards(first: 1000) { nodes { name } } viewer { displayName } }';
    expect(await ask(wrong, 'NULL')).toEqual(await ask(wrong));
  });

  it('the schema is told as it is, whatever is asked beside', async () => {
    const [asked, plain] = [await ask(getIntrospectionQuery(), 'NULL'), await ask(getIntrospectionQuery())];
    expect(asked).toEqual(plain);
    const both = `{ first: holes __type(name: "Dashboard") { fields { type { kind } } } ...Rest }
      fragment Rest on Query { __schema { queryType { name } } last: holes }`;
    const { data, errors } = await ask(both, 'NULL');
    expect(Object.keys(data)).toEqual(['first', '__type', '__schema', 'last']);
    expect(data.__type.fields.map((field: Any) => field.type.kind)).toContain('NON_NULL');
    expect(errors).toHaveLength(2);
  });

  it('an answer comes whole', async () => {
    const { type, text } = await send(`{ ... @defer { holes } viewer { displayName } }`, 'NULL', {
      accept: 'multipart/mixed, application/json',
    });
    expect(type).toContain('application/json');
    expect(JSON.parse(text).data).toEqual({
      holes: [1, null, 3],
      viewer: { displayName: expect.any(String) },
    });
  });
});

describe('with HALT', () => {
  const renamed = async (onError: string | undefined, before: string, behind: string) => {
    const { data } = await ask('{ dashboards(first: 1) { nodes { id name } } }');
    const [{ id, name }] = data.dashboards.nodes;
    const change = `updateDashboard(input: { id: "${id}", name: "Renamed" }) { dashboard { name } userErrors { message } }`;
    const answered = await ask(`mutation { ${before} ${change} ${behind} }`, onError);
    const { data: now } = await ask(`{ dashboard(id: "${id}") { name } }`);
    await ask(
      `mutation { updateDashboard(input: { id: "${id}", name: ${JSON.stringify(name)} }) { dashboard { name } } }`,
    );
    return { ...answered, isRenamed: now.dashboard.name === 'Renamed' };
  };

  it.each(['fail', 'failLate'])('no mutation runs behind one with an error: %s', async fail => {
    expect(await renamed('HALT', fail, '')).toEqual({
      data: null,
      errors: [`${fail}: It fails.`],
      isRenamed: false,
    });
    expect(await renamed(undefined, fail, '')).toMatchObject({
      isRenamed: true,
      errors: [`${fail}: It fails.`],
    });
    expect(await renamed('NULL', fail, '')).toMatchObject({
      isRenamed: true,
      errors: [`${fail}: It fails.`],
    });
  });

  it('what was done before the error stays done, and is not told', async () => {
    expect(await renamed('HALT', '', 'fail failLate')).toEqual({
      data: null,
      errors: ['fail: It fails.'],
      isRenamed: true,
    });
  });

  it('nothing is read beside a list with a wrong argument', async () => {
    const query =
      '{ a: dashboards(first: 1000) { nodes { name } } b: dashboards(last: 0) { nodes { name } } viewer { displayName } }';
    expect((await ask(query)).data).toMatchObject({ a: null, viewer: { displayName: expect.any(String) } });
    expect(await ask(query, 'HALT')).toEqual({
      data: null,
      errors: ['a: first must be from 1 to 100, not 1000.'],
    });
  });
});

describe('an answer without an error', () => {
  it('is the same to the byte, and compiled, whatever is said of errors', async () => {
    const { text } = await send(page.replace(' failing', ''));
    const before = compiled;
    for (const onError of [...all, null])
      expect((await send(page.replace(' failing', ''), onError)).text).toBe(text);
    expect(compiled - before).toBe(4);
  });

  it('is that of all mutations in their order', async () => {
    const mutation =
      'mutation { b: updateUsers(input: { where: { email: { eq: "x" } }, set: { displayName: "x" }, atMost: 1 }) { userErrors { code } } ...More } fragment More on Mutation { __typename a: updateUsers(input: { where: { email: { eq: "x" } }, set: { displayName: "x" }, atMost: 1 }) { userErrors { code } } }';
    const texts = await Promise.all(all.map(onError => send(mutation, onError)));
    expect(new Set(texts.map(({ text }) => text)).size).toBe(1);
    expect(texts[0]!.text).toMatch(/^\{"data":\{"b":.*"__typename":.*"a":/);
  });
});

describe('a field that is marked as null for an error only', () => {
  const marked = () =>
    Object.values(api.api.schema.getTypeMap())
      .filter(isObjectType)
      .flatMap(type => Object.values(type.getFields()).map(field => ({ type, field })))
      .filter(({ field }) => 'semanticNonNull' in Object(field.extensions.directives));

  it('is a list at the root or one that is computed, a field of mutations, or JSON that each row has', () => {
    const fieldsOf = (name: string) =>
      marked().flatMap(({ type, field }) => (type.name === name ? [field.name] : []));
    const { types } = api.api.blueprint;
    const lists = [
      ...Object.values(types).map(({ plural }) => plural),
      'nodes',
      'search',
      'previewCohort',
      'openInvites',
    ];
    expect(fieldsOf('Query').sort()).toEqual(lists.sort());
    const mutations = Object.keys(api.api.schema.getMutationType()!.getFields());
    expect(fieldsOf('Mutation')).toEqual(mutations.filter(name => !name.startsWith('fail')));
    const others = marked().filter(({ type }) => !['Query', 'Mutation'].includes(type.name));
    expect(others.map(({ type, field }) => `${type.name}.${field.name}`).sort()).toEqual([
      'Cohort.personCount',
      'Cohort.persons',
      'Insight.config',
      'Widget.layout',
    ]);
    expect(marked().filter(({ field }) => isNonNullType(field.type))).toEqual([]);
  });

  it('has an error wherever it is null', async () => {
    await api.client`update insights set config = config - 'dateTo' where name = 'Cancellations'`;
    const { data } = await ask(
      '{ cohorts { nodes { id } } insights(where: { name: { eq: "Cancellations" } }) { nodes { id } } }',
    );
    const cohorts = data.cohorts.nodes.map(
      ({ id }: Any) => `{ cohort(id: "${id}") { personCount persons { totalCount } } }`,
    );
    const failing = [
      '{ sessions(first: 0) { totalCount } viewer { id } }',
      '{ nodes(ids: ["none"]) { id } viewer { id } }',
      '{ search(query: "", first: 0) { edges { cursor } } viewer { id } }',
      'mutation { signIn(input: { email: "", password: "" }) { token } signOut { signedOut } again: signOut { signedOut } }',
      `{ insight(id: "${data.insights.nodes[0].id}") { name config { __typename } } }`,
      ...cohorts,
    ];
    const places: string[] = [];
    const own = token;
    for (const query of failing) {
      if (query.includes('signOut')) token = await api.signIn('owner@demo.example');
      const { text } = await send(query);
      token = own;
      const answer = JSON.parse(text);
      const told = new Set((answer.errors ?? []).map(({ path }: Any) => path.join('.')));
      const nulls = nullsOf(answer.data).filter(path => path.split('.').at(-1) !== 'token');
      expect(
        nulls.filter(path => !told.has(path)),
        text,
      ).toEqual([]);
      places.push(...nulls);
    }
    expect(new Set(places.map(path => path.split('.').at(-1)))).toEqual(
      new Set(['sessions', 'nodes', 'search', 'again', 'config', 'personCount', 'persons']),
    );
  });
});

/** The paths of all nulls. */
const nullsOf = (value: Any, path: readonly (string | number)[] = []): string[] =>
  value === null
    ? [path.join('.')]
    : typeof value === 'object'
      ? Object.entries(value).flatMap(([key, member]) => nullsOf(member, [...path, key]))
      : [];

describe('anything else', () => {
  const message = '"onError" must be PROPAGATE, NULL or HALT.';
  it.each(['null', 'ABORT', '', 7, true, ['NULL'], {}])('is refused: %j', async given => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, text } = await send('{ viewer { displayName } }', given, { accept });
      const [error] = JSON.parse(text).errors;
      expect([status, error.message, error.extensions.code]).toEqual([400, message, 'BAD_USER_INPUT']);
    }
  });

  it('is refused in an address too, where the right ones are read', async () => {
    const get = async (onError: string) => {
      const response = await fetch(`${api.url}?${new URLSearchParams({ query: '{ holes }', onError })}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, ...JSON.parse(await response.text()) };
    };
    expect(await get('NULL')).toMatchObject({ status: 200, data: { holes: [1, null, 3] } });
    expect(await get('HALT')).toMatchObject({ status: 200, data: null });
    expect(await get('never')).toMatchObject({ status: 400, errors: [{ message }] });
  });
});
