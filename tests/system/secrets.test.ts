/**
 * No secret leaves the server but to whom it is for: each is planted, and all that a process gives away is searched for it.
 * Real processes with everything switched on that tells something; what is asked of them is the journey's.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keyring } from '../../src/accounts/keyring.ts';
import { encryptionKeyList } from '../../src/config-accounts.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { cleanUp } from '../support/embedded-driver.ts';
import { freePort } from '../support/free-port.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';
import { formsOf, PlantedSecrets } from '../support/planted-secrets.ts';
import { RedirectedBrowser } from '../support/redirected-browser.ts';
import { type Journey, linkIn, liveAccount, liveProject, mutate, send } from '../support/secret-journey.ts';
import { endProcesses, type ServerProcess, startProcess } from '../support/server-process.ts';
import { startSmtp } from '../support/smtp.ts';

const patience = { timeout: 240_000 };
const appUrl = 'http://app.test';
const audience = 'https://api.test';
const random = () => randomBytes(18).toString('base64url');

const secrets = new PlantedSecrets();
const smtpPassword = secrets.plant('SMTP password', `smtp-${random()}`);
const clientSecret = secrets.plant('OIDC client secret', `oidc-${random()}`);
const encryptionKey = secrets.plant('encryption key', randomBytes(32).toString('base64'));
const keyring = new Keyring(encryptionKeyList(`k1:${encryptionKey}`)!);
/** What a server is told wrongly. */
const misplaced = secrets.plant('secret of a wrong variable', `misplaced-${random()}`);

let smtp: Awaited<ReturnType<typeof startSmtp>>;
let provider: OpenIdProvider;
let collector: Collector;
const servers: ServerProcess[] = [];
/** Of the embedded database of the first server, as its superuser. */
let admin: postgres.Sql;
const origins = { development: '', production: '' };

function start(env: Record<string, string>): ServerProcess {
  const server = startProcess(process.execPath, ['--import', 'tsx', 'bin/serve.js'], env);
  servers.push(server);
  return server;
}

const journeyTo = (server: keyof typeof origins): Journey => ({
  origin: origins[server],
  secrets,
  mails: smtp.mails,
});

beforeAll(async () => {
  smtp = await startSmtp({ refuse: recipient => (recipient.startsWith('refused') ? 550 : undefined) });
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const redirectUri = `${apiUrl}/auth/planted/callback`;
  provider = await startOpenIdProvider({ id: 'insightgraph', secret: clientSecret, redirectUri });
  collector = await startCollector();
  const env = {
    ENCRYPTION_KEYS: `k1:${encryptionKey}`,
    SMTP_URL: smtp.url.replace('//', `//mailer:${smtpPassword}@`),
    MAIL_FROM: 'mail@example.com',
    EMAIL_CONFIRMATION: 'required',
    SIGN_UP: 'open',
    APP_URL: appUrl,
    API_URL: apiUrl,
    OIDC_PROVIDERS: JSON.stringify([
      {
        name: 'planted',
        issuer: provider.issuer,
        clientId: 'insightgraph',
        clientSecret,
        keepTokens: true,
        scope: 'openid email profile offline_access',
      },
    ]),
    JWT_ISSUER: provider.issuer,
    JWT_AUDIENCE: audience,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    SLOW_OPERATION_MS: '1',
    LOG_LEVEL: 'trace',
    GRAPHIQL: 'true',
  };
  const development = start({ ...env, EXPLAIN: 'true', PORT: String(port) });
  await development.ready();
  origins.development = apiUrl;
  const { dataDir } = development;
  const databasePassword = secrets.plant(
    'database password',
    readFileSync(join(dataDir, 'password'), 'utf8').trim(),
  );
  const { port: databasePort } = JSON.parse(readFileSync(join(dataDir, 'insightgraph.json'), 'utf8'));
  const urlOf = (user: string) =>
    `postgres://${user}:${databasePassword}@127.0.0.1:${databasePort}/insightgraph`;
  admin = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} });
  await admin`create extension if not exists pg_stat_statements schema public`;
  const production = start({ ...env, NODE_ENV: 'production', DATABASE_URL: urlOf('insightgraph') });
  await production.listens();
  origins.production = `http://127.0.0.1:${production.port()}`;
}, patience.timeout);

afterAll(async () => {
  await admin?.end();
  endProcesses();
  cleanUp();
  await Promise.all([smtp?.close(), provider?.close(), collector?.close()]);
});

