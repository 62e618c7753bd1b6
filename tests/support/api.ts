/**
 * The whole server on a database of its own, for tests that ask it over HTTP as a client would.
 * Knows how the parts are put together; refuses to know what is asked.
 */
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import type postgres from 'postgres';
import { createKey, Keyring } from '../../src/accounts/keyring.ts';
import { createSessionToken, hashToken } from '../../src/accounts/viewer.ts';
import { parseConfig } from '../../src/config.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import type { Blueprint } from '../../src/generator/blueprint/blueprint.ts';
import { defaultNames } from '../../src/generator/row-security/row-security.ts';
import { Allowance, type AllowanceOptions } from '../../src/identity/allowance.ts';
import { memoryLimiter } from '../../src/identity/limiters.ts';
import { securityTexts } from '../../src/identity/row-security.ts';
import { securedViewers } from '../../src/identity/secured-viewers.ts';
import type { Viewers } from '../../src/identity/viewers.ts';
import { tables } from '../../src/model/relations.ts';
import { type SignInOptions, signInParts } from '../../src/operations/api-context.ts';
import { buildApi } from '../../src/operations/schema.ts';
import { graphiqlOf } from '../../src/operations/starter-operations.ts';
import { seedDemo } from '../../src/seed/seed-demo.ts';
import { Admission } from '../../src/server/admission.ts';
import { CompiledReads } from '../../src/server/compiled-reads.ts';
import { type ServableApi, viewersOf } from '../../src/server/connect-api.ts';
import type { MakeRoutes } from '../../src/server/further-routes.ts';
import { buildHttpServer, closeServer, type HttpOptions, listen } from '../../src/server/http-server.ts';
import { learnTrusted } from '../../src/server/learn-trusted.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { statementListener } from '../../src/server/statement-listener.ts';
import { TrustedDocuments, type TrustedDocumentsOptions } from '../../src/server/trusted-documents.ts';
import { buildYoga, type YogaOptions } from '../../src/server/yoga.ts';
import { connectionTo, frontOf } from './connection.ts';
import { createTestDatabase, openTestClient, type TablesDdl } from './database.ts';
import { isHeld, secure } from './row-security.ts';
import { patienceMs } from './scale.ts';
import { isCounting } from './statement-count.ts';

export interface Answer {
  readonly status: number;
  // Answers are read by tests that know their shape.
  readonly data: Any;
  readonly errors?: readonly {
    message: string;
    path?: readonly unknown[];
    extensions: Record<string, unknown>;
  }[];
}

// biome-ignore lint/suspicious/noExplicitAny: what a test asked for is what it reads; a wrong guess fails the test
export type Any = any;

export interface TestApi {
  /** The address of the GraphQL endpoint. */
  readonly url: string;
  /** The server's origin. */
  readonly origin: string;
  readonly api: ServableApi;
  readonly database: Database;
  /** The same database beside the server. */
  readonly client: postgres.Sql;
  /** The database's URLs, as owner and as superuser. */
  readonly databaseUrl: string;
  readonly adminUrl: string;
  /** Asks; reads are asked a second time, which compiled reads answer, and has to get the same bytes. */
  ask(query: string, options?: { token?: string | undefined; variables?: object }): Promise<Answer>;
  /** A new session of the user. */
  signIn(email: string): Promise<string>;
  close(): Promise<void>;
}

export interface TestApiOptions {
  /** Fill the database with the demo data. */
  readonly demo?: boolean;
  readonly yoga?: Partial<YogaOptions>;
  /** Otherwise than by default. */
  readonly signIn?: Partial<SignInOptions>;
  readonly http?: Partial<HttpOptions>;
  /** What is answered beside GraphQL. */
  readonly routes?: MakeRoutes;
  /** Who asks beside those that the API itself knows. */
  readonly viewers?: (viewer: Viewers, parts: { readonly database: Database }) => Viewers;
  /** Whether known operations are answered by compiled reads, or by others than the product's own; they are by default. */
  readonly compiled?: boolean | typeof CompiledReads;
  /** Another server, whose database this one shares; it is the other's to drop. */
  readonly beside?: Pick<TestApi, 'databaseUrl' | 'adminUrl' | 'api'>;
  /** Another API than the product's own. */
  readonly api?: ServableApi;
  /** Makes the tables of that API, in a database that has none of the product's. */
  readonly ddl?: TablesDdl;
  readonly maxBodyBytes?: number;
  readonly maxResponseBytes?: number;
  /** Points that an operation may cost; as many as by default where it is not given. */
  readonly maxOperationCost?: number;
  /** What each who asks may use; any number of points where it is not given, so that answers do not depend on what was asked before. */
  readonly allowance?: Partial<AllowanceOptions> & Pick<AllowanceOptions, 'points'>;
  readonly trustedProxies?: readonly string[];
  /** Documents that requests may name by an id. */
  readonly trustedDocuments?: TrustedDocumentsOptions;
  /** Whether PostgreSQL holds statements to the rules too: those of the API, or of another Blueprint. */
  readonly rowSecurity?: boolean | Blueprint;
  /** After which whatever waits for PostgreSQL is given up. */
  readonly requestTimeoutMs?: number;
}

