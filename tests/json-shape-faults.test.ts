/**
 * Typed JSON that breaks one rule: refused with the place in the input and what was expected, and never stored.
 * Each case takes generated valid values and breaks exactly that rule, so that nothing else can be to blame.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomRuns } from './support/scale.ts';
import { type ColumnName, type ShapeApi, startShapeApi } from './support/shape-api.ts';
import { insightConfigs, type Json } from './support/shape-arbitraries.ts';
import { type Faulty, faults } from './support/shape-faults.ts';

let api: ShapeApi;
beforeAll(async () => {
  api = await startShapeApi();
});
afterAll(() => api.close());

async function expectRefusal(name: ColumnName, { value, at, says }: Faulty): Promise<void> {
  const before = await api.stored(name);
  const answer = await api.send(name, api.inputOf(name, value), 'variable');
  expect(answer.errors?.map(error => error.message)).toEqual([`${name}${at}${says}.`]);
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect(await api.stored(name)).toEqual(before);
}

describe('is refused with its place and what was expected:', () => {
  it.each(faults)('%s', async (_, name, values) => {
    await fc.assert(
      fc.asyncProperty(values, value => expectRefusal(name, value)),
      randomRuns(5),
    );
  });

  it.each([
    [
      'a UUID that is none',
      'definition',
      { type: 'AND', values: [{ cohort: { cohortId: 'x', negated: false } }] },
      /Value is not a valid UUID\./,
    ],
    [
      'a value no enum has',
      'definition',
      { type: 'XOR', values: [] },
      /Value "XOR" does not exist in "CohortGroupType" enum\. Did you mean the enum value "OR"\?/,
    ],
    [
      'two variants at once',
      'definition',
      { type: 'AND', values: [{ cohort: null, event: null }] },
      /Exactly one key must be specified for OneOf type "CohortNodeInput"/,
    ],
    [
      'an operand that is an object',
      'definition',
      { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'EQ', value: {} } }] },
      /PropertyValue expects one of string, number, boolean, not \{\}/,
    ],
    [
      'a fraction of a row',
      'layout',
      { x: 0, y: 0.5, w: 1, h: 1 },
      /Int cannot represent non-integer value: 0\.5/,
    ],
    [
      'a missing member',
      'layout',
      { x: 0, y: 0, w: 1 },
      /Field "h" of required type "Int!" was not provided/,
    ],
  ] as [string, ColumnName, Json, RegExp][])('%s, by its type alone', async (_, name, input, says) => {
    const before = await api.stored(name);
    const answer = await api.send(name, input, 'variable');
    expect(answer.errors!.map(error => error.message).join('\n')).toMatch(says);
    expect(new Set(answer.errors!.map(error => error.extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(await api.stored(name)).toEqual(before);
  });

  it('every member that is wrong, up to ten of them, and how many more there are', async () => {
    const [config] = fc.sample(insightConfigs.trend, 1);
    const wrong = { property: 'p', operator: 'is_set', value: 1 };
    const series = { eventName: '', label: 'b', metric: 'total_events', filters: Array(20).fill(wrong) };
    const { formulas: _, ...rest } = config!;
    const answer = await api.send(
      'config',
      api.inputOf('config', { ...rest, series: [series], chartType: 'line' }),
      'variable',
    );
    expect(answer.errors![0]!.message).toMatch(
      /^config\.trend\.series\[0\]\.eventName must have at least 1 character; config\.trend\.series\[0\]\.filters\[0\]\.value the operator IS_SET takes nothing, not value; .*and 11 more\.$/,
    );
  });

  it.each([50, 500, 1_000, 2_000, 4_000, 8_000, 15_000])(
    'groups in %i levels, whatever runs out first',
    async levels => {
      const open = '{"type":"AND","values":[{"cohortGroup":'.repeat(levels);
      const value = `${open}{"type":"AND","values":[{"cohort":{"cohortId":"${'a'.repeat(8)}-aaaa-4aaa-8aaa-${'a'.repeat(12)}","negated":false}}]}${'}]}'.repeat(levels)}`;
      const query = 'mutation($value: CohortGroupInput!) { storeCohort(value: $value) }';
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${api.token}` },
        body: `{"query":${JSON.stringify(query)},"variables":{"value":${value}}}`,
      });
      const { errors } = (await response.json()) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      expect(errors).toHaveLength(1);
      expect(['BAD_USER_INPUT', 'LIMIT_EXCEEDED']).toContain(errors[0]!.extensions.code);
      expect(errors[0]!.message).toMatch(/nested too deeply/);
      expect(errors[0]!.message.length).toBeLessThan(500);
    },
  );
});
