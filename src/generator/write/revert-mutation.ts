/**
 * `revertX`: a row and the rows that belong to it as they were when an event of the trail was left, by an ordinary write.
 * Knows inputs and answers; what the row was, the trail says.
 */
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { historyField } from '../blueprint/histories.ts';
import { withArticle, words } from '../blueprint/names.ts';
import { onceMember } from '../blueprint/write-names.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { fragment } from '../sql/fragment.ts';
import { parseIdOf } from '../types/global-id.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import { type Kept, keptSql } from './compile-kept.ts';
import { InputPlace } from './input-place.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput, readOnce } from './once.ts';
import { planRevert } from './revert-plan.ts';
import { write } from './run-write-plan.ts';
import { type InputRow, targetInputs } from './write-inputs.ts';

export function revertMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const events = typeOf(parts.blueprint, parts.blueprint.trail!.table);
  const input = parts.builder.inputRef(`Revert${type.name}Input`).implement({
    description: `What revert${type.name} takes.`,
    fields: f => ({
      ...targetInputs(parts, f, type),
      to: f.field({
        type: 'ID',
        required: true,
        description: `The id of an event of its ${historyField}: the ${words(type.single)} becomes what it was right after it.`,
      }),
      ...onceInput(parts, f),
    }),
  });
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Makes ${withArticle(words(type.single))} what it was, by its ${historyField}; all or nothing.`,
    args: { input: t.arg({ type: input, required: true, description: 'What to bring back.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: async (_, { input: given }, context) => {
      context.assertSignedIn();
      const place = InputPlace.argument('input');
      const id = (member: string, of: TypeBlueprint) =>
        place.at(member).read(() => parseIdOf(parts.blueprint, of, String(given[member]), member));
      const [key, event] = [id('id', type), id('to', events)];
      const once = readOnce(`revert${type.name}`, given, place);
      const ifUpdatedAt = given.ifUpdatedAt == null ? undefined : String(given.ifUpdatedAt);
      const kept =
        key && event
          ? await context.reads.value<Kept>(
              toDrizzle(fragment`(${keptSql(parts.blueprint, { type, key, event })})`),
              type.table,
            )
          : nothingKept;
      const units = planRevert(parts, { type, key: key ?? [], ifUpdatedAt }, kept, place);
      if (kept.rows['']!.length > 0 && !kept.isThere) place.at('to').refuse(noEvent);
      const rows = units.reduce((sum, { items }) => sum + items.length, 0);
      if (rows > context.writes.maxRows)
        place.at('to').refuse(`It would write ${rows} rows: at most ${context.writes.maxRows} are allowed.`);
      const written = await write(parts, { units, clientKeys: [], faults: place.faults, once }, context);
      return { ...written, userErrors: written.userErrors.map(atEvent) };
    },
  });
}

const nothingKept: Kept = { isThere: true, rows: { '': [] }, events: { '': [] } };
const noEvent = 'There is no such event in the history.';

/** The members of the input; all else that is wrong is so of what is brought back. */
const ownMembers = ['id', 'to', 'ifUpdatedAt', onceMember];

function atEvent(error: UserError): UserError {
  const [argument, member, ...rest] = error.path;
  if (error.message === noEvent) return { ...error, code: 'NOT_FOUND' };
  if (member === undefined || (ownMembers.includes(member) && rest.length === 0)) return error;
  const place = member === 'to' ? rest : [member, ...rest];
  return { ...error, message: `${place.join('.')}: ${error.message}`, path: [argument!, 'to'] };
}
