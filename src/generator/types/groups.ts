/**
 * The types of `groups`: what rows are grouped by, which groups are wanted and in which order, and what is told of each.
 * Knows their shape; the values are made elsewhere.
 */
import {
  type ColumnBlueprint,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import {
  groupByName,
  groupHavingName,
  groupKeyName,
  groupName,
  groupOrderName,
  orderByName,
} from '../blueprint/names.ts';
import { kinds } from '../kinds/kinds.ts';
import { groupedBy, type TimeUnit, unitNames } from '../list/group-keys.ts';
import { groupLimits } from '../list/groups.ts';
import type { ToldGroup, ToldValues } from '../list/totals-read.ts';
import { readValue, valueFields } from './aggregates.ts';
import { aggregateOrders } from './orderings.ts';
import type { Fields, InputFields } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';
import { valueConditions } from './value-conditions.ts';

/** Adds the types of `groups` of every type. The types of what functions tell of columns have to be there. */
export function addGroups(parts: SchemaParts): void {
  addKeyInputs(parts);
  const types = Object.values(parts.blueprint.types);
  const objects = types.map(({ name }) => parts.builder.objectRef(groupKeyName(name)));
  const inputs = types.map(({ name }) => parts.builder.inputRef(groupByName(name)));
  // References first: types name each other.
  for (const [i, { name }] of types.entries()) {
    parts.types.set(groupKeyName(name), objects[i]!);
    parts.types.set(groupByName(name), inputs[i]!);
  }
  for (const [i, type] of types.entries()) {
    objects[i]!.implement({
      description: `What the ${type.name} rows of a group have in common; null where they were not grouped by it.`,
      fields: t => keyFields(parts, t, type),
    });
    inputs[i]!.implement({
      description: `What ${type.name} rows are grouped by: exactly one of the members.`,
      isOneOf: true,
      fields: t => byFields(parts, t, type),
    });
    addOrder(parts, type);
    addHaving(parts, type);
    parts.types.set(
      groupName(type.name),
      parts.builder.objectRef(groupName(type.name)).implement({
        description: `${type.name} rows that have something in common, and values about them.`,
        fields: t => ({
          key: t.field<ToldGroup>({
            type: named(parts, groupKeyName(type.name)),
            description: 'What the rows have in common.',
            resolve: ({ keys }) => ({ keys, path: '' }) satisfies KeySource,
          }),
          ...valueFields<ToldGroup>(parts, t, type, ({ values }) => values),
        }),
      }),
    );
  }
}

/** The arguments of `groups` of a type. */
export function groupsArgs(parts: SchemaParts, t: Fields, { name }: TypeBlueprint): Record<string, object> {
  const { maxKeys, defaultSize, maxSize } = groupLimits;
  return {
    by: t.arg({
      type: [named(parts, groupByName(name))],
      required: true,
      description: `What the rows of a group have in common: 1 to ${maxKeys} keys.`,
    }),
    having: t.arg({
      type: named(parts, groupHavingName(name)),
      description: 'Only groups whose values meet the conditions.',
    }),
    orderBy: t.arg({
      type: [named(parts, groupOrderName(name))],
      description:
        'The order of the groups, the most significant first; by their keys in the order of `by` unless given.',
    }),
    first: t.arg({
      type: 'Int',
      description: `So many groups: 1 to ${maxSize}; ${defaultSize} unless given.`,
    }),
  };
}

/** A group's keys, and the relations that led to where they are asked for, each with a dot. */
interface KeySource {
  readonly keys: ToldValues;
  readonly path: string;
}

const grouped = ({ columns }: TypeBlueprint): readonly ColumnBlueprint[] =>
  columns.filter(column => groupedBy(column) !== undefined);

const toOne = ({ relations }: TypeBlueprint): readonly RelationBlueprint[] =>
  relations.filter(({ many }) => !many);

function keyFields(parts: SchemaParts, t: Fields, type: TypeBlueprint): Record<string, object> {
  return {
    ...Object.fromEntries(
      grouped(type).map(({ field, kind, typeName }) => [
        field,
        t.field<KeySource>({
          type: named(parts, kind === 'json' ? kinds.json.scalar! : typeName),
          nullable: true,
          description: `The ${field}.`,
          resolve: ({ keys, path }) => readValue(keys.get(`${path}${field}`), kind),
        }),
      ]),
    ),
    ...Object.fromEntries(
      toOne(type).map(({ field, target }) => [
        field,
        t.field<KeySource>({
          type: named(parts, groupKeyName(typeOf(parts.blueprint, target).name)),
          description: `What the ${field} of the rows have in common.`,
          resolve: ({ keys, path }) => ({ keys, path: `${path}${field}.` }) satisfies KeySource,
        }),
      ]),
    ),
  };
}

function byFields(parts: SchemaParts, t: InputFields, type: TypeBlueprint): Record<string, object> {
  const inputs = { time: 'TimeBucket', json: 'JSONValueAt', value: 'Boolean' } as const;
  const words = {
    time: (field: string) => `The ${field}, cut to a unit of time.`,
    json: (field: string) => `A value inside of the ${field}.`,
    value: (field: string) => `The ${field}: true.`,
  };
  return {
    ...Object.fromEntries(
      grouped(type).map(column => {
        const by = groupedBy(column)!;
        return [
          column.field,
          t.field({ type: named(parts, inputs[by]), description: words[by](column.field) }),
        ];
      }),
    ),
    ...Object.fromEntries(
      toOne(type).map(({ field, target }) => [
        field,
        t.field({
          type: named(parts, groupByName(typeOf(parts.blueprint, target).name)),
          description: `A value of the ${field}; missing where the viewer sees none.`,
        }),
      ]),
    ),
  };
}

const unitWords: Readonly<Record<TimeUnit, string>> = {
  MINUTE: 'Minutes, from their first second on.',
  HOUR: 'Hours, from their first minute on.',
  DAY: 'Days, from midnight on.',
  WEEK: 'Weeks, from Monday on.',
  MONTH: 'Months, from the first day on.',
  QUARTER: 'Quarters of a year.',
  YEAR: 'Years, from the first of January on.',
};

/** Adds the inputs of keys that are no plain values. */
function addKeyInputs(parts: SchemaParts): void {
  const unit = parts.builder.enumType('TimeUnit', {
    description: 'What points in time are cut to.',
    values: Object.fromEntries(unitNames.map(name => [name, { value: name, description: unitWords[name] }])),
  });
  const bucket = parts.builder.inputRef('TimeBucket');
  bucket.implement({
    description: 'How points in time are put together.',
    fields: t => ({
      bucket: t.field({ type: unit, required: true, description: 'The unit that they have in common.' }),
      timezone: t.field({
        type: 'String',
        description: 'The time zone whose days are meant, such as "Europe/Berlin"; UTC unless given.',
      }),
      empty: t.field({
        type: 'Boolean',
        description: 'Whether units between the first and the last that have no rows are told as well.',
      }),
    }),
  });
  const path = parts.builder.inputRef('JSONValueAt');
  path.implement({
    description: 'A value inside of JSON; one that is not there, or null, is missing.',
    fields: t => ({
      path: t.field({
        type: ['String'],
        required: true,
        description: 'The member names, or positions in lists, that lead to the value.',
      }),
    }),
  });
  parts.types.set('TimeBucket', bucket);
  parts.types.set('JSONValueAt', path);
}

function addOrder(parts: SchemaParts, type: TypeBlueprint): void {
  const columns = named(parts, orderByName(type.name));
  const input = parts.builder.inputRef(groupOrderName(type.name));
  input.implement({
    description: `One key by which groups of ${type.name} rows are ordered: exactly one of the members.`,
    isOneOf: true,
    fields: t => ({
      key: t.field({ type: columns, description: 'What the rows have in common: one of the keys of `by`.' }),
      count: t.field({ type: named(parts, 'OrderDirection'), description: 'How many rows there are.' }),
      ...aggregateOrders(t, type, columns),
    }),
  });
  parts.types.set(groupOrderName(type.name), input);
}

function addHaving(parts: SchemaParts, type: TypeBlueprint): void {
  const input = parts.builder.inputRef(groupHavingName(type.name));
  input.implement({
    description: `Conditions on groups of ${type.name} rows, all of which must hold.`,
    fields: t => valueConditions(parts, t, type),
  });
  parts.types.set(groupHavingName(type.name), input);
}
