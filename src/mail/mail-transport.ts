/**
 * The ways in which a mail leaves: to an SMTP server, or into the log of a machine on which somebody develops.
 * Knows addresses and how servers refuse; refuses to know what mails are about.
 */
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { isMailable } from '../accounts/outgoing-mail.ts';
import type { MailAddress } from '../config-accounts.ts';
import type { WrittenMail } from './written-mail.ts';

export interface AddressedMail extends WrittenMail {
  /** The same at each try, so that a mail that was sent twice can be known as one. */
  readonly id: string;
  readonly recipient: string;
}

export interface MailTransport {
  /** @throws where it is not known to be sent */
  send(mail: AddressedMail): Promise<void>;
  close(): void;
}

/** Each wait for the server; together they are less than the time of a try. */
const waitsMs = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

class UnmailableError extends Error {
  override readonly name = 'UnmailableError';

  constructor() {
    super('The address is not of a form that mails are sent to.');
  }
}

export function smtpTransport(smtpUrl: string, from: MailAddress): MailTransport {
  const transport = createTransport({
    url: smtpUrl,
    ...waitsMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    async send({ id, recipient, subject, text, html }) {
      if (!isMailable(recipient)) throw new UnmailableError();
      await transport.sendMail({
        envelope: { from: from.address, to: [recipient] },
        from,
        to: { name: '', address: recipient },
        messageId: `<${id}@${domain}>`,
        subject,
        text,
        html,
        // No answers by machines, such as that somebody is on holiday.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}

export const logTransport = (log: Pick<Logger, 'info'>): MailTransport => ({
  send: async ({ recipient, subject, text }) =>
    log.info(
      { mail: { to: recipient, subject, text } },
      'A mail, which is sent nowhere as there is no SMTP_URL.',
    ),
  close() {},
});

/** Whether there will never be mails for the recipient: nobody sends them, or the server said so. */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof UnmailableError) return true;
  const { command, responseCode } = Object(error);
  return command === 'RCPT TO' && responseCode >= 500;
}
