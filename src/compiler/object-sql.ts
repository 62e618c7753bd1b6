/**
 * What is selected of a row, as an expression for its JSON text.
 * Knows rows under an alias; lists that hang on them have a file of their own.
 */
import { type ColumnBlueprint, relationOf, type TypeBlueprint } from '../generator/blueprint/blueprint.ts';
import { keyColumns } from '../generator/blueprint/row-key.ts';
import { unwritable } from '../generator/kinds/json-text.ts';
import { kinds } from '../generator/kinds/kinds.ts';
import { visibleFrom } from '../generator/list/implied-rule.ts';
import { joinRelation } from '../generator/list/join.ts';
import { knownValue } from '../generator/list/known-value.ts';
import { keyTextSql } from '../generator/list/row-key.ts';
import { visible } from '../generator/list/visibility.ts';
import { abilitySql } from '../generator/read/abilities.ts';
import { and, bind, type Fragment, fragment, literal, text } from '../generator/sql/fragment.ts';
import { base64url, base64urlOfPlain } from './base64url.ts';
import { concatenated, objectParts, orNull, type Part } from './json-object.ts';
import type { AbilityMember, FieldPlan, ObjectNode } from './operation-tree.ts';
import type { RowAt, SqlContext } from './sql-context.ts';

/** Between which the stored text of typed JSON stands; JSON holds no such character. */
export const slotMark = '\u001f';

/** The parts of an object's JSON for the row at hand. */
export function objectSql(context: SqlContext, { type, fields }: ObjectNode, at: RowAt): Part[] {
  return objectParts(fields.map(field => ({ key: field.key, parts: fieldParts(context, type, field, at) })));
}

function fieldParts(context: SqlContext, type: TypeBlueprint, field: FieldPlan, at: RowAt): Part[] {
  switch (field.kind) {
    case 'typename':
      return [JSON.stringify(field.name)];
    case 'id':
      return ['"', bind(globalIdSql(context, type), at.alias), '"'];
    case 'column':
      return [bind(columnJson(field.column, knownValue(context.blueprint, type, field.column)), at.alias)];
    case 'shape':
      return [bind(shapeJson(context, type, field), at.alias)];
    case 'computed': {
      const json = field.json(fragment`(${bind(field.field.sql, at.alias)})`);
      return [field.field.nullable ? orNull(json) : json];
    }
    case 'abilities':
      return abilitiesParts(field.members, ability =>
        bind(abilitySql(context.blueprint, type, ability), at.alias),
      );
    case 'one':
      return [relatedRow(context, type, field, at)];
    case 'many':
      return context.list(field.list, at);
  }
}

function columnJson(column: ColumnBlueprint, value: Fragment): Fragment {
  const { json } = kinds[column.kind];
  if (!column.list) return column.nullable ? orNull(json(value, column)) : json(value, column);
  const missing = column.nullableItems ? text("'null'") : unwritable;
  const element = fragment`coalesce(${json(text('"u"."e"'), column)}, ${missing})`;
  const items = fragment`(select '[' || coalesce(string_agg(${element}, ',' order by "u"."o"), '') || ']'
    from unnest(${value}) with ordinality as "u" ("e", "o"))`;
  // An array has as many dimensions as its value, whatever was declared.
  const flat = fragment`coalesce(array_ndims(${value}), 1) = 1`;
  const written =
    column.dimensions > 1
      ? fragment`case when cardinality(${value}) = 0 then '[]' else ${unwritable} end`
      : items;
  return fragment`case when ${value} is null then 'null' when ${flat} then ${written} else ${unwritable} end`;
}

/** What the viewer may do, by an expression for each. */
export function abilitiesParts<Told>(
  members: readonly AbilityMember<Told>[],
  mayDo: (ability: Told) => Fragment,
): Part[] {
  return objectParts(
    members.map(member => {
      if (member.kind === 'typename') return { key: member.key, parts: [JSON.stringify(member.name)] };
      const may = mayDo(member.ability);
      return { key: member.key, parts: [fragment`case when ${may} then 'true' else 'false' end`] };
    }),
  );
}

/** A place to be filled: the number of the selection, and the stored text. */
function shapeJson(
  context: SqlContext,
  type: TypeBlueprint,
  { column, selection }: Extract<FieldPlan, { kind: 'shape' }>,
): Fragment {
  const value = knownValue(context.blueprint, type, column);
  const start = literal(`${slotMark}${context.slot(selection)}${slotMark}`);
  return orNull(fragment`${start} || ${value}::text || ${literal(slotMark)}`);
}

/** The global ID of the row, as `encodeGlobalId` makes it. */
function globalIdSql({ blueprint }: SqlContext, type: TypeBlueprint): Fragment {
  const { separator } = blueprint.conventions.globalId;
  const columns = keyColumns(type);
  const start = `${type.name}${separator}`;
  const content = fragment`${literal(start)} || ${keyTextSql(type)}`;
  const widths = columns.map(({ kind }) => kinds[kind].plainWidth);
  if (widths.includes(undefined)) return base64url(content);
  const width = (widths as number[]).reduce((sum, each) => sum + each + separator.length);
  return base64urlOfPlain(content, start.length + width);
}

/** The row that a to-one relation leads to; JSON's null where there is none for the viewer. */
function relatedRow(
  context: SqlContext,
  type: TypeBlueprint,
  { relation: field, object }: Extract<FieldPlan, { kind: 'one' }>,
  at: RowAt,
): Fragment {
  const alias = context.alias();
  const { target, from, on } = joinRelation(context.blueprint, type, field, alias);
  const rule = at.present
    ? visibleFrom(context.blueprint, type, relationOf(type, field), target)
    : visible(context.blueprint, target);
  const json = concatenated(context.object(object, { alias, present: true }));
  const where = and(bind(on, at.alias), rule && bind(rule, alias))!;
  return orNull(fragment`(select ${json} from ${from} where ${where})`);
}
