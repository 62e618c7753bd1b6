import { sql } from 'drizzle-orm';
import { check, foreignKey, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { dashboards } from './dashboards.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const shareLinks = snakeCase.table(
  'share_links',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    dashboardId: uuid().notNull(),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    name: text().notNull(),
    prefix: text().notNull(),
    tokenHash: text().notNull(),
    lastUsedAt: instant(),
    expiresAt: instant(),
    revokedAt: instant(),
  },
  t => [
    unique('share_links_token_hash_unique').on(t.tokenHash),
    foreignKey({
      name: 'share_links_dashboard_fkey',
      columns: [t.projectId, t.dashboardId],
      foreignColumns: [dashboards.projectId, dashboards.id],
    }).onDelete('cascade'),
    index('share_links_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('share_links_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('share_links_dashboard_created_index').on(t.projectId, t.dashboardId, t.createdAt, t.id),
    index('share_links_created_by_index').on(t.createdBy),
    nameBound('share_links_name_length', t.name),
    textBound('share_links_prefix_length', t.prefix, longest.other),
    check('share_links_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
  ],
);

describeTable(shareLinks, 'A link with which anyone reads one dashboard.', {
  projectId: 'The project of the dashboard.',
  dashboardId: 'The dashboard that the link shows.',
  createdBy: 'The user who made the link; null when the account is gone.',
  name: 'Whom the link is for.',
  prefix: 'The first characters of the token, to recognise it by.',
  tokenHash: 'The SHA-256 of the token, in hexadecimal.',
  lastUsedAt: 'When the link was last used, told up to a minute later; null if never.',
  expiresAt: 'When the link ends by itself; null if it does not.',
  revokedAt: 'When the link was revoked; null while it is in use.',
});

describeConstraints({
  share_links_name_length: nameWords,
  share_links_prefix_length: textWords(longest.other),
});
