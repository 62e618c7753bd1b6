/**
 * Mails leave by a real SMTP server: what they say, and that each is sent at least once, whatever happens in between.
 * Knows the queue; who writes mails into it is each operation's suite to ask.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey, Keyring } from '../src/accounts/keyring.ts';
import { type MailKind, mailRow, type OutgoingMail } from '../src/accounts/outgoing-mail.ts';
import { type MailOptions, openMail } from '../src/mail/open-mail.ts';
import { outgoingMails } from '../src/model/tables/outgoing-mails.ts';
import { Closing } from '../src/server/closing.ts';
import { createMetrics } from '../src/server/metrics.ts';
import type { Any } from './support/api.ts';
import { connectionTo } from './support/connection.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { freePort } from './support/free-port.ts';
import { openLog } from './support/log-lines.ts';
import { until } from './support/recorded-hooks.ts';
import { type SmtpOptions, startSmtp } from './support/smtp.ts';

const key = createKey('test');
const keyring = new Keyring([key]);
const from = { name: 'Product "analytics"', address: 'mail@example.com' };
const appUrl = 'https://app.example/start';

let database: TestDatabase;
let client: ReturnType<typeof openTestClient>;
const closings: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  client = openTestClient(database.url);
});
beforeEach(() => client`delete from outgoing_mails`);
afterEach(async () => {
  for (const each of closings.splice(0).reverse()) await each.close();
});
afterAll(async () => {
  await client.end({ timeout: 5 });
  await database.drop();
});

/** Has mails wait, as operations do. */
async function queue(...mails: readonly OutgoingMail[]): Promise<void> {
  const connection = postgres(database.url, { max: 1 });
  await drizzle({ client: connection })
    .insert(outgoingMails)
    .values(mails.map(mail => mailRow(mail, keyring)));
  await connection.end();
}

const changed = (recipient: string, displayName = 'Ada'): OutgoingMail<'passwordChanged'> => ({
  kind: 'passwordChanged',
  recipient,
  content: { displayName },
});

const rows = async (): Promise<Any[]> =>
  client`select recipient, tries, dead_at, last_error, due_at > clock_timestamp() as later from outgoing_mails order by recipient`;
const isEmpty = async () => (await rows()).length === 0;

async function smtp(options: SmtpOptions = {}) {
  const server = await startSmtp(options);
  closings.push(server);
  return server;
}

/** Sends mails as a server does. */
function sending(url: string | undefined, options: Partial<MailOptions> = {}) {
  const log = openLog('info');
  const closing = new Closing();
  const metrics = createMetrics();
  openMail({
    accounts: { appUrl, smtp: url === undefined ? undefined : { url, from } },
    isProduction: true,
    keyring,
    connection: { ...connectionTo(database.url), statementTimeoutMs: 0 },
    log: log.log,
    metrics,
    closing,
    tries: { retryAfterMs: 10, longestRetryMs: 50 },
    pollMs: 50,
    ...options,
  });
  closings.push(closing);
  return { log, metrics, closing };
}

