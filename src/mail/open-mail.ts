/**
 * Opens the delivery of mails: a connection of its own to the queue and a way to send, and tells log and metrics of it.
 * Knows what becomes of a mail; who has one sent writes it into the queue.
 */
import type { Logger } from 'pino';
import { type Keyring, UnsealError } from '../accounts/keyring.ts';
import { mailPurpose } from '../accounts/outgoing-mail.ts';
import type { AccountsConfig } from '../config-accounts.ts';
import { type DatabaseOptions, openDatabase } from '../database/open.ts';
import { Delivery, type DeliveryListener, type Tries } from '../queue/delivery.ts';
import type { Closing } from '../server/closing.ts';
import type { Metrics } from '../server/metrics.ts';
import { letterOf } from './letters.ts';
import { MailQueue, type TakenMail } from './mail-queue.ts';
import { isRefusedForGood, logTransport, type MailTransport, smtpTransport } from './mail-transport.ts';
import { writeMail } from './written-mail.ts';

/** About a day until a mail is given up that no server took. */
const defaultTries: Tries = {
  timeoutMs: 60_000,
  attempts: 40,
  retryAfterMs: 5_000,
  longestRetryMs: 3_600_000,
};
const mailsAtOnce = 4;
/** How long mails may take to be sent that are on their way when the process ends, and how long until that is given up. */
const closePatienceMs = 10_000;
const stuckMs = 20_000;

export interface MailOptions {
  readonly accounts: Pick<AccountsConfig, 'appUrl' | 'smtp'>;
  readonly isProduction: boolean;
  readonly keyring: Keyring;
  /** As the connections of requests are opened. */
  readonly connection: Omit<DatabaseOptions, 'poolSize' | 'replicaUrls' | 'onStatement'>;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly metrics: Pick<Metrics, 'watch' | 'counts'>;
  readonly closing: Pick<Closing, 'add'>;
  /** Otherwise than a server has it. */
  readonly tries?: Partial<Tries>;
  readonly pollMs?: number;
}

/** A mail whose link leads nowhere any more. */
class MailOverError extends Error {
  override readonly name = 'MailOverError';
}

/** Sends mails that wait, from now on. */
export function openMail(options: MailOptions): void {
  const { accounts, keyring, connection, log, metrics, closing, pollMs } = options;
  const transport = transportOf(options);
  if (!transport) {
    log.warn('There is no SMTP_URL: mails wait until a server has one.');
    return;
  }
  const tries = { ...defaultTries, ...options.tries };
  const database = openDatabase({ ...connection, poolSize: 1, replicaUrls: [], onStatement: undefined });
  const queue = new MailQueue({ database, keyIds: keyring.ids, timeoutMs: tries.timeoutMs });
  const delivery = new Delivery<TakenMail>({
    queue,
    atOnce: mailsAtOnce,
    run: mail => send(mail, { transport, keyring, appUrl: accounts.appUrl }),
    triesOf: () => tries,
    isHopeless: (_, error) =>
      error instanceof MailOverError || error instanceof UnsealError || isRefusedForGood(error),
    listener: listener(queue, { log, metrics }),
    pollMs,
  });
  metrics.watch(
    [
      ['mails_waiting', 'Mails that are still to be sent.', 'waiting'],
      ['mails_dead', 'Mails that were given up.', 'dead'],
      ['mails_oldest_seconds', 'The age of the oldest mail that waits.', 'oldestSeconds'],
    ],
    () => delivery.state,
  );
  closing.add({
    name: 'The sending of mails',
    patienceMs: stuckMs,
    close: async () => {
      await delivery.close(closePatienceMs);
      transport.close();
      await database.close();
    },
  });
  delivery.wake();
}

/** Links in mails are secrets: they are in no log but that of somebody who develops. */
function transportOf({ accounts: { smtp }, isProduction, log }: MailOptions): MailTransport | undefined {
  if (smtp) return smtpTransport(smtp.url, smtp.from);
  return isProduction ? undefined : logTransport(log);
}

interface Sending {
  readonly transport: MailTransport;
  readonly keyring: Keyring;
  readonly appUrl: string;
}

async function send(mail: TakenMail, { transport, keyring, appUrl }: Sending): Promise<void> {
  const { id, kind, recipient, content, expiresAt, isOver } = mail;
  if (isOver) throw new MailOverError('What the mail leads to has ended.');
  const letter = letterOf(kind, JSON.parse(keyring.open(content, mailPurpose)));
  await transport.send({ id, recipient, ...writeMail(letter, appUrl, expiresAt) });
}

function listener(
  { table }: MailQueue,
  { log, metrics }: Pick<MailOptions, 'log' | 'metrics'>,
): DeliveryListener<TakenMail> {
  const counts = metrics.counts({
    name: 'mail_tries_total',
    help: 'Tries to send mails, by what became of them.',
    labelNames: ['kind', 'outcome'],
  });
  let isLost = false;
  return {
    ran: ({ id: mail, kind, attempt }, outcome, _, err) => {
      if (isLost) log.info('The queue of mails answers again.');
      isLost = false;
      counts.of(kind, outcome).add();
      const told = { mail, kind, attempt, err };
      if (outcome === 'failed') log.warn(told, 'A mail could not be sent, and is tried again.');
      if (outcome === 'dead')
        log.error(
          told,
          `A mail is given up. To have it tried again: update ${table} set dead_at = null, tries = 0, due_at = now() where id = '${mail}'`,
        );
    },
    onFailure: err => {
      // Once, until it answers.
      if (!isLost) log.error({ err }, 'The queue of mails does not answer: what waits there is sent later.');
      isLost = true;
    },
  };
}