/** The whole way by an identity provider, of which everything is secret that names one sign-in. */
async function signInElsewhere(sub: string, meddle?: (url: string) => Promise<string>): Promise<void> {
  const { origin } = journeyTo('development');
  const verifier = secrets.plant('verifier', randomBytes(32).toString('base64url'));
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  provider.account = { sub, email: `${sub}@planted.example`, email_verified: true, name: 'Elsewhere' };
  const browser = new RedirectedBrowser(() => ({ apiUrl: origin, origin, appUrl }));
  if (meddle) browser.meddle = meddle;
  const { url } = await browser.open(`${origin}/auth/planted/start?challenge=${challenge}`);
  for (const visited of browser.visited) {
    const { searchParams } = new URL(visited);
    for (const name of ['code', 'state', 'nonce'] as const)
      if (searchParams.has(name)) secrets.plant(`OIDC ${name}`, searchParams.get(name)!);
  }
  for (const value of browser.kept) secrets.plant('cookie of a sign-in', value);
  const code = new URLSearchParams(new URL(url).hash.slice(1)).get('code');
  if (code === null) return;
  const input = { signInCode: secrets.plant('sign-in code', code), verifier };
  await mutate(journeyTo('development'), 'exchangeSignInCode', input, 'token', {
    tells: result => ({ 'session token': result.token }),
  });
  await mutate(journeyTo('development'), 'exchangeSignInCode', input, 'token', { fails: true });
}

it('a secret is found in whatever form it is written down', () => {
  const secret = 'a “secret” /+ of 24 bytes';
  for (const before of ['', 'u', 'us', 'user:']) {
    const basic = Buffer.from(`${before}${secret} and more`).toString('base64');
    expect(
      formsOf(secret).some(form => basic.includes(form)),
      before,
    ).toBe(true);
  }
  const planted = new PlantedSecrets();
  planted.plant('password', secret);
  planted.put('a log', `{"msg":${JSON.stringify(secret)}}`);
  planted.put('an address', `/?${new URLSearchParams({ secret })}`);
  planted.put('an answer', secret, [secret]);
  expect(planted.found().map(each => each.split(':')[0])).toEqual([
    'password in a log',
    'password in an address',
  ]);
});

