/**
 * What a row may hold, by chance: valid JSON with some of it changed. Either it is refused with its place, or GraphQL shows all of it.
 * Asks the schema's own types, without a database, for thousands of values.
 */
import fc from 'fast-check';
import { GraphQLObjectType, GraphQLSchema, getNamedType, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseStored } from '../src/generator/shapes/parse-stored.ts';
import { findMisfit } from '../src/generator/shapes/read-structure.ts';
import { shapesOf } from '../src/model/json-shape.ts';
import { tables } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { cohortDefinition, insightConfigs, type Json, widgetLayout } from './support/shape-arbitraries.ts';
import { selectAll } from './support/shape-client.ts';

const { schema, blueprint } = buildApi();
const columns = [
  ['insights', 'config', 'Insight', fc.oneof(...Object.values(insightConfigs))],
  ['cohorts', 'definition', 'Cohort', cohortDefinition],
  ['widgets', 'layout', 'Widget', widgetLayout],
] as const;

const others: fc.Arbitrary<Json | undefined> = fc.constantFrom<(Json | undefined)[]>(
  undefined,
  null,
  true,
  0,
  1.5,
  3_000_000_000,
  'x',
  'AND',
  'day',
  [],
  ['a'],
  {},
  { type: 'trend' },
);

/** The value with something in it replaced, or left out where that is undefined. */
function changed(value: Json, steps: readonly number[], by: Json | undefined): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value);
  const at = step % Math.max(entries.length, 1);
  const next = entries.flatMap(([key, member], i): [string, Json][] => {
    const inner = i === at ? changed(member as Json, rest, by) : (member as Json);
    return inner === undefined ? [] : [[key, inner]];
  });
  return Array.isArray(value) ? next.map(([, member]) => member) : Object.fromEntries(next);
}

describe.each(columns)('what %s.%s may hold', (table, key, name, values) => {
  const field = (schema.getType(name) as GraphQLObjectType).getFields()[key]!;
  const asked = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { value: { type: field.type } } }),
    types: Object.values(schema.getTypeMap()).filter(type => !/^(Query|Mutation)$|Payload$/.test(type.name)),
  });
  const source = `{ value ${selectAll(getNamedType(field.type), schema, 8)} }`;
  const ref = blueprint.types[table]!.columns.find(column => column.key === key)!.shape!;
  const zod = shapesOf(tables[table]).get(key)!;

  it('is shown in full, or refused', async () => {
    let [shown, refused] = [0, 0];
    const steps = fc.array(fc.nat({ max: 20 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.array(fc.tuple(steps, others), { maxLength: 2 }),
        async (valid, changes) => {
          const json = changes.reduce<Json>(
            (value, [path, by]) => changed(value, path, by) ?? {},
            valid as Json,
          );
          const value = parseStored(JSON.stringify(json));
          const misfit = findMisfit(blueprint.shapes, ref, value);
          // Whatever may be written can be read.
          if (zod.parse(json).ok) expect(misfit).toBeUndefined();
          if (misfit) {
            refused += 1;
            return;
          }
          shown += 1;
          const { errors } = await graphql({ schema: asked, source, rootValue: { value }, contextValue: {} });
          expect(errors?.map(error => `${error.path?.join('.')}: ${error.message}`)).toBeUndefined();
        },
      ),
      { numRuns: 400 },
    );
    expect(shown).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(50);
  }, 60_000);
});
