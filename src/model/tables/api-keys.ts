import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const apiKeys = snakeCase.table(
  'api_keys',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    name: text().notNull(),
    prefix: text().notNull(),
    keyHash: text().notNull(),
    scopes: text().array().notNull(),
    lastUsedAt: instant(),
    expiresAt: instant(),
    revokedAt: instant(),
  },
  t => [
    unique('api_keys_key_hash_unique').on(t.keyHash),
    // Target of composite foreign keys, which keep references inside the project.
    unique('api_keys_project_id_unique').on(t.projectId, t.id),
    index('api_keys_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('api_keys_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('api_keys_created_by_index').on(t.createdBy),
    nameBound('api_keys_name_length', t.name),
    textBound('api_keys_prefix_length', t.prefix, longest.other),
    check('api_keys_key_hash_is_sha256', sql`${t.keyHash} ~ '^[0-9a-f]{64}$'`),
    check(
      'api_keys_scopes_known',
      sql`${t.scopes} <@ array['read', 'write']::text[] and cardinality(${t.scopes}) > 0`,
    ),
    // The same scope over and over is known, too.
    check('api_keys_scopes_length', sql`cardinality(${t.scopes}) <= 2`),
  ],
);

describeTable(apiKeys, 'A key with which SDKs and servers act inside one project.', {
  projectId: 'The project the key acts in.',
  createdBy: 'The user who made the key; null when the account is gone.',
  name: 'What the key is for.',
  prefix: 'The first characters of the key, to recognise it by.',
  keyHash: 'The SHA-256 of the key, in hexadecimal.',
  scopes: 'What the key may do: "read", "write".',
  lastUsedAt: 'When the key was last used, told up to a minute later; null if never.',
  expiresAt: 'When the key ends by itself; null if it does not.',
  revokedAt: 'When the key was revoked; null while it is in use.',
});

describeConstraints({
  api_keys_name_length: nameWords,
  api_keys_prefix_length: textWords(longest.other),
  api_keys_scopes_known: 'must be read, write, or both',
  api_keys_scopes_length: 'must have 1 or 2 values',
});
