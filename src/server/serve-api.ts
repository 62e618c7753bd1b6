/**
 * Serves a generated API over HTTP: everything between its schema and a port, with the limits that the configuration says.
 * Knows the order only; refuses to know whose tables they are.
 */
import type { Logger } from 'pino';
import { type Config, parseConfig } from '../config.ts';
import { applyRowSecurity, type SecurityTexts } from '../database/apply-row-security.ts';
import { type Database, openDatabase } from '../database/open.ts';
import type { NoViewer } from '../generator/blueprint/viewer-blueprint.ts';
import type { Api } from '../generator/generate-api.ts';
import { defaultNames } from '../generator/row-security/row-security.ts';
import { isNever } from '../generator/rules/rule.ts';
import { Allowance } from '../identity/allowance.ts';
import { type MakeLimiter, memoryLimiter } from '../identity/limiters.ts';
import { securityTexts } from '../identity/row-security.ts';
import { securedViewers } from '../identity/secured-viewers.ts';
import { noAccounts, type Viewers } from '../identity/viewers.ts';
import { Admission } from './admission.ts';
import { Closing } from './closing.ts';
import { CompiledReads } from './compiled-reads.ts';
import { Drain } from './drain.ts';
import { Explaining } from './explaining.ts';
import type { GraphiQLSettings } from './graphiql.ts';
import { buildHttpServer, closeServer, listen } from './http-server.ts';
import { learnTrusted } from './learn-trusted.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openLimiters } from './open-limiters.ts';
import { statementListener } from './statement-listener.ts';
import type { Tracing } from './tracing.ts';
import { TrustedDocuments } from './trusted-documents.ts';
import { buildYoga, graphqlPath } from './yoga.ts';

/** How long requests under way may take to finish once the server is asked to stop. */
const closePatienceMs = 10_000;
/** Far beyond what each step allows itself; whoever takes longer is stuck. */
const stuckMs = { server: 2 * closePatienceMs, database: 20_000 };

/** An API whose viewers are told apart by what it was generated with, or of which nobody is told from anybody else. */
export type ServableApi = Api<Viewers | NoViewer>;

/** What else may be said of the serving; the configuration has a default for everything. */
export interface ServeOptions extends Partial<Omit<Config, 'databaseUrl' | 'graphiql'>> {
  readonly api: ServableApi;
  /** PostgreSQL, with the tables in it. */
  readonly databaseUrl: string;
  /** The page for a browser, if any; asked once the database is open. */
  readonly graphiql?:
    | boolean
    | GraphiQLSettings
    | ((database: Database) => Promise<GraphiQLSettings | undefined>);
  /** What hand-written fields find in the context of each request, beside what is there for all. */
  context?(parts: ServerParts): object;
  readonly log?: Logger;
  /** Undefined: no traces. */
  readonly tracing?: Tracing | undefined;
  /** Documents that requests may name by an id; read from the configured file where it is not given. */
  readonly trusted?: TrustedDocuments | undefined;
  /** Where all that is opened is added at once, to be closed with what else the process has. */
  readonly closing?: Closing;
}

/** What the server is made of, for those who have a part in it. */
export interface ServerParts {
  readonly database: Database;
  readonly metrics: Metrics;
  /** Where tries are counted: in this process, or in a store with others. */
  readonly makeLimiter: MakeLimiter;
}

export interface ServedApi {
  /** Of the GraphQL endpoint, for this machine. */
  readonly url: string;
  readonly port: number;
  readonly database: Database;
  /** Lets requests under way finish, and closes everything. */
  close(): Promise<void>;
}

/** Serves the API until it is closed. A start that fails leaves nothing open. */
export async function serveApi(options: ServeOptions): Promise<ServedApi> {
  const closing = options.closing ?? new Closing();
  try {
    return await start(options, closing);
  } catch (error) {
    if (!options.closing) await closing.close();
    throw error;
  }
}

