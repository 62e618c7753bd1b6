/**
 * An SMTP server that takes mails for a test, and refuses what it is told to.
 * Knows the protocol and how mails are read; what is in them is the test's.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail extends ParsedMail {
  /** Whom the envelope is for. */
  readonly recipients: readonly string[];
}

export interface SmtpOptions {
  readonly port?: number;
  /** The code with which a recipient is refused, if it is. */
  refuse?(recipient: string): number | undefined;
  /** Called with each mail before it is accepted. */
  received?(mail: ReceivedMail): Promise<void> | void;
}

export async function startSmtp({ port = 0, refuse, received }: SmtpOptions = {}) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onRcptTo({ address }, _session, done) {
      const responseCode = refuse?.(address);
      done(
        responseCode === undefined
          ? null
          : Object.assign(new Error(`<${address}> is not known here`), { responseCode }),
      );
    },
    onData(stream, { envelope: { rcptTo } }, done) {
      simpleParser(stream)
        .then(async parsed => {
          const mail = { ...parsed, recipients: rcptTo.map(({ address }) => address) };
          mails.push(mail);
          await received?.(mail);
          done();
        })
        .catch(done);
    },
  });
  // Clients that are killed.
  server.on('error', () => {});
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const { port: chosen } = listening.address() as AddressInfo;
  return {
    mails,
    port: chosen,
    url: `smtp://127.0.0.1:${chosen}`,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}
