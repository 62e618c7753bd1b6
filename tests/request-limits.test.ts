/**
 * What a short text could make the server do without end is refused, before the database hears of it.
 * Knows documents of ill will; refuses to know how they are told from others.
 */

import {
  type FragmentDefinitionNode,
  getIntrospectionQuery,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countFields } from '../src/server/max-fields.ts';
import { type Answer, startTestApi, type TestApi } from './support/api.ts';
import { patienceMs } from './support/scale.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
});
afterAll(() => api.close());

const repeat = (count: number, part: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** Fragments that each spread the next one twice. */
const fanOut = (levels: number, spread: (next: string) => string) =>
  `{ projects { nodes { ...f0 } } } ${repeat(levels, i => `fragment f${i} on Project { ${spread(`...f${i + 1}`)} }`)} fragment f${levels} on Project { uuid }`;

const nested = (levels: number) => {
  let selection = 'uuid';
  for (let i = 0; i < levels; i += 1)
    selection = `project { dashboards(first: 5) { nodes { ${selection} } } }`;
  return `{ dashboards(first: 5) { nodes { ${selection} } } }`;
};

async function refused(query: string): Promise<Answer['errors']> {
  const startedAt = performance.now();
  const { status, data, errors } = await api.ask(query, { token });
  expect(errors).toHaveLength(1);
  expect(errors![0]!.extensions.code).toBe('LIMIT_EXCEEDED');
  expect(status).toBe(400);
  expect(data).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(patienceMs / 4);
  return errors;
}
const words = async (query: string) => (await refused(query))![0]!.message;

describe('a document is refused with LIMIT_EXCEEDED, in words that say what is allowed', () => {
  it('that is nested too deeply', async () => {
    expect(await words(nested(6))).toBe(
      'The operation is nested too deeply: at most 16 levels are allowed. Ask for less at once.',
    );
  });

  it('that hides its depth in fragments', async () => {
    expect(await words(fanOut(12, next => `dashboards { nodes { project { ${next} } } }`))).toContain(
      'at most 16 levels',
    );
  });

  it('that has too many aliases', async () => {
    expect(await words(`{ ${repeat(51, i => `a${i}: viewer { uuid }`)} }`)).toBe(
      'The operation has too many aliases: at most 50 are allowed. Ask for less at once.',
    );
  });

  it('that has too many tokens', async () => {
    expect(await words(`{ ${repeat(2_000, () => 'viewer { uuid }')} }`)).toBe(
      'The document is too long: at most 5000 tokens are allowed. Ask for less at once.',
    );
  });

  it('that writes out to 2^n fields from 1.2 KB of fragments', async () => {
    const query = fanOut(24, next => `${next} ${next} name`);
    expect(query.length).toBeLessThan(1_700);
    expect(await words(query)).toMatch(/^The operation asks for too many fields: at most 1000 are allowed/);
  });

  it('that fans out through different lists, within every other limit', async () => {
    const lists = ['dashboards', 'insights', 'cohorts', 'persons', 'widgets', 'apiKeys'];
    const query = fanOut(4, next => lists.map(list => `${list}(first:1){nodes{project{${next}}}}`).join(' '));
    expect(query.length).toBeLessThan(1_200);
    expect(await words(query)).toContain('too many fields');
  });

  it.each([
    ['selections', '', '{ viewer '],
    ['types', 'query ($a: ', '['],
    ['lists', '{ node(id: ', '['],
    ['objects', '{ node(id: ', '{a:'],
  ])('whose %s are nested without end: tokens run out, or the parser’s stack', async (_, start, open) => {
    expect(await words(start + open.repeat(20_000))).toMatch(/^The document is (too long|nested too deeply)/);
  });
});

describe('limits leave room for', () => {
  it('a page of 15 levels, 50 aliases, and the introspection that tools ask for', async () => {
    for (const query of [
      nested(4),
      `{ ${repeat(50, i => `a${i}: viewer { uuid }`)} }`,
      getIntrospectionQuery(),
    ]) {
      expect((await api.ask(query, { token })).errors).toBeUndefined();
    }
  });

  it('fragments that spread themselves, which are refused for what they are', async () => {
    const { errors } = await api.ask(
      '{ viewer { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
    );
    expect(errors![0]!.message).toContain('Cannot spread fragment "a" within itself');
  });
});

describe('introspection', () => {
  it('can be switched off, without switching off what names the type of an object', async () => {
    const closed = await startTestApi({ yoga: { introspection: false } });
    try {
      for (const query of ['{ __schema { types { name } } }', '{ __type(name: "User") { name } }']) {
        const { data, errors } = await closed.ask(query);
        expect(data).toBeUndefined();
        expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
      }
      expect((await closed.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    } finally {
      await closed.close();
    }
  });
});

describe('counting fields', () => {
  const count = (text: string) => {
    const { definitions } = parse(text);
    const fragments = definitions.filter((d): d is FragmentDefinitionNode => d.kind === 'FragmentDefinition');
    const operation = definitions[0] as OperationDefinitionNode;
    return countFields(operation.selectionSet, name => fragments.find(f => f.name.value === name));
  };

  it('counts a fragment each time it is spread, and inline fragments not at all', () => {
    expect(count('{ a { b } ... on Query { c } }')).toBe(3);
    expect(count('{ a { ...f } b { ...f } } fragment f on T { c d { e } }')).toBe(8);
  });

  it('comes to an end where fragments spread themselves or are not there', () => {
    expect(count('{ a { ...f } } fragment f on T { b ...f }')).toBe(2);
    expect(count('{ a { ...nowhere } }')).toBe(1);
  });
});
