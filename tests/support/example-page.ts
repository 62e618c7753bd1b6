/**
 * The example page as its README starts it, before an API that sends its mails to an SMTP server, and a browser to look at it.
 * Knows how the parts are started and joined; what is seen and pressed is the suite's.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { createKey, Keyring } from '../../src/accounts/keyring.ts';
import { openMail } from '../../src/mail/open-mail.ts';
import { Closing } from '../../src/server/closing.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { startTestApi, type TestApi } from './api.ts';
import { openBrowser } from './browser.ts';
import { connectionTo } from './connection.ts';
import { freePort } from './free-port.ts';
import { until } from './recorded-hooks.ts';
import { patienceMs } from './scale.ts';
import { startSmtp } from './smtp.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ExamplePage {
  readonly api: TestApi;
  readonly url: string;
  /** What the browser complained of, in any tab. */
  readonly complaints: string[];
  /** A tab of a browser that knows nobody yet. */
  open(size?: { width: number; height: number }): Promise<Page>;
  /** Where the link leads in a mail to an address, as soon as the mail is there; each mail is found once. */
  mailedLink(recipient: string, subject: RegExp): Promise<string>;
  close(): Promise<void>;
}

export async function startExamplePage(): Promise<ExamplePage> {
  const keyring = new Keyring([createKey('test')]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = await startTestApi({
    demo: true,
    signIn: {
      keyring,
      accountRules: { signUp: 'open', emailConfirmation: 'required', passwordMinLength: 8 },
    },
  });
  const smtp = await startSmtp();
  const closing = new Closing();
  openMail({
    accounts: {
      appUrl: url,
      smtp: { url: smtp.url, from: { name: 'Example', address: 'mail@demo.example' } },
    },
    isProduction: true,
    keyring,
    connection: { ...connectionTo(api.databaseUrl), statementTimeoutMs: 0 },
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    closing,
    pollMs: 50,
  });
  const vite = await startVite(api.url, port);
  const browser = await openBrowser();
  const complaints: string[] = [];
  return {
    api,
    url,
    complaints,
    open: size => openTab(browser, complaints, size),
    mailedLink: async (recipient, subject) => {
      const find = () =>
        smtp.mails.findIndex(mail => mail.recipients.includes(recipient) && subject.test(mail.subject ?? ''));
      await until(() => find() !== -1, `a mail about ${subject} came for ${recipient}`);
      const [mail] = smtp.mails.splice(find(), 1);
      return /https?:\S+/.exec(mail!.text ?? '')![0];
    },
    close: async () => {
      await browser.close();
      await endVite(vite);
      await closing.close();
      await smtp.close();
      await api.close();
    },
  };
}

async function openTab(
  browser: Browser,
  complaints: string[],
  viewport = { width: 1200, height: 800 },
): Promise<Page> {
  const context = await browser.newContext({ viewport });
  context.setDefaultTimeout(patienceMs / 2);
  const page = await context.newPage();
  page.on('console', message => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  return page;
}

async function startVite(apiUrl: string, port: number): Promise<ChildProcess> {
  const vite = spawn('npm', ['run', 'example:web'], {
    cwd: root,
    detached: true,
    env: { ...process.env, INSIGHTGRAPH_URL: apiUrl, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    vite.stdout!.on('data', chunk => {
      output += chunk;
      if (output.includes(String(port))) resolve();
    });
    vite.stderr!.on('data', chunk => (output += chunk));
    vite.once('exit', () => reject(new Error(output)));
  });
  return vite;
}

async function endVite(vite: ChildProcess): Promise<void> {
  if (vite.pid === undefined || vite.exitCode !== null) return;
  const ended = once(vite, 'exit');
  process.kill(-vite.pid, 'SIGTERM');
  await ended;
}
