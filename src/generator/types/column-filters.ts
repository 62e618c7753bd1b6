/**
 * Input types of conditions on single values: one filter per kind of value, with the operators that the kind has.
 */

import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import { withArticle } from '../blueprint/names.ts';
import { kinds, operatorsOf } from '../kinds/kinds.ts';
import { type Operator, operands } from '../kinds/operator.ts';
import type { InputOptions, TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

/** What a filter type is made from. */
type FilteredValues = Pick<ColumnBlueprint, 'filterName' | 'typeName' | 'kind' | 'list'>;

/** The filter type of a kind of values, made on first use. */
export function columnFilter(parts: SchemaParts, column: FilteredValues): TypeRef {
  const known = parts.types.get(column.filterName);
  if (known) return known;
  // Typed JSON is filtered as what it is in the database.
  const typeName = column.kind === 'json' ? kinds.json.scalar! : column.typeName;
  const own = named(parts, typeName);
  const what = column.list ? `list of ${typeName} values` : `${typeName} value`;
  const ref = parts.builder.inputRef(column.filterName);
  ref.implement({
    description: `Conditions on ${withArticle(what)}, all of which must hold.`,
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
  const { type, list } = operands[operator.operand];
  const ref = type === 'own' ? own : named(parts, type);
  return { type: list ? [ref] : ref, description: operator.description };
}