const testKeyring = new Keyring([createKey('test')]);

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { beside } = options;
  const own = beside
    ? { url: beside.databaseUrl, adminUrl: beside.adminUrl, drop: async () => {} }
    : await createTestDatabase({ ddl: options.ddl });
  const {
    requestTimeoutMs = patienceMs,
    maxBodyBytes = 1_000_000,
    maxResponseBytes = 20_000_000,
    trustedProxies = [],
  } = options;
  const metrics = createMetrics();
  const { log = pino({ level: 'silent' }), isProduction = false } = options.http ?? {};
  const database = openDatabase({
    ...connectionTo(own.url),
    poolSize: 4,
    statementTimeoutMs: patienceMs,
    requestTimeoutMs,
    onStatement: statementListener({ metrics, log, isProduction, ...options.http }),
  });
  const client = openTestClient(own.url);
  if (options.demo) await seedDemo({ client });
  const { rowSecurity = isHeld() } = options;
  const api = options.api ?? beside?.api ?? buildApi(undefined, { rowSecurity: rowSecurity !== false });
  const known = rowSecurity ? securedViewers(viewersOf(api), defaultNames) : viewersOf(api);
  const viewer = options.viewers?.(known, { database }) ?? known;
  if (rowSecurity && !beside) {
    const blueprint = rowSecurity === true ? api.blueprint : rowSecurity;
    await secure(own.url, securityTexts(blueprint, viewersOf(api)));
  }
  const { allowance, maxOperationCost = 100_000, compiled: reads = true } = options;
  const onRefused = metrics.rateLimited;
  const admission = new Admission({
    maxOperationCost,
    onRefused,
    allowance: allowance && new Allowance({ seconds: 60, ...allowance }),
  });
  const Reads = typeof reads === 'boolean' ? CompiledReads : reads;
  const trusted = options.trustedDocuments && new TrustedDocuments(options.trustedDocuments, api.schema);
  const compiled =
    reads === false
      ? undefined
      : new Reads({ ...api, viewer, database, admission, maxResponseBytes, trusted });
  const limits = { requestTimeoutMs, maxBodyBytes, admission, viewer };
  const yoga = buildYoga({
    ...api,
    compiled,
    trusted,
    ...limits,
    database,
    metrics,
    log,
    context: signInParts({
      sessionTtlDays: 1,
      sessionIdleDays: 1,
      accountRules: parseConfig({}).accounts.rules,
      keyring: testKeyring,
      onRefused,
      ...options.signIn,
    }),
    maxQueryTokens: 5000,
    maxQueryDepth: 16,
    maxAliases: 50,
    maxWrittenRows: 2000,
    maxResponseBytes,
    introspection: true,
    ...options.yoga,
  });
  if (trusted) learnTrusted({ trusted, yoga, compiled, metrics });
  const server = buildHttpServer({
    ...limits,
    trustedProxies,
    yoga,
    compiled,
    trusted,
    database,
    metrics,
    log,
    allowedOrigins: [],
    isProduction,
    slowOperationMs: 0,
    graphiql: graphiqlOf(undefined),
    routes: options.routes?.({ database, metrics, makeLimiter: memoryLimiter }),
    // Client and server are one process: one that was busy for long would close the connection it is about to use.
    keepAliveTimeoutMs: patienceMs,
    ...options.http,
  });
  const front = await frontOf(own.url);
  const origin = front?.origin ?? `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  const url = `${origin}/graphql`;
  return {
    url,
    origin,
    api,
    database,
    client,
    databaseUrl: own.url,
    adminUrl: own.adminUrl,
    ask: (query, { token, variables } = {}) => ask(url, query, token, variables),
    signIn: email => openSession(database, email),
    close: async () => {
      await (front ? front.close() : closeServer(server, 1_000));
      await Promise.all([database.close(), client.end({ timeout: 5 })]);
      await own.drop();
    },
  };
}

async function ask(url: string, query: string, token?: string, variables?: object): Promise<Answer> {
  const send = async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, text: await response.text() };
  };
  const first = await send();
  // What was asked once is known, and answered by compiled reads from then on: with the same bytes.
  if (!isCounting() && /^(\s|#[^\n]*\n)*(query\b|\{)/.test(query)) {
    const again = await send();
    const plain = (text: string) => text.replace(/"requestId":"[^"]*"/g, '"requestId":""');
    if (plain(again.text) !== plain(first.text))
      throw new Error(
        `The two paths differ for ${query}\n${JSON.stringify(variables)}\n${first.text}\n${again.text}`,
      );
  }
  return { status: first.status, ...(JSON.parse(first.text) as Omit<Answer, 'status'>) };
}

/** A session without the cost of a password. */
export async function openSession({ db }: Database, email: string): Promise<string> {
  const [user] = await db
    .select({ id: tables.users.id })
    .from(tables.users)
    .where(eq(tables.users.email, email));
  if (!user) throw new Error(`There is no user ${email}.`);
  const token = createSessionToken();
  await db.insert(tables.sessions).values({
    userId: user.id,
    tokenHash: hashToken(token),
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  return token;
}
