/**
 * The object types of `aggregate`: one for each object type, and one for what each function tells of its columns.
 * Knows their shape; the values are made elsewhere.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { aggregatedName, aggregateName } from '../blueprint/names.ts';
import { kinds } from '../kinds/kinds.ts';
import { type Aggregate, aggregatesOf, type ColumnFunction, rowCount } from '../list/aggregates.ts';
import type { ToldValues } from '../list/totals-read.ts';
import type { Fields } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

/** What a function tells of a column, in words that the column's name follows. */
const words: Readonly<Record<ColumnFunction, string>> = {
  countDistinct: 'How many different values there are; missing ones are none',
  sum: 'The sum of the values',
  avg: 'The average of the values',
  min: 'The least of the values',
  max: 'The greatest of the values',
};

/** Adds the types of a type's `aggregate`. */
export function addAggregate(parts: SchemaParts, type: TypeBlueprint): object {
  for (const [name, aggregates] of aggregatesOf(type)) addColumns(parts, type, name, aggregates);
  return parts.builder.objectRef(aggregateName(type.name)).implement({
    description: `Values about all ${type.name} rows that the filter leaves and the viewer may see, whatever the page.`,
    fields: t => valueFields<ToldValues>(parts, t, type, values => values),
  });
}

/** The number of rows, and what functions tell of their columns. */
export const valueFields = <Source>(
  parts: SchemaParts,
  t: Fields,
  type: TypeBlueprint,
  valuesOf: (source: Source) => ToldValues,
): Record<string, object> => ({
  count: t.field<Source>({
    type: named(parts, rowCount.typeName),
    description: 'How many rows there are.',
    resolve: source => readValue(valuesOf(source).get(rowCount.key), rowCount.kind),
  }),
  ...Object.fromEntries(
    [...aggregatesOf(type).keys()].map(name => [
      name,
      t.field<Source>({
        type: named(parts, aggregatedName(type.name, name)),
        description: `${words[name]}, of each column${isPossiblyNone(name) ? '; null where there are none' : ''}.`,
        resolve: source => ({ values: valuesOf(source), name }) satisfies FunctionValues,
      }),
    ]),
  ),
});

/** What the values of one function are resolved from: the least and the greatest have one type. */
interface FunctionValues {
  readonly values: ToldValues;
  readonly name: ColumnFunction;
}

const isPossiblyNone = (name: Aggregate['function']) => name !== 'count' && name !== 'countDistinct';

function addColumns(
  parts: SchemaParts,
  type: TypeBlueprint,
  name: ColumnFunction,
  aggregates: readonly Aggregate[],
): void {
  const typeName = aggregatedName(type.name, name);
  if (parts.types.has(typeName)) return;
  parts.types.set(
    typeName,
    parts.builder.objectRef(typeName).implement({
      description: `Values of the columns of ${type.name} rows, taken together.`,
      fields: t =>
        Object.fromEntries(
          aggregates.map(({ column, kind, typeName: valueType }) => [
            column!.field,
            t.field<FunctionValues>({
              type: named(parts, valueType),
              nullable: isPossiblyNone(name),
              description: `Of the ${column!.field}.`,
              resolve: told => readValue(told.values.get(`${told.name} ${column!.field}`), kind),
            }),
          ]),
        ),
    }),
  );
}

/** A text as its scalar takes it. */
export const readValue = (text: string | null | undefined, kind: Aggregate['kind']): unknown =>
  text == null ? null : kinds[kind].read(text);
