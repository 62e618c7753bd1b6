/**
 * The payload of mutations of many rows: their ids, and on request the rows, their edges, and what deleted ones belonged to.
 * Knows members; the rows are read elsewhere.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { rowEdgesName, upperFirst, words } from '../blueprint/names.ts';
import { keyTextOf } from '../blueprint/row-key.ts';
import { onceMember, secretsMember } from '../blueprint/write-names.ts';
import { type FieldPrice, priceExtension } from '../price/field-price.ts';
import { encodeGlobalId } from '../types/global-id.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { leftBehindManyFields } from './left-behind.ts';
import { edgesField } from './payload-edges.ts';
import { writeMembers } from './payload-members.ts';
import { readMany } from './payload-rows.ts';
import type { Written } from './run-write-plan.ts';

export function addManyPayload(parts: SchemaParts, type: TypeBlueprint): void {
  const { rules, owns, issues } = type.write!;
  const name = `${upperFirst(type.plural)}Payload`;
  const payload = parts.builder.objectRef(name).implement({
    description: `What became of many ${words(type.plural)}.`,
    fields: t => ({
      count: t.field<Written>({
        type: 'Int',
        description: 'How many rows were written; those that an update found to be so already are not.',
        resolve: ({ count }) => count,
      }),
      ids: t.field<Written>({
        type: ['ID'],
        description: 'The ids of these rows: of new ones in the order of the input, of others in no order.',
        resolve: ({ keys }) => keys.map(key => encodeGlobalId(type.name, keyTextOf(key))),
      }),
      [type.plural]: t.field<Written>({
        type: [named(parts, type.name)],
        description:
          'These rows as they are now, in the order of the ids; those that are gone, or not to be seen any more, are left out.',
        extensions: { [priceExtension]: { ofWritten: true } satisfies FieldPrice },
        resolve: (written, _args, context, info) =>
          readMany(parts, type, written, { context, info, typeName: type.name }),
      }),
      ...(rules.create ? { [rowEdgesName(type.single)]: edgesField(parts, type, t) } : {}),
      ...leftBehindManyFields(parts, type, t),
      ...(issues
        ? {
            [secretsMember]: t.field<Written>({
              type: ['String'],
              description: `The secrets of new ${words(type.plural)}, in the order of the input, shown this once: none where an ${onceMember} was sent again.`,
              resolve: ({ secrets }) => secrets,
            }),
          }
        : {}),
      ...writeMembers(parts, t, owns.length > 0),
    }),
  });
  parts.types.set(name, payload);
}
