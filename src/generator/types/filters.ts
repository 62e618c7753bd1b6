/**
 * Input types of `where`: one filter per kind of value, one `Where` per object type, shared by every field.
 * Says which operators exist; what they mean in SQL is compiled elsewhere.
 */
import { type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { DeclaredFilter } from '../blueprint/declared-members.ts';
import { filterName, listWhereName, whereName, withArticle } from '../blueprint/names.ts';
import { pathOperators } from '../kinds/json-path.ts';
import { kinds } from '../kinds/kinds.ts';
import { columnFilter } from './column-filters.ts';
import type { DynamicBuilder, TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';
import { valueConditions } from './value-conditions.ts';

/** Adds the filters of all kinds of values, then the `Where` types that use them. */
export function addFilters(parts: SchemaParts): void {
  addJsonPathFilter(parts);
  const types = Object.values(parts.blueprint.types);
  const columns = new Map<string, ColumnBlueprint>();
  for (const column of types.flatMap(type => type.columns)) columns.set(column.filterName, column);
  for (const column of columns.values()) columnFilter(parts, column);
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

function addJsonPathFilter(parts: SchemaParts): void {
  const ref = parts.builder.inputRef('JSONPathFilter');
  parts.types.set('JSONPathFilter', ref);
  ref.implement({
    description:
      'Conditions on a value inside JSON, all of which must hold. Values compare within their JSON type: the number 1 is not the text "1".',
    fields: t => ({
      path: t.field({
        type: ['String'],
        required: true,
        description: 'The member names, or positions in lists, that lead to the value.',
      }),
      ...Object.fromEntries(
        pathOperators.map(({ name, description, type, list }) => [
          name,
          t.field({ type: list ? [type] : type, description }),
        ]),
      ),
    }),
  });
}

/** The type of a filter that is declared for a type. */
function declaredFilterType(parts: SchemaParts, { typeName, list, values }: DeclaredFilter): TypeRef {
  if (values) {
    const scalar = kinds[values.kind].scalar!;
    return columnFilter(parts, {
      kind: values.kind,
      list: true,
      typeName: scalar,
      filterName: filterName(scalar, true),
    });
  }
  const ref = named(parts, typeName);
  return list ? [ref] : ref;
}

function addWhere(
  parts: SchemaParts,
  ref: ReturnType<DynamicBuilder['inputRef']>,
  type: TypeBlueprint,
): void {
  ref.implement({
    description: `Conditions on ${withArticle(type.name)}, all of which must hold.`,
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
        type.filters.map(filter => [
          filter.name,
          t.field({ type: declaredFilterType(parts, filter), description: filter.description }),
        ]),
      ),
      ...Object.fromEntries(
        type.relations.map(relation => {
          const target = typeOf(parts.blueprint, relation.target).name;
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
      ...valueConditions(parts, t, type),
    }),
  });
}
