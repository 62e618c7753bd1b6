/**
 * Members of inputs for rows that belong to the row written: made, changed and deleted together with it.
 * Input types only; how they are read and written is elsewhere.
 */
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { upperFirst, words } from '../blueprint/names.ts';
import type { OwnedBlueprint } from '../blueprint/write-blueprint.ts';
import type { InputFields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { columnInputs, targetInputs } from './write-inputs.ts';

/** The members of an input for rows that belong to the row. */
export function ownedInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  operation: 'create' | 'update',
): Record<string, object> {
  return Object.fromEntries(
    type.write!.owns.map(owned => {
      const child = typeOf(parts.blueprint, owned.target);
      const name = `${upperFirst(operation)}${type.name}${upperFirst(owned.field)}Input`;
      const ref = parts.builder.inputRef(name).implement({
        description: `The ${words(owned.field)} to write together with their ${words(type.single)}.`,
        fields: f => ({
          ...(child.write?.rules.create
            ? {
                create: f.field({
                  type: [ownedRowInput(parts, type, owned, 'create')],
                  description: `New ${words(owned.field)}.`,
                }),
              }
            : {}),
          ...(operation === 'update' && child.write?.rules.update
            ? {
                update: f.field({
                  type: [ownedRowInput(parts, type, owned, 'update')],
                  description: `Changes of ${words(owned.field)} of this ${words(type.single)}.`,
                }),
              }
            : {}),
          ...(operation === 'update' && child.write?.rules.delete
            ? { delete: f.field({ type: ['ID'], description: `Ids of ${words(owned.field)} to delete.` }) }
            : {}),
        }),
      });
      return [
        owned.field,
        t.field({ type: ref, description: `The ${words(owned.field)} to write as well, all or nothing.` }),
      ];
    }),
  );
}

function ownedRowInput(
  parts: SchemaParts,
  parent: TypeBlueprint,
  owned: OwnedBlueprint,
  purpose: 'create' | 'update',
): object {
  const child = typeOf(parts.blueprint, owned.target);
  const name = `${upperFirst(purpose)}${parent.name}${child.name}Input`;
  const known = parts.types.get(name);
  if (known) return known;
  const ref = parts.builder.inputRef(name).implement({
    description: `A ${words(child.single)} to ${purpose} with its ${words(parent.single)}.`,
    fields: t => ({
      ...(purpose === 'create'
        ? {
            clientKey: t.field({
              type: 'String',
              description: 'A key of your own, by which the payload tells the new id.',
            }),
          }
        : targetInputs(parts, t, child)),
      ...columnInputs(parts, t, { type: child, purpose, owned }),
    }),
  });
  parts.types.set(name, ref);
  return ref;
}
