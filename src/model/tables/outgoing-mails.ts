import { sql } from 'drizzle-orm';
import { index, integer, snakeCase, text } from 'drizzle-orm/pg-core';
import { longest, textBound } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';

/**
 * Mails that wait to be sent, written with what they tell of. The server's own, and not in the registry, so that nothing leads a client to it.
 * What a mail says beside its kind is sealed, as links in it are secrets; the row goes when the mail is sent.
 */
export const outgoingMails = snakeCase.table(
  'outgoing_mails',
  {
    ...standardColumns(),
    kind: text().notNull(),
    recipient: text().notNull(),
    /** JSON, sealed. */
    content: text().notNull(),
    /** When it is tried next. */
    dueAt: instant().notNull().defaultNow(),
    tries: integer().notNull().default(0),
    /** From then on it is of no use, as what it leads to has ended. */
    expiresAt: instant(),
    /** When it was given up. */
    deadAt: instant(),
    lastError: text(),
  },
  t => [
    index('outgoing_mails_due_index').on(t.dueAt, t.id).where(sql`${t.deadAt} is null`),
    textBound('outgoing_mails_kind_length', t.kind, longest.other),
    textBound('outgoing_mails_recipient_length', t.recipient, longest.email),
    textBound('outgoing_mails_content_length', t.content, 100_000),
    textBound('outgoing_mails_last_error_length', t.lastError, 2_000),
  ],
);
