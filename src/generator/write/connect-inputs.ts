/**
 * Members of inputs for rows that are pointed to, and told by a unique key in place of an id.
 * Input types only; how such a row is found is compiled elsewhere.
 */
import { columnOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { connectName, lookupName, upperFirst, withArticle, words } from '../blueprint/names.ts';
import type { InputFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { connectsOf, type RowInput } from './settable-columns.ts';

export function connectInputs(parts: SchemaParts, t: InputFields, rows: RowInput): Record<string, object> {
  return Object.fromEntries(
    connectsOf(parts.blueprint, rows).map(({ field, target, column }) => [
      field,
      t.field({
        type: connectInput(parts, typeOf(parts.blueprint, target)),
        description: `The ${words(field)} by a unique key, instead of ${columnOf(rows.type, column).field}.`,
      }),
    ]),
  );
}

/** One for all references that lead to rows of a type. */
function connectInput(parts: SchemaParts, type: TypeBlueprint): object {
  const name = connectName(type.name);
  const known = parts.types.get(name);
  if (known) return known;
  const single = words(type.single);
  const input = parts.builder.inputRef(name).implement({
    description: `${upperFirst(withArticle(single))} to point to.`,
    fields: t => ({
      connect: t.field({
        type: named(parts, lookupName(type.name)),
        required: true,
        description: `A ${single} that is there, by a unique key.`,
      }),
    }),
  });
  parts.types.set(name, input);
  return input;
}