describe('a mail', () => {
  it('of each kind has a subject, words, and where it leads to, as text and as HTML', async () => {
    const server = await smtp();
    const token = `igi_${'t'.repeat(43)}`;
    const expiresAt = new Date('2126-03-01T12:30:00Z');
    const contents: { [Kind in MailKind]: OutgoingMail<Kind>['content'] } = {
      confirmEmail: { displayName: 'Ada', token },
      emailInUse: { displayName: 'Ada' },
      resetPassword: { displayName: 'Ada', token },
      noAccount: {},
      passwordChanged: { displayName: 'Ada' },
      emailChanged: { displayName: 'Ada' },
      signInChanged: { displayName: 'Ada', change: { kind: 'accountLinked', provider: 'ships.example' } },
      invitation: { projectName: 'Ships', inviterName: 'Ada', role: 'editor', token },
    };
    const kinds = Object.keys(contents) as MailKind[];
    await queue(
      ...kinds.map(kind => ({ kind, recipient: `${kind}@example.com`, content: contents[kind], expiresAt })),
    );
    sending(server.url);
    await until(isEmpty, 'all are sent');
    const told = Object.fromEntries(
      server.mails.map(({ recipients: [to], subject, text, html }) => {
        const link = /https:\S+/.exec(text!)?.[0];
        if (link) expect(html).toContain(`<a href="${link}">`);
        expect(text!.includes('until 1 March 2126')).toBe(link !== undefined);
        return [to!.split('@')[0], [subject, link?.replace(appUrl, '')]];
      }),
    );
    expect(told).toEqual({
      confirmEmail: ['Confirm your e-mail address', `/confirm-email#token=${token}`],
      emailInUse: ['You have an account already', '/sign-in'],
      resetPassword: ['Reset your password', `/reset-password#token=${token}`],
      noAccount: ['There is no account with this address', undefined],
      passwordChanged: ['Your password was changed', '/reset-password'],
      emailChanged: ['The e-mail address of your account was changed', undefined],
      signInChanged: ['How you sign in was changed', '/reset-password'],
      invitation: ['Ada invites you to Ships', `/invitation#token=${token}`],
    });
    const invitation = server.mails.find(({ recipients }) => recipients[0] === 'invitation@example.com')!;
    expect(invitation.text).toContain('Ada invites you to the project Ships as editor.');
    expect(invitation.from!.value).toEqual([from]);
    expect(invitation.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('shows names as they are, and lets them write no header, no markup and no link', async () => {
    const server = await smtp();
    const name = 'Eve\r\nBcc: all@example.com\u2028<a href="http://evil.example">&';
    const content = { projectName: 'www.evil.example', inviterName: name, role: 'viewer', token: 'igi_t' };
    await queue({ kind: 'invitation', recipient: 'ann@example.com', content });
    sending(server.url);
    await until(isEmpty, 'it is sent');
    const [mail] = server.mails;
    expect(mail!.recipients).toEqual(['ann@example.com']);
    expect([...mail!.headers.keys()]).not.toContain('bcc');
    expect(mail!.subject).toBe(
      'Eve Bcc: all@example.com <a href="http://evil.example">& invites you to www.evil.example',
    );
    for (const body of [mail!.text!, mail!.html as string])
      expect(body).not.toMatch(/evil\.example|:\/\/evil/);
    expect(mail!.html).toContain('&lt;a href=&quot;http');
    expect((mail!.html as string).match(/<a /g)).toHaveLength(1);
    expect(mail!.text!.replaceAll('\u2060', '')).toContain('to the project www.evil.example as viewer');
  });

  it('goes to nobody where its address is a list to programs on the way', async () => {
    const server = await smtp();
    const odd = ['ann,bob@example.com', '"eve"<x@example.com', 'group:bob@example.com;', '"a@b"@example.com'];
    await queue(changed('an.n+tag@example.com'), ...odd.map(address => changed(address)));
    const { log } = sending(server.url);
    await until(async () => (await rows()).every(({ dead_at }) => dead_at), 'what can be sent is sent');
    expect(server.mails.map(({ recipients }) => recipients)).toEqual([['an.n+tag@example.com']]);
    expect(await rows()).toHaveLength(odd.length);
    expect(log.text()).not.toContain('example.com');
  });
});

describe('a server for mails', () => {
  it('that is away for a while gets them when it is there', async () => {
    const port = await freePort();
    await queue(changed('one@example.com'), changed('two@example.com'));
    const { log } = sending(`smtp://me:hunter2@127.0.0.1:${port}`);
    await until(async () => (await rows()).every(({ tries }) => tries >= 3), 'it was tried');
    expect((await rows()).map(({ dead_at }) => dead_at)).toEqual([null, null]);
    await until(async () => (await rows())[0]!.last_error, 'it is said why');
    expect((await rows())[0]).toMatchObject({ last_error: expect.stringContaining('ECONNREFUSED') });
    const server = await smtp({ port });
    await until(isEmpty, 'both are sent');
    expect(server.mails.flatMap(({ recipients }) => recipients).sort()).toEqual([
      'one@example.com',
      'two@example.com',
    ]);
    expect(log.lines('A mail could not be sent, and is tried again.').length).toBeGreaterThanOrEqual(4);
    expect(log.text()).not.toMatch(/hunter2|example\.com/);
  });

  it('that refuses a recipient for good is not asked again, and one that does so for now is', async () => {
    const asked: Record<string, number> = {};
    const server = await smtp({
      refuse(recipient) {
        asked[recipient] = (asked[recipient] ?? 0) + 1;
        if (recipient === 'nobody@example.com') return 550;
        return recipient === 'busy@example.com' && asked[recipient] < 3 ? 450 : undefined;
      },
    });
    await queue(changed('nobody@example.com'), changed('busy@example.com'), changed('ann@example.com'));
    const { log, metrics } = sending(server.url);
    await until(async () => (await rows()).every(({ dead_at }) => dead_at), 'the others are sent');
    expect(asked).toEqual({ 'nobody@example.com': 1, 'busy@example.com': 3, 'ann@example.com': 1 });
    const [row] = await rows();
    expect(row).toMatchObject({ recipient: 'nobody@example.com', tries: 1 });
    expect(row.last_error).toContain('is not known here');
    expect(`${row.last_error}${log.text()}`).not.toContain('nobody@example.com');
    const { body } = await metrics.render();
    expect(body).toContain('mail_tries_total{kind="passwordChanged",outcome="dead"} 1');
    expect(body).toContain('mail_tries_total{kind="passwordChanged",outcome="failed"} 2');
    expect(body).toContain('mail_tries_total{kind="passwordChanged",outcome="delivered"} 2');
    expect(body).toMatch(/^mails_waiting \d/m);
    const [, again] = /tried again: (update .*)"}/.exec(log.text().replaceAll('\\"', ''))!;
    await client.unsafe(again!);
    await until(() => asked['nobody@example.com'] === 2, 'it is asked again when an operator wants it');
  });
});

describe('a mail that waits', () => {
  it('is given up where it leads nowhere any more, or was tried often enough, and no other is', async () => {
    const port = await freePort();
    const content = { displayName: 'Ada', token: 'igc_t' };
    const expiresAt = new Date(Date.now() - 1_000);
    await queue({ kind: 'resetPassword', recipient: 'late@example.com', content, expiresAt });
    await queue(changed('often@example.com'));
    sending(`smtp://127.0.0.1:${port}`, { tries: { attempts: 4, retryAfterMs: 5 } });
    await until(async () => (await rows()).every(({ dead_at }) => dead_at), 'both are given up');
    expect(await rows()).toMatchObject([
      { recipient: 'late@example.com', tries: 1, last_error: 'What the mail leads to has ended.' },
      { recipient: 'often@example.com', tries: 4 },
    ]);
  });

  it('is left to others where this process has no key or no words for it', async () => {
    const server = await smtp();
    await queue(changed('known@example.com'), changed('new@example.com'), changed('sealed@example.com'));
    await client`update outgoing_mails set kind = 'of the next version' where recipient = 'new@example.com'`;
    await client`update outgoing_mails set content = replace(content, 'test.', 'other.') where recipient = 'sealed@example.com'`;
    sending(server.url);
    await until(async () => (await rows()).length === 2, 'what it can send is sent');
    await sleep(100);
    expect(await rows()).toMatchObject([
      { tries: 0, dead_at: null },
      { tries: 0, dead_at: null },
    ]);
  });

  it('is sent by one of several processes', async () => {
    const server = await smtp({ received: () => sleep(5) });
    const addresses = Array.from({ length: 20 }, (_, i) => `person${i}@example.com`);
    await queue(...addresses.map(address => changed(address)));
    for (let i = 0; i < 3; i++) sending(server.url);
    await until(isEmpty, 'all are sent');
    expect(server.mails.flatMap(({ recipients }) => recipients).sort()).toEqual(addresses.sort());
  });
});

describe('a process', () => {
  it('that is killed between sending a mail and forgetting it has it sent again, as the same mail', async () => {
    let child: ReturnType<typeof spawn> | undefined;
    const server = await smtp({
      received: async () => {
        if (!child) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
        child = undefined;
      },
    });
    await queue(changed('ann@example.com'));
    const { url, prepare } = connectionTo(database.url);
    child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('support/mail-child.ts', import.meta.url))],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          DATABASE_URL: url,
          PREPARE: String(prepare),
          SMTP_URL: server.url,
          ENCRYPTION_KEYS: `test:${key.key.toString('base64')}`,
        },
      },
    );
    await until(() => server.mails.length === 1 && !child, 'it is killed with the mail sent');
    expect(await rows()).toMatchObject([{ tries: 1, dead_at: null, later: true }]);
    // As if the time was over for which nobody else takes it.
    await client`update outgoing_mails set due_at = now()`;
    sending(server.url);
    await until(isEmpty, 'it is sent again');
    expect(server.mails).toHaveLength(2);
    expect(server.mails[0]!.messageId).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    expect(server.mails[1]!.messageId).toBe(server.mails[0]!.messageId);
  });

  it('that is stopped finishes what is on its way, and takes no more', async () => {
    let isThere = false;
    const server = await smtp({
      received: async () => {
        isThere = true;
        await sleep(100);
      },
    });
    await queue(changed('ann@example.com'));
    const { closing } = sending(server.url);
    await until(() => isThere, 'it is on its way');
    await closing.close();
    expect(await rows()).toEqual([]);
    await queue(changed('bob@example.com'));
    await sleep(150);
    expect(await rows()).toMatchObject([{ tries: 0 }]);
  });

  it('without a server for mails writes them into the log, and in production lets them wait', async () => {
    const content = { displayName: 'Ada', token: 'igc_token' };
    await queue({ kind: 'confirmEmail', recipient: 'ann@example.com', content });
    const inProduction = sending(undefined);
    await sleep(100);
    expect(await rows()).toMatchObject([{ tries: 0 }]);
    expect(inProduction.log.lines('There is no SMTP_URL: mails wait until a server has one.')).toHaveLength(
      1,
    );
    const { log } = sending(undefined, { isProduction: false });
    await until(isEmpty, 'it is written');
    const [line] = log.lines('A mail, which is sent nowhere as there is no SMTP_URL.');
    expect(line!.mail).toMatchObject({
      to: 'ann@example.com',
      subject: 'Confirm your e-mail address',
      text: expect.stringContaining(`${appUrl}/confirm-email#token=igc_token`),
    });
  });
});
