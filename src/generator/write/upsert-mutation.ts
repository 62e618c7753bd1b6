/**
 * `upsertX`: one row by the values of a unique key, made where there is none that the viewer sees, and changed where there is.
 * Knows inputs and the plan; how rows are sought, made and changed is compiled as of any other write.
 */
import { columnOf, type TypeBlueprint, type UniqueKey } from '../blueprint/blueprint.ts';
import { constantName, withArticle, words } from '../blueprint/names.ts';
import { upsertKeys } from '../blueprint/unique-keys.ts';
import type { Fields, InputFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput } from './once.ts';
import { write } from './run-write-plan.ts';
import { columnInputs, type InputRow } from './write-inputs.ts';
import { planUpsert } from './write-plan.ts';

export function upsertMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const keys = upsertKeys(type);
  const input = parts.builder.inputRef(`Upsert${type.name}Input`).implement({
    description: `What upsert${type.name} takes: the values of a new ${words(type.single)}; of one that is there, those that can be changed are.`,
    fields: f => ({
      ...(keys.length > 1 ? { by: keyInput(parts, f, type, keys) } : {}),
      ...columnInputs(parts, f, { type, purpose: 'create' }),
      ...onceInput(parts, f),
    }),
  });
  const meant = keys.map(key => fieldsOf(type, key).join(' and ')).join(', or ');
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Changes the ${words(type.single)} that has this ${meant}, or makes it where there is none.`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => {
      const key = keys.find(({ name }) => name === (given.by ?? keys[0]!.name))!;
      return write(parts, planUpsert(parts, type, { key, input: given }), context);
    },
  });
}

const fieldsOf = (type: TypeBlueprint, { columns }: UniqueKey) =>
  columns.map(key => columnOf(type, key).field);

/** Which of several unique keys tells the row. */
function keyInput(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  keys: readonly UniqueKey[],
): object {
  const values = keys.map(key => [
    constantName(key.name),
    { value: key.name, description: `By ${fieldsOf(type, key).join(' and ')}.` },
  ]);
  const ref = parts.builder.enumType(`${type.name}UniqueKey`, {
    description: `What ${withArticle(words(type.single))} to upsert is told by.`,
    values: Object.fromEntries(values),
  });
  return t.field({ type: ref, required: true, description: 'The unique key that tells the row.' });
}
