/**
 * The cohorts that configurations and definitions refer to, and the places that a write names them by.
 * What a write does about them is another suite's.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencesIn } from '../src/generator/shapes/references.ts';
import { buildApi } from '../src/operations/schema.ts';
import { type ShapeApi, startShapeApi } from './support/shape-api.ts';
import { cohortDefinition, insightConfigs, type Json } from './support/shape-arbitraries.ts';

const { blueprint } = buildApi();
const references = (table: string, key: string, json: unknown) => {
  const ref = blueprint.types[table]!.columns.find(column => column.key === key)!.shape!;
  return referencesIn(blueprint.shapes, ref, json);
};

let api: ShapeApi;
beforeAll(async () => {
  api = await startShapeApi();
});
afterAll(() => api.close());

/** What stands at a path of an input. */
const at = (input: Json, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], input);

/** Every text under a key, at any depth. */
const textsUnder = (value: Json, keys: readonly string[]): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, member]) =>
        keys.includes(key) ? [member].flat().map(String) : textsUnder(member as Json, keys),
      );

describe('cohorts are referred to', () => {
  it('by configurations, in cohortIds and breakdownCohortIds', () => {
    fc.assert(
      fc.property(fc.oneof(...Object.values(insightConfigs)), config => {
        const found = references('insights', 'config', config);
        expect(found.map(({ id }) => id).sort()).toEqual(
          textsUnder(config, ['cohortIds', 'breakdownCohortIds']).sort(),
        );
        const input = api.inputOf('config', config);
        for (const { path, target, id } of found) {
          expect(target).toBe('cohorts');
          expect(at(input, path)).toBe(id);
        }
      }),
    );
  });

  it('by definitions, in conditions at any level', () => {
    fc.assert(
      fc.property(cohortDefinition, definition => {
        const found = references('cohorts', 'definition', definition);
        expect(found.map(({ id }) => id)).toEqual(textsUnder(definition, ['cohortId']));
        const input = api.inputOf('definition', definition);
        for (const { path, id } of found) expect(at(input, path)).toBe(id);
      }),
    );
  });

  it('by nothing else', () => {
    expect(references('widgets', 'layout', { x: 0, y: 0, w: 1, h: 1 })).toEqual([]);
  });
});

describe('a fault in a one-of input', () => {
  const id = '7d3f6c1e-50a1-4b2c-9a53-0c3c1f0f9a11';
  const trend = {
    series: [{ eventName: 'a', label: 'b', metric: 'TOTAL_EVENTS' }],
    granularity: 'DAY',
    chartType: 'LINE',
    compare: false,
    dateFrom: '-7d',
    dateTo: '-0d',
    cohortIds: [id, id],
    formulas: [{ key: 'f', label: 'f', expression: 'B' }],
  };

  it('is placed where the client wrote it, with the variant in between', async () => {
    const answer = await api.ask(
      'mutation($input: CreateInsightInput!) { createInsight(input: $input) { userErrors { code path message } } }',
      {
        token: api.token,
        variables: { input: { projectId: id, type: 'TREND', name: 'x', config: { trend } } },
      },
    );
    const { userErrors } = answer.data.createInsight;
    expect(userErrors.map((error: { path: string[] }) => error.path.join('.'))).toEqual([
      'input.config.trend.cohortIds.1',
      'input.config.trend.formulas.0.expression',
      // There is no such project.
      'input.projectId',
    ]);
    expect(references('insights', 'config', { type: 'trend', cohortIds: [id] })).toEqual([
      { path: ['trend', 'cohortIds', 0], target: 'cohorts', id },
    ]);
  });
});