describe('all that passes through a server', () => {
  it(
    'is lived through: accounts, projects, keys and links, in development and in production',
    patience,
    async () => {
      for (const server of ['development', 'production'] as const) {
        const journey = journeyTo(server);
        const token = await liveAccount(journey, `somebody@${server}.example`);
        await liveProject(journey, token, `guest-${server}@planted.example`);
      }
    },
  );

  it('is lived through: an identity provider that works, refuses, and is away', patience, async () => {
    await signInElsewhere('elsewhere');
    const [account] =
      await admin`select access_token, refresh_token from accounts where subject = 'elsewhere'`;
    for (const sealed of [account!.access_token, account!.refresh_token])
      if (sealed !== null) secrets.plant('OIDC token', keyring.open(sealed, 'provider-token'));
    const atCallback = (url: string) => url.includes('/callback?');
    await signInElsewhere('other state', async url =>
      atCallback(url) ? url.replace('state=', 'state=x') : url,
    );
    await signInElsewhere('other code', async url =>
      atCallback(url) ? url.replace('code=', 'code=x') : url,
    );
    await signInElsewhere('away', async url => {
      if (atCallback(url)) await provider.down();
      return url;
    });
    await provider.up();
  });

  it('is lived through: tokens of an issuer that hold, have ended, and are forged', patience, async () => {
    const claims = { aud: audience, email: 'program@planted.example', email_verified: true };
    const exp = Math.floor(Date.now() / 1_000) + 600;
    const tokenOf = async (more: object) =>
      secrets.plant('JWT', await provider.token({ sub: `program-${random()}`, exp, ...claims, ...more }));
    const query = '{ viewer { email } }';
    for (const server of ['development', 'production'] as const) {
      const ask = async (token: string) =>
        send(journeyTo(server), JSON.stringify({ query }), { headers: { authorization: `Bearer ${token}` } });
      const held = await tokenOf({ email: `${server}@planted.example` });
      expect((await ask(held)).data?.viewer?.email).toBe(`${server}@planted.example`);
      for (const token of [
        await tokenOf({ exp: 1 }),
        await tokenOf({ aud: 'another' }),
        await tokenOf({ email_verified: false }),
        secrets.plant('JWT', `${held.slice(0, -20)}${'A'.repeat(20)}`),
      ])
        expect((await ask(token)).errors?.[0].extensions.code).toMatch(/^(UNAUTHENTICATED|FORBIDDEN)$/);
    }
  });

  it('is sent where it does not belong, and in forms that cannot be read', patience, async () => {
    for (const server of ['development', 'production'] as const) {
      const journey = journeyTo(server);
      const password = secrets.plant('password', `badly sent ${random()}`);
      const token = secrets.plant('session token', `igs_${random()}${random()}`.slice(0, 47));
      const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { token } }';
      const bodies = [
        { query, variables: { input: { email: 'a@b.example', password: [password] } } },
        { query, variables: { input: { email: 'a@b.example', password: { password } } } },
        { query, variables: { input: { email: 'a@b.example', passwort: password } } },
        { query, variables: { input: { email: 'a@b.example', password: `${password}\u0000` } } },
        { query, variables: { input: password } },
        { query, variables: password },
        { query, operationName: password },
        { query: `mutation { signIn(input: { email: "a@b.example", password: "${password}" }) { tokens } }` },
        {
          query: `mutation { signIn(input: { email: "a@b.example", password: ["${password}"] }) { token } }`,
        },
        { query: `mutation { signIn(input: { email: "a@b.example", secret: "${password}" }) { token } }` },
        { query: `mutation { signIn(input: { email: "a@b.example", password: "${password}" ` },
        { query: `mutation { signIn("${password}") { token } }` },
        { query: `{ dashboard(id: ["${token}"]) { name } }` },
        { query: `{ dashboard(id: "${token}") { name } }` },
        { query: `{ node(id: "${token}") { id } }` },
        { query: `{ dashboards(after: "${token}") { totalCount } }` },
        { query: `{ dashboards(where: { uuid: { eq: "${token}" } }) { totalCount } }` },
      ].map(body => JSON.stringify(body));
      for (const body of [...bodies, bodies[0]!.slice(0, -2), password]) await send(journey, body);
      for (const authorization of [
        token,
        `Bearer ${token}`,
        `Bearer ${token} ${token}`,
        `Basic ${btoa(`u:${password}`)}`,
      ])
        await send(journey, JSON.stringify({ query: '{ viewer { uuid } }' }), { headers: { authorization } });
      for (const path of [
        `/graphql?query=${encodeURIComponent(`{ node(id: "${token}") { id } }`)}`,
        `/${token}`,
        `/auth/planted/callback?code=${token}&state=${token}`,
      ]) {
        const response = await fetch(`${journey.origin}${path}`, { redirect: 'manual' });
        secrets.put('an answer', await response.text());
      }
    }
    await mutate(
      journeyTo('development'),
      'signUp',
      {
        email: 'refused@planted.example',
        password: secrets.plant('password', `of a mail that is refused ${random()}`),
        displayName: 'Refused',
      },
      'confirmationSent',
    );
  });

  it('stops starts that are told it wrongly', patience, async () => {
    const url = (scheme: string) => `${scheme}://user:${misplaced}@127.0.0.1:1/x`;
    const wrong: Record<string, string>[] = [
      { DATABASE_URL: url('postgres') },
      {
        DATABASE_URL: url('mysql'),
        DATABASE_REPLICA_URLS: url('mysql'),
        REDIS_URL: url('mysql'),
        SMTP_URL: url('mysql'),
      },
      {
        DATABASE_URL: misplaced,
        ENCRYPTION_KEYS: `k1:${misplaced}`,
        OIDC_PROVIDERS: `[{"clientSecret":"${misplaced}"`,
      },
      {
        OIDC_PROVIDERS: `[{"name":"x","issuer":"https://x.example","clientId":"x","clientSecret":"${misplaced}","more":1}]`,
      },
    ];
    for (const env of wrong) expect(await start({ LOG_LEVEL: 'trace', ...env }).ended()).toBe(1);
  });

  it('is in nothing that was given away, but in what was meant for whom it is', patience, async () => {
    for (const server of ['development', 'production'] as const) {
      for (const path of ['/metrics', '/health/ready', '/health/live'])
        secrets.put(path, await (await fetch(`${origins[server]}${path}`)).text());
      const page = await fetch(`${origins[server]}/graphql`, { headers: { accept: 'text/html' } });
      secrets.put('GraphiQL', await page.text());
    }
    for (const mail of smtp.mails) {
      const link = linkIn(secrets, mail);
      secrets.put(
        'a mail',
        `${mail.subject} ${mail.text} ${mail.html} ${JSON.stringify([...mail.headers])}`,
        link ? [link.token] : [],
      );
    }
    for (const {
      name,
    } of await admin`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'insightgraph')`) {
      const [rows] = await admin.unsafe(`select string_agg(t::text, ' ') as text from ${name} t`);
      secrets.put(`table ${name}`, rows!.text ?? '');
    }
    for (const { query } of await admin`select query from pg_stat_statements`)
      secrets.put('a statement', query);
    for (const server of servers.slice(0, 2)) server.child.kill('SIGTERM');
    for (const server of servers) await server.ended();
    secrets.put('the log of PostgreSQL', readFileSync(join(servers[0]!.dataDir, 'postgres.log'), 'utf8'));
    for (const server of servers) secrets.put('the log', server.output());
    secrets.put('traces', collector.text());

    expect(secrets.kinds()).toEqual([
      'API key',
      'JWT',
      'OIDC client secret',
      'OIDC code',
      'OIDC nonce',
      'OIDC state',
      'OIDC token',
      'SMTP password',
      'TOTP secret',
      'confirmation token',
      'cookie of a sign-in',
      'database password',
      'encryption key',
      'invitation token',
      'password',
      'recovery code',
      'reset token',
      'secret of a wrong variable',
      'session token',
      'share link',
      'sign-in code',
      'verifier',
    ]);
    // Everything that tells something was there to be searched.
    const log = servers.slice(0, 2).map(server => server.output());
    for (const output of log) expect(output).toContain('"msg":"request"');
    expect(log[0]).toContain('"msg":"statement"');
    expect(log[0]).toContain('a sign-in by an identity provider came to nothing');
    expect(collector.spans().length).toBeGreaterThan(100);
    const searched = secrets.searched();
    expect(searched['an answer']).toBeGreaterThan(100);
    expect(searched['a mail']).toBeGreaterThan(10);
    expect(searched['a statement']).toBeGreaterThan(30);
    expect(searched['table public.audit_events']).toBe(1);
    expect(secrets.found()).toEqual([]);
  });
});
