/**
 * Mutations about how rows end: those that set a mark, and `rotateX`, by which a new row with a new secret takes the place of one.
 * Knows inputs; what is planned from them, and what comes of it, is elsewhere.
 */
import { columnOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst, withArticle, words } from '../blueprint/names.ts';
import { overlapMember } from '../blueprint/write-names.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput } from './once.ts';
import { write } from './run-write-plan.ts';
import { columnInputs, type InputRow, targetInputs } from './write-inputs.ts';
import { planMark, planRotation } from './write-plan.ts';

export function markMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint, mark: string): object {
  const input = parts.builder.inputRef(`${upperFirst(mark)}${type.name}Input`).implement({
    description: `What ${mark}${type.name} takes.`,
    fields: f => ({ ...targetInputs(parts, f, type), ...onceInput(parts, f) }),
  });
  const { field } = columnOf(type, type.write!.marks[mark]!);
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Sets ${field} of ${withArticle(words(type.single))} to now, once and for all: where it is set already, it stays as it is.`,
    args: { input: t.arg({ type: input, required: true, description: 'Which one.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => write(parts, planMark(parts, type, mark, given), context),
  });
}

export function rotateMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const { ends, longest } = type.write!.issues!.rotates!;
  const what = words(type.single);
  const input = parts.builder.inputRef(`Rotate${type.name}Input`).implement({
    description: `What rotate${type.name} takes.`,
    fields: f => ({
      ...targetInputs(parts, f, type),
      [overlapMember]: f.field({
        type: 'Int',
        required: true,
        description: `For how many seconds the old one goes on, unless it ends before: 0 to ${longest}.`,
      }),
      ...columnInputs(parts, f, { type, purpose: 'create', only: ends }),
      ...onceInput(parts, f),
    }),
  });
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Makes ${withArticle(what)} with a new secret in the place of one, which ends after a while, and shows the new one. It is as the old one was; without ${columnOf(type, ends).field} it lasts as long as that was made for.`,
    args: {
      input: t.arg({ type: input, required: true, description: 'Which one, and how long it goes on.' }),
    },
    extensions: { [writeExtension]: { table: type.table, rows: 'two' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => write(parts, planRotation(parts, type, given), context),
  });
}
