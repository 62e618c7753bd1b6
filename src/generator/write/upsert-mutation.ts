/**
 * `upsertX`: one row by the values of a unique key, made where there is none that the viewer sees, and changed where there is.
 * Knows inputs and the plan; how rows are sought, made and changed is compiled as of any other write.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import { upsertKeys } from '../blueprint/unique-keys.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput } from './once.ts';
import { upsertOwnedInputs } from './owned-inputs.ts';
import { referredInputs } from './referred-inputs.ts';
import { write } from './run-write-plan.ts';
import { meantFields, uniqueKeyInput } from './unique-key-input.ts';
import { columnInputs, type InputRow } from './write-inputs.ts';
import { planUpsert } from './write-plan.ts';

export function upsertMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const keys = upsertKeys(type);
  const input = parts.builder.inputRef(`Upsert${type.name}Input`).implement({
    description: `What upsert${type.name} takes: the values of a new ${words(type.single)}; of one that is there, those that can be changed are.`,
    fields: f => ({
      ...(keys.length > 1
        ? { by: uniqueKeyInput(parts, f, { type, keys, name: `${type.name}UniqueKey` }) }
        : {}),
      ...columnInputs(parts, f, { type, purpose: 'create', plain: keys.flatMap(({ columns }) => columns) }),
      ...referredInputs(parts, f, type, 'create'),
      ...upsertOwnedInputs(parts, f, type),
      ...onceInput(parts, f),
    }),
  });
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Changes the ${words(type.single)} that has this ${meantFields(type, keys)}, or makes it where there is none.`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => {
      const key = keys.find(({ name }) => name === (given.by ?? keys[0]!.name))!;
      return write(parts, planUpsert(parts, type, { key, input: given }), context);
    },
  });
}
