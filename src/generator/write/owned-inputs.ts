/**
 * Members of inputs for rows that belong to the row written: made, changed and deleted together with it.
 * Input types only; how they are read and written is elsewhere.
 */
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { upperFirst, withArticle, words } from '../blueprint/names.ts';
import type { OwnedBlueprint } from '../blueprint/write-blueprint.ts';
import { ownedInputName, whenCreated, whenUpdated } from '../blueprint/write-names.ts';
import type { InputFields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { referredInputs } from './referred-inputs.ts';
import { columnInputs, targetInputs } from './write-inputs.ts';

/** Where in an input rows stand: the tables above them, and the name that all of it has together. */
interface Above {
  readonly tables: readonly string[];
  readonly name: string;
}

/** The members of an input for rows that belong to the row. */
export function ownedInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  operation: 'create' | 'update',
  above: Above = { tables: [type.table], name: type.name },
): Record<string, object> {
  // A table below itself would have no end.
  const isMain = above.tables.length === 1;
  const owns = type.write!.owns.filter(({ target }) => isMain || !above.tables.includes(target));
  return {
    ...Object.fromEntries(
      owns.map(owned => [
        owned.field,
        t.field({
          type: ownedInput(parts, type, owned, operation, above),
          description: `The ${words(owned.field)} to write as well, all or nothing.`,
        }),
      ]),
    ),
    ...ownedOneInputs(parts, t, type, above),
  };
}

/** The members of an input for the one row that belongs to the row: whether it is there already, the client need not know. */
function ownedOneInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  above: Above,
): Record<string, object> {
  return Object.fromEntries(
    type.write!.ownsOne.map(owned => {
      const child = typeOf(parts.blueprint, owned.target);
      const name = ownedInputName('write', above.name, owned.field);
      const input =
        parts.types.get(name) ??
        parts.builder.inputRef(name).implement({
          description: `${upperFirst(withArticle(words(child.single)))} to write together with its ${words(type.single)}. What is left out stays as it is; null clears.`,
          fields: f => columnInputs(parts, f, { type: child, purpose: 'create', owned }),
        });
      parts.types.set(name, input);
      const description = `The ${words(owned.field)} to write as well, all or nothing: changed where there is one, or else made.`;
      return [owned.field, t.field({ type: input, description })];
    }),
  );
}

/** The members of the input of an upsert for rows that belong to the row: those of a new one, and those of one that is there. */
export function upsertOwnedInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
): Record<string, object> {
  const above = { tables: [type.table], name: type.name };
  const many = Object.fromEntries(
    type.write!.owns.map(owned => {
      const single = words(type.single);
      const input = parts.builder.inputRef(ownedInputName('upsert', type.name, owned.field)).implement({
        description: `The ${words(owned.field)} to write together with their ${single}, by what becomes of it.`,
        fields: f => ({
          [whenCreated]: f.field({
            type: ownedInput(parts, type, owned, 'create', above),
            description: `Where the ${single} is made.`,
          }),
          [whenUpdated]: f.field({
            type: ownedInput(parts, type, owned, 'update', above),
            description: `Where the ${single} is there.`,
          }),
        }),
      });
      return [
        owned.field,
        t.field({ type: input, description: `The ${words(owned.field)} to write as well, all or nothing.` }),
      ];
    }),
  );
  return { ...many, ...ownedOneInputs(parts, t, type, above) };
}

function ownedInput(
  parts: SchemaParts,
  type: TypeBlueprint,
  owned: OwnedBlueprint,
  operation: 'create' | 'update',
  above: Above,
): object {
  const child = typeOf(parts.blueprint, owned.target);
  const name = ownedInputName(operation, above.name, owned.field);
  const known = parts.types.get(name);
  if (known) return known;
  const ref = parts.builder.inputRef(name).implement({
    description: `The ${words(owned.field)} to write together with their ${words(type.single)}.`,
    fields: f => ({
      ...(child.write?.rules.create
        ? {
            create: f.field({
              type: [ownedRowInput(parts, type, owned, 'create', above)],
              description: `New ${words(owned.field)}.`,
            }),
          }
        : {}),
      ...(operation === 'update' && child.write?.rules.update
        ? {
            update: f.field({
              type: [ownedRowInput(parts, type, owned, 'update', above)],
              description: `Changes of ${words(owned.field)} of this ${words(type.single)}.`,
            }),
          }
        : {}),
      ...(operation === 'update' && child.write?.rules.delete
        ? { delete: f.field({ type: ['ID'], description: `Ids of ${words(owned.field)} to delete.` }) }
        : {}),
    }),
  });
  parts.types.set(name, ref);
  return ref;
}

function ownedRowInput(
  parts: SchemaParts,
  parent: TypeBlueprint,
  owned: OwnedBlueprint,
  purpose: 'create' | 'update',
  above: Above,
): object {
  const child = typeOf(parts.blueprint, owned.target);
  const name = `${upperFirst(purpose)}${above.name}${child.name}Input`;
  const below = { tables: [...above.tables, child.table], name: `${above.name}${child.name}` };
  const known = parts.types.get(name);
  if (known) return known;
  const ref = parts.builder.inputRef(name).implement({
    description: `${upperFirst(withArticle(words(child.single)))} to ${purpose} with its ${words(parent.single)}.`,
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
      ...referredInputs(parts, t, child, purpose),
      ...ownedInputs(parts, t, child, purpose, below),
    }),
  });
  parts.types.set(name, ref);
  return ref;
}
