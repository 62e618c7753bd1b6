/**
 * Generated mutations: what the policy grants of create, update, delete and restore, and the same for many rows.
 * The one list of what there is; inputs, payloads and the write itself have files of their own.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst, words } from '../blueprint/names.ts';
import { type Fields, named, type SchemaParts } from '../types/builder.ts';
import { bulkMutation } from './bulk-mutations.ts';
import type { Audit } from './compile-audit.ts';
import { addClientKey, addPayloads } from './mutation-payloads.ts';
import { ownedInputs } from './owned-inputs.ts';
import { verbs, write } from './run-write-plan.ts';
import { columnInputs, type InputRow } from './write-inputs.ts';
import { planRow } from './write-plan.ts';
import type { WriteOperation } from './write-units.ts';

/** Adds the mutations that the write rules grant. */
export function addMutations(parts: SchemaParts, trail: Audit['trail']): void {
  parts.builder.mutationType({ description: 'Everything that can be done.' });
  if (Object.values(parts.blueprint.types).some(type => type.write?.owns.length)) addClientKey(parts);
  for (const type of Object.values(parts.blueprint.types)) {
    const granting = type.write;
    if (!granting) continue;
    addPayloads(parts, type);
    const granted = (['create', 'update', 'delete', 'restore'] as const).filter(
      operation => granting[operation],
    );
    parts.builder.mutationFields(t => ({
      ...Object.fromEntries(
        granted.map(operation => [`${operation}${type.name}`, rowMutation(parts, t, type, operation, trail)]),
      ),
      ...Object.fromEntries(
        granted
          .filter(operation => operation === 'update' || operation === 'delete')
          .map(operation => [
            `${operation}${upperFirst(type.plural)}`,
            bulkMutation(parts, t, type, operation as 'update' | 'delete', trail),
          ]),
      ),
    }));
  }
}

function rowMutation(
  parts: SchemaParts,
  t: Fields,
  type: TypeBlueprint,
  operation: WriteOperation,
  trail: Audit['trail'],
): object {
  const input = parts.builder.inputRef(`${upperFirst(operation)}${type.name}Input`).implement({
    description: `What ${operation}${type.name} takes.`,
    fields: f => ({
      ...(operation === 'create'
        ? {}
        : { id: f.field({ type: 'ID', required: true, description: 'The id, or the plain UUID.' }) }),
      ...(operation === 'create'
        ? {}
        : {
            ifUpdatedAt: f.field({
              type: named(parts, 'DateTime'),
              description:
                'The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered.',
            }),
          }),
      ...(operation === 'create' || operation === 'update'
        ? { ...columnInputs(parts, f, type, operation), ...ownedInputs(parts, f, type, operation) }
        : {}),
    }),
  });
  return t.field<unknown, { input: InputRow }>({
    type: named(parts, `${type.name}Payload`),
    description: `${verbs[operation]} a ${words(type.single)}.${operation === 'update' ? ' What is left out stays as it is; null clears.' : ''}`,
    args: { input: t.arg({ type: input, required: true, description: 'What to write.' }) },
    resolve: (_, { input: given }, context) =>
      write(parts, planRow(parts, type, operation, given), trail, context),
  });
}
