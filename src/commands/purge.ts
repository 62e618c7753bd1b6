/**
 * `npm run db:purge`: removes for good what was deleted long enough ago, after asking.
 * Knows options, the question and what to print; refuses to know how rows hang together.
 */
import { parseArgs } from 'node:util';
import { explainDatabaseError } from '../database/connection-error.ts';
import { codeOf, isConnectionCode } from '../database/failure.ts';
import { openClient } from '../database/open.ts';
import { type Marks, momentBefore, type PurgedRows, previewPurge, purge } from '../database/purge.ts';
import { rememberedFor } from '../generator/write/compile-once.ts';
import { tables } from '../model/relations.ts';
import { emailConfirmations } from '../model/tables/email-confirmations.ts';
import { idempotencyKeys } from '../model/tables/idempotency-keys.ts';
import { outgoingMails } from '../model/tables/outgoing-mails.ts';
import { passwordResets } from '../model/tables/password-resets.ts';
import { signUps } from '../model/tables/sign-ups.ts';
import { buildApi } from '../operations/schema.ts';
import { confirmed } from './confirm.ts';
import { commandWithOptions, UsageError } from './options.ts';
import { CommandError, type Target } from './with-database.ts';

const usage = `Usage: npm run db:purge -- --older-than AGE [--dry-run] [--yes]

Removes for good what was deleted, or ended by itself, longer ago than AGE, with everything that belongs to it.
  --older-than AGE  a whole number of hours, days or weeks: 12h, 30d, 8w
  --dry-run         say what would be removed, and remove nothing
  --yes             do not ask
  --help            print this`;

/** Of each user, the newest. */
const keptNotifications = 1_000;

interface Options {
  /** As PostgreSQL reads it. */
  readonly age: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const units: Readonly<Record<string, string>> = { h: 'hours', d: 'days', w: 'weeks' };

/** @throws UsageError when the arguments cannot be understood */
function parseOptions(args: string[]): Options | 'help' {
  const values = parseStrictly(args);
  if (values.help) return 'help';
  const text = values['older-than'];
  if (text === undefined) throw new UsageError('--older-than is missing: say what is old enough to go.');
  const [, number, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw new UsageError(`--older-than takes a number and h, d or w, such as 30d, not "${text}".`);
  }
  return {
    age: `${Number(number)} ${units[unit]}`,
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
  };
}

function parseStrictly(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'older-than': { type: 'string' },
        'dry-run': { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Links of mails and sessions, which are of no use from a moment of their own on. */
const ended = ['sessions', 'signUps', 'emailConfirmations', 'passwordResets'].map(table => ({
  table,
  column: 'expiresAt',
}));

/** The tables whose rows the policy lets be marked rather than removed, what has ended, mails that were given up, notifications that were read or are many, and keys of clients that count no more. */
const markedTables = (forgottenBefore: string): Marks => ({
  tables: { ...tables, idempotencyKeys, outgoingMails, signUps, emailConfirmations, passwordResets },
  marked: [
    ...Object.values(buildApi().blueprint.types).flatMap(({ table, softDelete }) =>
      softDelete === undefined ? [] : [{ table, column: softDelete.column }],
    ),
    ...ended,
    { table: 'outgoingMails', column: 'deadAt' },
    {
      table: 'notifications',
      column: 'readAt',
      kept: { of: 'userId', by: 'createdAt', atMost: keptNotifications },
    },
    { table: 'idempotencyKeys', column: 'writtenAt', before: forgottenBefore },
  ],
});

/** Lines such as `dashboards 3`, first of what was marked, then of what goes with it. */
function list(purged: readonly PurgedRows[]): string {
  const lines = (of: 'marked' | 'belonging') =>
    purged.filter(rows => rows[of] > 0).map(rows => `  ${rows.table} ${rows[of].toLocaleString('en')}`);
  const belonging = lines('belonging');
  return [
    ...lines('marked'),
    ...(belonging.length > 0 ? ['and what belongs to them:', ...belonging] : []),
  ].join('\n');
}

/** Asks and removes; the number is the exit code. */
async function run({ age, dryRun, yes }: Options, { url, name, tls }: Target): Promise<number> {
  const sql = openClient({ url, tls });
  let wasSent = false;
  try {
    const marks = markedTables(await momentBefore(sql, rememberedFor));
    const before = await momentBefore(sql, age);
    const what = `${name}, deleted before ${before}`;
    if (!yes || dryRun) {
      const found = await previewPurge(sql, marks, before);
      if (found.length === 0) {
        console.log(`Nothing to remove from ${what}.`);
        return 0;
      }
      console.log(`To be removed for good from ${what}:\n${list(found)}`);
      if (dryRun) return 0;
      if (!process.stdin.isTTY) {
        throw new CommandError(
          'Nothing was removed. There is no terminal to ask on; if you mean it, add --yes.',
        );
      }
      const rows = found.reduce((sum, { marked: own, belonging }) => sum + own + belonging, 0);
      const question = `Remove these ${rows.toLocaleString('en')} rows from ${name}? This cannot be undone. [y/N] `;
      if (!(await confirmed(question))) {
        console.log('Nothing was removed.');
        return 1;
      }
    }
    wasSent = true;
    const removed = await purge(sql, marks, before);
    console.log(
      removed.length === 0
        ? `Nothing to remove from ${what}.`
        : `Removed for good from ${what}:\n${list(removed)}`,
    );
    return 0;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    // What carries no code comes from neither PostgreSQL nor the connection: a fault of this program.
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (wasSent && isConnectionCode(codeOf(error))) {
      throw new CommandError(
        `The connection to ${name} broke. All was removed or nothing: --dry-run tells what is left.`,
      );
    }
    throw new CommandError(`Nothing was removed. ${explainDatabaseError(error, url)}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

await commandWithOptions(usage, parseOptions, run);
