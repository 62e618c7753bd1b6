/**
 * Input types of `where`: one filter per kind of value, one `Where` per object type, shared by every field.
 * Says which operators exist; what they mean in SQL is compiled elsewhere.
 */
import type { ColumnBlueprint, TypeBlueprint, ValueKind } from '../blueprint/blueprint.ts';
import { scalarByKind } from '../blueprint/column-kinds.ts';
import { listWhereName, typeName as typeNameOf, whereName } from '../blueprint/names.ts';
import { type DynamicBuilder, type InputOptions, named, type SchemaParts, type TypeRef } from './builder.ts';

interface Operator {
  readonly name: string;
  readonly description: string;
  /** The type of the operand; the column's own where left out. */
  readonly type?: TypeRef;
  readonly list?: boolean;
}

const equality: readonly Operator[] = [
  { name: 'eq', description: 'Equal to the value.' },
  { name: 'ne', description: 'Not equal to the value; missing values are not equal to any.' },
  { name: 'in', description: 'Equal to one of the values.', list: true },
  {
    name: 'notIn',
    description: 'Equal to none of the values; missing values are equal to none.',
    list: true,
  },
];
const order: readonly Operator[] = [
  { name: 'lt', description: 'Less than the value.' },
  { name: 'lte', description: 'Less than the value, or equal to it.' },
  { name: 'gt', description: 'Greater than the value.' },
  { name: 'gte', description: 'Greater than the value, or equal to it.' },
];
const text: readonly Operator[] = [
  { name: 'contains', description: 'Contains the text, letter for letter.' },
  { name: 'startsWith', description: 'Starts with the text, letter for letter.' },
  { name: 'endsWith', description: 'Ends with the text, letter for letter.' },
  { name: 'like', description: 'Matches a pattern in which % stands for any text and _ for one character.' },
  { name: 'ilike', description: 'Matches a pattern like `like`, without regard to case.' },
];
const isNull: Operator = {
  name: 'isNull',
  description: 'Whether the value is missing.',
  type: 'Boolean',
};
const list: readonly Operator[] = [
  { name: 'has', description: 'Holds the value.' },
  { name: 'hasEvery', description: 'Holds every one of the values.', list: true },
  { name: 'hasSome', description: 'Holds at least one of the values.', list: true },
  { name: 'isEmpty', description: 'Whether the list holds nothing.', type: 'Boolean' },
];
const json: readonly Operator[] = [
  { name: 'contains', description: 'Contains the JSON value, as PostgreSQL’s @> does.' },
  { name: 'hasKey', description: 'Is an object with this member, or a list with this text.', type: 'String' },
  {
    name: 'path',
    description: 'Conditions on values inside, all of which must hold.',
    type: 'JSONPathFilter',
    list: true,
  },
];

function operatorsOf(kind: ValueKind, isList: boolean): readonly Operator[] {
  if (isList) return [...list, isNull];
  switch (kind) {
    case 'json':
      return [...json, isNull];
    case 'boolean':
      return [...equality.slice(0, 2), isNull];
    case 'text':
      return [...equality, ...order, ...text, isNull];
    default:
      return [...equality, ...order, isNull];
  }
}

/** Adds the filters of all kinds of values, then the `Where` types that use them. */
export function addFilters(parts: SchemaParts): void {
  addJsonPathFilter(parts);
  const types = Object.values(parts.blueprint.types);
  const columns = new Map<string, ColumnBlueprint>();
  for (const column of types.flatMap(type => type.columns)) columns.set(column.filterName, column);
  for (const column of columns.values()) addColumnFilter(parts, column);
  // References first: `Where` types name each other.
  const refs = new Map(
    types.flatMap(type =>
      [whereName(type.name), listWhereName(type.name)].map(name => {
        const ref = parts.builder.inputRef(name);
        parts.types.set(name, ref);
        return [name, ref] as const;
      }),
    ),
  );
  for (const type of types) {
    addWhere(parts, refs.get(whereName(type.name))!, type);
    addListWhere(parts, refs.get(listWhereName(type.name))!, type);
  }
}

/** What a filter type is made from. */
export type FilteredValues = Pick<ColumnBlueprint, 'filterName' | 'typeName' | 'kind' | 'list'>;

