/**
 * Typed JSON from end to end: what goes in through an input comes out through the public API, for values of every kind.
 * The conversion to and from GraphQL is the client's own here, so that both directions are checked.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomRuns } from './support/scale.ts';
import { type ColumnName, type ShapeApi, startShapeApi } from './support/shape-api.ts';
import {
  cohortConditions,
  cohortDefinition,
  conditionCount,
  insightConfigs,
  type Json,
  type JsonObject,
  nest,
  operands,
  propertyFilter,
  widgetLayout,
} from './support/shape-arbitraries.ts';

let api: ShapeApi;
beforeAll(async () => {
  api = await startShapeApi();
});
afterAll(() => api.close());

async function expectRoundTrip(name: ColumnName, value: Json, how: 'variable' | 'literal'): Promise<void> {
  const answer = await api.send(name, api.inputOf(name, value), how);
  expect(answer.errors).toBeUndefined();
  expect(await api.stored(name)).toEqual(value);
  expect(await api.read(name)).toEqual(value);
}

const roundTrip = (
  name: ColumnName,
  values: fc.Arbitrary<Json>,
  how: 'variable' | 'literal',
  count: number,
) =>
  fc.assert(
    fc.asyncProperty(values, value => expectRoundTrip(name, value, how)),
    randomRuns(count),
  );

const { trend } = insightConfigs;
/** A trend with one filter. */
const withFilter = (filter: fc.Arbitrary<JsonObject>) =>
  fc.tuple(trend, filter).map(([config, own]): JsonObject => {
    const [first, ...rest] = config.series as JsonObject[];
    return { ...config, series: [{ ...first!, filters: [own] }, ...rest] };
  });

const columnsAndValues: [shape: string, ColumnName, fc.Arbitrary<JsonObject>][] = [
  ...Object.entries(insightConfigs).map(
    ([type, values]) =>
      [`a ${type} configuration`, 'config', values] as [string, ColumnName, fc.Arbitrary<JsonObject>],
  ),
  ['a property filter', 'config', withFilter(propertyFilter)],
  ['a cohort definition', 'definition', cohortDefinition],
  ['a widget layout', 'layout', widgetLayout],
];

describe('a value that was written is read as it was', () => {
  it.each(columnsAndValues)('%s, through variables', async (_, name, values) => {
    await roundTrip(name, values, 'variable', 20);
  });

  it.each(columnsAndValues)('%s, written into the document', async (_, name, values) => {
    await roundTrip(name, values, 'literal', 5);
  });

  it.each(Object.entries(cohortConditions))('the condition %s, eight levels deep', async (_, condition) => {
    await roundTrip(
      'definition',
      condition.map(node => nest(node, 8)),
      'variable',
      4,
    );
  });

  it.each(Object.entries(operands))('the operator %s', async (operator, operand) => {
    const filter = fc.record({ property: fc.constant('p'), operator: fc.constant(operator), ...operand });
    await roundTrip('config', withFilter(filter), 'variable', 3);
  });
});

describe('the values that are tried', () => {
  it('are of every kind: trees of eight levels and a hundred conditions, optional members there and absent', () => {
    const trees = fc.sample(cohortDefinition, { numRuns: 300, seed: 1 });
    const depth = (node: Json): number => {
      const { values } = node as { values?: Json };
      return Array.isArray(values) && values.every(item => typeof item === 'object')
        ? 1 + Math.max(...values.map(depth))
        : 0;
    };
    expect(Math.max(...trees.map(depth))).toBe(8);
    expect(new Set(trees.map(depth)).size).toBeGreaterThan(3);
    expect(Math.max(...trees.map(conditionCount))).toBe(100);
    const trends = fc.sample(trend, { numRuns: 200, seed: 1 });
    for (const member of ['breakdownProperty', 'breakdownCohortIds', 'cohortIds', 'formulas']) {
      expect(new Set(trends.map(config => member in config)).size, member).toBe(2);
    }
  });
});

describe('null in an input', () => {
  it('is the absence of an optional member', async () => {
    const series = { eventName: 'a', label: 'b', metric: 'total_events' };
    const config = {
      type: 'trend',
      series: [series],
      granularity: 'day',
      chartType: 'line',
      compare: false,
      dateFrom: '-7d',
      dateTo: '-0d',
    };
    const input = api.inputOf('config', config) as { trend: JsonObject };
    const answer = await api.send(
      'config',
      { trend: { ...input.trend, cohortIds: null, formulas: null, breakdownProperty: null } },
      'variable',
    );
    expect(answer.errors).toBeUndefined();
    expect(await api.stored('config')).toEqual(config);
  });
});
