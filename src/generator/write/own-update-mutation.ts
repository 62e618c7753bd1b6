/**
 * `updateX` of a row that a root field gives: an update as any other, of the one row that its rule tells of the viewer.
 * Knows how that row is found; what of it can be set, the policy of its table says.
 */
import { forbidden } from '../../errors.ts';
import type { RootRow, TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst } from '../blueprint/names.ts';
import { ownUpdateName } from '../blueprint/write-names.ts';
import { visibleWith } from '../list/implied-rule.ts';
import { fromTable } from '../list/join.ts';
import { keyTextSql } from '../list/row-key.ts';
import type { ReadContext } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { bind, fragment } from '../sql/fragment.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput } from './once.ts';
import { rowInputs } from './row-inputs.ts';
import { write } from './run-write-plan.ts';
import { type InputRow, targetInputs } from './write-inputs.ts';
import { planRow } from './write-plan.ts';

export function ownUpdateMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint, row: RootRow): object {
  const mutation = ownUpdateName(row.field);
  const input = parts.builder.inputRef(`${upperFirst(mutation)}Input`).implement({
    description: `What ${mutation} takes.`,
    fields: f => {
      const { id: _, ...target } = targetInputs(parts, f, type);
      return {
        ...target,
        ...rowInputs(parts, f, type, 'update'),
        ...onceInput(parts, f),
      };
    },
  });
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    nullable: true,
    description: `Changes what ${row.field} gives. What is left out stays as it is; null clears.`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: async (_, { input: given }, context) => {
      const id = await idOf(parts, type, row, context);
      return write(parts, planRow(parts, type, 'update', { ...given, id }), context);
    },
  });
}

/** The key of the row as a text. @throws FORBIDDEN where there is none for the viewer */
async function idOf(
  { blueprint }: SchemaParts,
  type: TypeBlueprint,
  { field, rule }: RootRow,
  context: ReadContext,
): Promise<string> {
  context.assertSignedIn();
  const key = fragment`(select ${bind(keyTextSql(type), 't')} from ${fromTable(type, 't')} where ${bind(visibleWith(blueprint, type, rule), 't')} limit 1)`;
  const id = await context.reads.value<string | null>(toDrizzle(key), type.table);
  if (id === null) throw forbidden(`There is nothing to update: ${field} is null for this viewer.`);
  return id;
}