/** The filter type of a kind of values, made on first use. */
export function addColumnFilter(parts: SchemaParts, column: FilteredValues): TypeRef {
  const known = parts.types.get(column.filterName);
  if (known) return known;
  // Typed JSON is filtered as what it is in the database.
  const typeName = column.kind === 'json' ? scalarByKind.json : column.typeName;
  const own = named(parts, typeName);
  const what = column.list ? `list of ${typeName} values` : `${typeName} value`;
  const ref = parts.builder.inputRef(column.filterName);
  ref.implement({
    description: `Conditions on a ${what}, all of which must hold.`,
    fields: t =>
      Object.fromEntries(
        operatorsOf(column.kind, column.list).map(operator => [
          operator.name,
          t.field(operand(parts, operator, own)),
        ]),
      ),
  });
  parts.types.set(column.filterName, ref);
  return ref;
}

function operand(parts: SchemaParts, operator: Operator, own: TypeRef): InputOptions {
  const type = typeof operator.type === 'string' ? named(parts, operator.type) : own;
  return { type: operator.list ? [type] : type, description: operator.description };
}

function addJsonPathFilter(parts: SchemaParts): void {
  const ref = parts.builder.inputRef('JSONPathFilter');
  parts.types.set('JSONPathFilter', ref);
  const json = (description: string) => ({ type: 'JSON', description });
  const string = (description: string) => ({ type: 'String', description });
  ref.implement({
    description:
      'Conditions on a value inside JSON, all of which must hold. Values compare within their JSON type: the number 1 is not the text "1".',
    fields: t => ({
      path: t.field({
        type: ['String'],
        required: true,
        description: 'The member names, or positions in lists, that lead to the value.',
      }),
      eq: t.field(json('Equal to the value; null finds a JSON null.')),
      ne: t.field(json('Not equal to the value; a missing value is not equal to any.')),
      in: t.field({ type: ['JSON'], description: 'Equal to one of the values.' }),
      lt: t.field(json('A number or text less than the value.')),
      lte: t.field(json('A number or text less than the value, or equal to it.')),
      gt: t.field(json('A number or text greater than the value.')),
      gte: t.field(json('A number or text greater than the value, or equal to it.')),
      contains: t.field(string('A text that contains this one, letter for letter.')),
      startsWith: t.field(string('A text that starts with this one, letter for letter.')),
      endsWith: t.field(string('A text that ends with this one, letter for letter.')),
      ilike: t.field(string('A text that matches a pattern with % and _, without regard to case.')),
      isNull: t.field({ type: 'Boolean', description: 'Whether the value is missing or a JSON null.' }),
    }),
  });
}

function addWhere(
  parts: SchemaParts,
  ref: ReturnType<DynamicBuilder['inputRef']>,
  type: TypeBlueprint,
): void {
  ref.implement({
    description: `Conditions on a ${type.name}, all of which must hold.`,
    fields: t => ({
      AND: t.field({ type: [ref], description: 'Filters that must all hold.' }),
      OR: t.field({ type: [ref], description: 'Filters of which at least one must hold.' }),
      NOT: t.field({ type: ref, description: 'A filter that must not hold.' }),
      ...Object.fromEntries(
        type.columns.map(column => [
          column.field,
          t.field({
            type: named(parts, column.filterName),
            description: `Conditions on the ${column.field}.`,
          }),
        ]),
      ),
      ...Object.fromEntries(
        [...parts.customFilters]
          .filter(([key]) => key.startsWith(`${type.table}.`))
          .map(([key, { type: filter, description }]) => [
            key.slice(type.table.length + 1),
            t.field({ type: filter, description }),
          ]),
      ),
      ...Object.fromEntries(
        type.relations.map(relation => {
          const target = typeNameOf(relation.target);
          return [
            relation.field,
            t.field({
              type: named(parts, relation.many ? listWhereName(target) : whereName(target)),
              description: relation.many
                ? `Conditions on the ${relation.field} that the viewer may see.`
                : `Conditions on the ${relation.field}, which must be there and visible to the viewer.`,
            }),
          ];
        }),
      ),
    }),
  });
}

function addListWhere(
  parts: SchemaParts,
  ref: ReturnType<DynamicBuilder['inputRef']>,
  type: TypeBlueprint,
): void {
  const where = named(parts, whereName(type.name));
  ref.implement({
    description: `Conditions on a list of ${type.name} rows, all of which must hold.`,
    fields: t => ({
      some: t.field({ type: where, description: 'At least one row meets the filter.' }),
      every: t.field({ type: where, description: 'Every row meets the filter; so does an empty list.' }),
      none: t.field({ type: where, description: 'No row meets the filter.' }),
    }),
  });
}
