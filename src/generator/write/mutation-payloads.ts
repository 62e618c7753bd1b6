/**
 * The payload of mutations of one row: the row as it is now, what a deleted one belonged to, and what has to be mended.
 * Knows members; the rows are read elsewhere.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { rowEdgeName, withArticle, words } from '../blueprint/names.ts';
import { hasUuidKey, keyTextOf } from '../blueprint/row-key.ts';
import { upsertKeys } from '../blueprint/unique-keys.ts';
import { onceMember, secretMember } from '../blueprint/write-names.ts';
import { encodeGlobalId } from '../types/global-id.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { leftBehindFields } from './left-behind.ts';
import { edgeField } from './payload-edges.ts';
import { writeMembers } from './payload-members.ts';
import { readWritten } from './payload-rows.ts';
import type { ClientKey, Written } from './run-write-plan.ts';

export function addPayload(parts: SchemaParts, type: TypeBlueprint): void {
  const { rules, owns, issues } = type.write!;
  const name = `${type.name}Payload`;
  const payload = parts.builder.objectRef(name).implement({
    description: `What became of ${withArticle(words(type.single))}.`,
    fields: t => ({
      [type.single]: t.field<Written>({
        type: named(parts, type.name),
        nullable: true,
        description: `The ${words(type.single)} as it is now; null where nothing was written, or it is gone. After CONFLICT, as somebody else left it.`,
        resolve: (written, _args, context, info) =>
          readWritten(parts, type, written, { context, info, typeName: type.name }),
      }),
      ...(rules.create ? { [rowEdgeName(type.single)]: edgeField(parts, type, t) } : {}),
      ...leftBehindFields(parts, type, t),
      ...(rules.delete
        ? {
            deletedId: t.field<Written>({
              type: 'ID',
              nullable: true,
              description: 'The id of what was deleted, for good or to be restored; null where nothing was.',
              resolve: ({ key, deleted }) =>
                key && deleted ? encodeGlobalId(type.name, keyTextOf(key)) : null,
            }),
          }
        : {}),
      ...(upsertKeys(type).length > 0
        ? {
            created: t.field<Written>({
              type: 'Boolean',
              description: 'Whether the row is new.',
              resolve: ({ created }) => created,
            }),
          }
        : {}),
      ...(issues
        ? {
            [secretMember]: t.field<Written>({
              type: 'String',
              nullable: true,
              description: `The secret of a new ${words(type.single)}, shown this once: null where none was made, and where an ${onceMember} was sent again.`,
              resolve: ({ secrets: [secret] }) => secret ?? null,
            }),
          }
        : {}),
      ...writeMembers(parts, t, owns.length > 0),
    }),
  });
  parts.types.set(name, payload);
}

export function addClientKey(parts: SchemaParts): void {
  const { types } = parts.blueprint;
  const owned = Object.values(types).flatMap(({ write }) => write?.owns ?? []);
  const areUuids = owned.every(({ target }) => hasUuidKey(types[target]!));
  parts.types.set(
    'ClientKey',
    parts.builder.objectRef('ClientKey').implement({
      description: 'The id of a new row, by the key that the client gave it.',
      fields: t => ({
        clientKey: t.field<ClientKey>({
          type: 'String',
          description: 'The client’s key.',
          resolve: ({ clientKey }) => clientKey,
        }),
        // Not `id`: clients with a cache would take the pair for the row itself.
        nodeId: t.field<ClientKey>({
          type: 'ID',
          description: 'The global id of the row.',
          resolve: ({ type, key }) => encodeGlobalId(type.name, keyTextOf(key)),
        }),
        uuid: t.field<ClientKey>({
          type: named(parts, 'UUID'),
          nullable: !areUuids,
          description: areUuids ? 'The UUID of the row.' : 'The UUID of the row; null where its key is none.',
          resolve: ({ type, key }) => (hasUuidKey(type) ? key[0] : null),
        }),
      }),
    }),
  );
}