async function start({ graphiql, context, ...options }: ServeOptions, closing: Closing): Promise<ServedApi> {
  const { api, databaseUrl: url, tracing } = options;
  const settings: Config = { ...parseConfig({}), ...options, graphiql: false };
  const log = options.log ?? createLog(settings.logLevel);
  const trusted =
    options.trusted ??
    (settings.trustedDocuments && new TrustedDocuments(settings.trustedDocuments, api.schema));
  const metrics = createMetrics();
  const isProduction = settings.nodeEnv === 'production';
  const explaining = settings.explain ? new Explaining() : undefined;
  const onStatement = statementListener({ metrics, log, isProduction, tracing, explaining });
  const { viewer, texts } = heldViewers(api, settings);
  if (texts) await applyRowSecurity({ url, tls: settings.tls, texts, log: message => log.info(message) });
  const database = openDatabase({ ...settings, url, onStatement, onReplicaRead: metrics.replicaRead });
  closing.add({
    name: 'The pool of connections',
    patienceMs: stuckMs.database,
    close: () => database.close(),
  });
  const limiters = openLimiters({ ...settings, url, onStatement, log, metrics });
  if (limiters) {
    const close = () => limiters.close();
    closing.add({ name: 'The store of limits', patienceMs: stuckMs.database, close });
  }
  const makeLimiter = limiters?.makeLimiter ?? memoryLimiter;
  const parts = {
    ...settings,
    ...api,
    viewer,
    database,
    metrics,
    log,
    trusted,
    tracing,
    explaining,
    isProduction,
    admission: admissionOf(settings, metrics, makeLimiter),
    context: context?.({ database, metrics, makeLimiter }),
  };
  const compiled = settings.compiledReads ? new CompiledReads(parts) : undefined;
  const yoga = buildYoga({ ...parts, compiled });
  if (trusted) learnTrusted({ trusted, yoga, compiled, metrics });
  const drain = new Drain();
  const page = await pageOf(graphiql, database);
  const server = buildHttpServer({ ...parts, yoga, compiled, drain, graphiql: page });
  const port = await listen(server, settings.port, settings.host);
  closing.add({
    name: 'The HTTP server',
    patienceMs: settings.drainMs + stuckMs.server,
    close: async () => {
      await drain.begin(settings.drainMs);
      await closeServer(server, closePatienceMs);
    },
  });
  warnOfNobody(api, log);
  return { url: `http://localhost:${port}${graphqlPath}`, port, database, close: () => closing.close() };
}

/** Who asks of an API. */
export const viewersOf = ({ viewer }: ServableApi): Viewers =>
  viewer && 'parse' in viewer ? viewer : noAccounts;

/** The viewers of an API, and what PostgreSQL has to be told to hold them to the rules, where it does. */
function heldViewers(
  api: ServableApi,
  { rowLevelSecurity }: Config,
): { readonly viewer: Viewers; readonly texts?: SecurityTexts } {
  const viewer = viewersOf(api);
  if (!rowLevelSecurity) return { viewer };
  return { viewer: securedViewers(viewer, defaultNames), texts: securityOf(api) };
}

/** What PostgreSQL has to be told to hold statements to the rules of an API. @throws RowSecurityError where it cannot be told */
export const securityOf = (api: ServableApi): SecurityTexts => securityTexts(api.blueprint, viewersOf(api));

const pageOf = async (graphiql: ServeOptions['graphiql'], database: Database) => {
  if (typeof graphiql === 'function') return graphiql(database);
  return graphiql === true ? {} : graphiql || undefined;
};

/** What is not granted is denied: an API without a policy answers every question as if nothing were there. */
function warnOfNobody({ blueprint }: ServableApi, log: Logger): void {
  const tables = Object.values(blueprint.types);
  if (tables.every(({ read }) => isNever(read)))
    log.warn(
      { tables: tables.map(({ table }) => table) },
      'Nobody may read or write anything: the API was generated without a policy. Say in it who may, as in { read: everyone }.',
    );
}

function admissionOf(config: Config, metrics: Metrics, makeLimiter: MakeLimiter): Admission {
  const { maxOperationCost, rateLimitPoints: points, rateLimitSeconds: seconds } = config;
  const allowance = points === 0 ? undefined : new Allowance({ points, seconds, makeLimiter });
  return new Admission({ maxOperationCost, allowance, onRefused: metrics.rateLimited });
}
