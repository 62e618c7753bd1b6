/**
 * Generated mutations: what the policy grants of create, update, delete and restore, and the same for many rows.
 * The one list of what there is; inputs, payloads and the write itself have files of their own.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { isReverted } from '../blueprint/histories.ts';
import { upperFirst, withArticle, words } from '../blueprint/names.ts';
import { upsertKeys } from '../blueprint/unique-keys.ts';
import { isPartOnly, ownUpdateName } from '../blueprint/write-names.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { bulkMutation, manyMutation } from './bulk-mutations.ts';
import { addManyPayload } from './many-payload.ts';
import { addClientKey, addPayload } from './mutation-payloads.ts';
import { type WriteSource, writeExtension } from './mutation-tally.ts';
import { onceInput } from './once.ts';
import { ownUpdateMutation } from './own-update-mutation.ts';
import { revertMutation } from './revert-mutation.ts';
import { rowInputs } from './row-inputs.ts';
import { verbs, write } from './run-write-plan.ts';
import { markMutation, rotateMutation } from './secret-mutations.ts';
import { upsertMutation } from './upsert-mutation.ts';
import { assertChecks } from './write-check.ts';
import { type InputRow, targetInputs } from './write-inputs.ts';
import { planRow } from './write-plan.ts';
import type { WriteOperation } from './write-units.ts';

/** Adds the mutations that the write rules grant. */
export function addMutations(parts: SchemaParts): void {
  assertChecks(parts);
  parts.builder.mutationType({ description: 'Everything that can be done.' });
  if (Object.values(parts.blueprint.types).some(type => type.write?.owns.length)) addClientKey(parts);
  for (const type of Object.values(parts.blueprint.types)) {
    if (!type.write || isPartOnly(parts.blueprint, type)) continue;
    const { rules, restore, marks, issues } = type.write;
    addPayload(parts, type);
    addManyPayload(parts, type);
    const single = [
      ...(['create', 'update', 'delete'] as const).filter(operation => rules[operation]),
      ...(restore ? ['restore' as const] : []),
    ];
    // Of rows that only their children change, there is nothing to set on many.
    const isChanged = type.write.columns.some(({ fixed }) => !fixed);
    const plural = upperFirst(type.plural);
    const bulk = (['update', 'delete'] as const).filter(
      operation => rules[operation] && (operation === 'delete' || isChanged),
    );
    parts.builder.mutationFields(t => ({
      ...Object.fromEntries(
        single.map(operation => [`${operation}${type.name}`, rowMutation(parts, t, type, operation)]),
      ),
      ...(upsertKeys(type).length > 0 ? { [`upsert${type.name}`]: upsertMutation(parts, t, type) } : {}),
      ...(rules.create ? { [`create${plural}`]: manyMutation(parts, t, type) } : {}),
      ...Object.fromEntries(
        bulk.map(operation => [`${operation}${plural}`, bulkMutation(parts, t, type, operation)]),
      ),
      ...Object.fromEntries(
        Object.keys(marks).map(mark => [`${mark}${type.name}`, markMutation(parts, t, type, mark)]),
      ),
      ...(issues?.rotates ? { [`rotate${type.name}`]: rotateMutation(parts, t, type) } : {}),
      ...Object.fromEntries(
        parts.blueprint.rootRows
          .filter(({ updates, table }) => updates && table === type.table)
          .map(row => [ownUpdateName(row.field), ownUpdateMutation(parts, t, type, row)]),
      ),
      ...(isReverted(parts.blueprint, type)
        ? { [`revert${type.name}`]: revertMutation(parts, t, type) }
        : {}),
    }));
  }
}

function rowMutation(parts: SchemaParts, t: Fields, type: TypeBlueprint, operation: WriteOperation): object {
  const name = `${upperFirst(operation)}${type.name}Input`;
  const input = parts.builder.inputRef(name).implement({
    description: `What ${operation}${type.name} takes.`,
    fields: f => ({
      ...(operation === 'create' ? {} : targetInputs(parts, f, type)),
      ...(operation === 'create' || operation === 'update' ? rowInputs(parts, f, type, operation) : {}),
      ...onceInput(parts, f),
    }),
  });
  parts.types.set(name, input);
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    // What was written before another field failed is told.
    nullable: true,
    description: `${verbs[operation]} ${withArticle(words(type.single))}.${operation === 'update' ? ' What is left out stays as it is; null clears.' : ''}`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    extensions: { [writeExtension]: { table: type.table, rows: 'one' } satisfies WriteSource },
    resolve: (_, { input: given }, context) => write(parts, planRow(parts, type, operation, given), context),
  });
}
