/**
 * Members of inputs for rows that the row written is to point to: new ones, and those that a unique key tells.
 * Input types only; how they are read and written is elsewhere.
 */
import { columnOf, type TypeBlueprint, typeOf, type UniqueKey } from '../blueprint/blueprint.ts';
import { lookupName, upperFirst, withArticle, words } from '../blueprint/names.ts';
import { connectKeys } from '../blueprint/unique-keys.ts';
import type { ReferredBlueprint } from '../blueprint/write-blueprint.ts';
import { referredInputName, referredKeyName } from '../blueprint/write-names.ts';
import type { InputFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { makesOf } from './settable-columns.ts';
import { meantFields, uniqueKeyInput } from './unique-key-input.ts';
import { columnInputs } from './write-inputs.ts';

/** The members of an input for rows that the row is to point to. */
export function referredInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  operation: 'create' | 'update',
): Record<string, object> {
  return Object.fromEntries(
    makesOf(type, operation).map(makes => {
      const target = typeOf(parts.blueprint, makes.target);
      const { field } = columnOf(type, makes.column);
      const isFound = target.uniqueKeys.length > 0 ? ', or one by a unique key' : '';
      return [
        makes.field,
        t.field({
          type: referredInput(parts, type, makes),
          description: `A new ${words(target.single)} to point to${isFound}, instead of ${field}; all or nothing.`,
        }),
      ];
    }),
  );
}

function referredInput(parts: SchemaParts, type: TypeBlueprint, makes: ReferredBlueprint): object {
  const target = typeOf(parts.blueprint, makes.target);
  const name = referredInputName(type.name, makes.field);
  const known = parts.types.get(name);
  if (known) return known;
  const single = words(target.single);
  const row = parts.builder.inputRef(`Create${name}`).implement({
    description: `${upperFirst(withArticle(single))} to create with ${withArticle(words(type.single))} that points to it.`,
    fields: t => columnInputs(parts, t, { type: target, purpose: 'create', owned: makes }),
  });
  const isFound = target.uniqueKeys.length > 0;
  const keys = connectKeys(target, makes);
  const either = keys.length > 0 ? [eitherInput(parts, type, makes, { row, keys })] : [];
  const ref = parts.builder.inputRef(name).implement({
    description: `What ${withArticle(words(type.single))} points to${isFound ? ': exactly one of the members' : ''}.`,
    isOneOf: isFound,
    fields: t => ({
      create: t.field({ type: row, required: !isFound, description: `The new ${single}.` }),
      ...(isFound
        ? {
            connect: t.field({
              type: named(parts, lookupName(target.name)),
              description: `A ${single} that is there, by a unique key.`,
            }),
          }
        : {}),
      ...Object.fromEntries(
        either.map(input => [
          'connectOrCreate',
          t.field({ type: input, description: `A ${single} by a unique key, made where there is none.` }),
        ]),
      ),
    }),
  });
  parts.types.set(name, ref);
  return ref;
}

interface EitherInput {
  readonly row: object;
  readonly keys: readonly UniqueKey[];
}

/** A row that is there, or is made. */
function eitherInput(
  parts: SchemaParts,
  type: TypeBlueprint,
  makes: ReferredBlueprint,
  { row, keys }: EitherInput,
): object {
  const target = typeOf(parts.blueprint, makes.target);
  const single = words(target.single);
  const name = referredInputName(type.name, makes.field);
  return parts.builder.inputRef(`ConnectOrCreate${name}`).implement({
    description: `${upperFirst(withArticle(single))} to point to, made where there is none that the viewer sees.`,
    fields: t => ({
      ...(keys.length > 1
        ? {
            by: uniqueKeyInput(parts, t, {
              type: target,
              keys,
              name: referredKeyName(type.name, makes.field),
            }),
          }
        : {}),
      create: t.field({
        type: row,
        required: true,
        description: `The new ${single}, and by its ${meantFields(target, keys)} the one that is there already.`,
      }),
    }),
  });
}
