/**
 * What serves an API but its server: connections, limits, metrics, hooks, and writes on somebody's behalf. By itself it is for jobs and scripts.
 * Knows the order only; refuses to know whose tables they are.
 */
import type { Logger } from 'pino';
import { type Config, parseConfig } from '../config.ts';
import { applyRowSecurity, type SecurityTexts } from '../database/apply-row-security.ts';
import { type Database, openDatabase } from '../database/open.ts';
import type { NoViewer } from '../generator/blueprint/viewer-blueprint.ts';
import type { Api } from '../generator/generate-api.ts';
import type { WriteOnBehalf } from '../generator/hooks/write-hook.ts';
import { defaultNames } from '../generator/row-security/row-security.ts';
import { Allowance } from '../identity/allowance.ts';
import { narrowedViewers } from '../identity/guest-viewers.ts';
import { type MakeLimiter, memoryLimiter } from '../identity/limiters.ts';
import { securityTexts } from '../identity/row-security.ts';
import { securedViewers } from '../identity/secured-viewers.ts';
import { noAccounts, type Viewers } from '../identity/viewers.ts';
import { Admission } from './admission.ts';
import { Closing } from './closing.ts';
import { Explaining } from './explaining.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openHooks } from './open-hooks.ts';
import { openLimiters } from './open-limiters.ts';
import { statementListener } from './statement-listener.ts';
import type { Tracing } from './tracing.ts';
import { writingOnBehalf } from './write-on-behalf.ts';

/** Far beyond what closing it allows itself; who takes longer is stuck. */
const stuckMs = 20_000;

/** An API whose viewers are told apart by what it was generated with, or of which nobody is told from anybody else. */
export type ServableApi = Api<Viewers | NoViewer>;

/** What else may be said; the configuration has a default for everything. */
export interface ConnectOptions extends Partial<Omit<Config, 'databaseUrl' | 'graphiql'>> {
  readonly api: ServableApi;
  /** PostgreSQL, with the tables in it. */
  readonly databaseUrl: string;
  /** What hand-written fields and checks find in the context, beside what is there for all. */
  context?(parts: ServerParts): object;
  /** Who asks beside those that the API itself knows. @param viewer who they are so far */
  viewers?(viewer: Viewers, parts: ServerParts): Viewers;
  /** Gives what is told of credentials that statements of a request found to hold, once it has ended. */
  credentialsUsed?(parts: ServerParts): CredentialsUsed;
  readonly log?: Logger;
  /** Undefined: no traces. */
  readonly tracing?: Tracing | undefined;
  /** Where all that is opened is added at once, to be closed with what else the process has. */
  readonly closing?: Closing;
}

/** Told the kind of viewer, and what stands for the credentials. */
export type CredentialsUsed = (used: { readonly kind: string; readonly id: string }) => void;

/** What the server is made of, for those who have a part in it. */
export interface ServerParts {
  readonly database: Database;
  readonly metrics: Metrics;
  /** Where tries are counted: in this process, or in a store with others. */
  readonly makeLimiter: MakeLimiter;
}

export interface ConnectedApi {
  readonly database: Database;
  /** Writes by a generated mutation, as somebody. */
  readonly write: WriteOnBehalf;
  /** Lets hooks finish that run, and closes everything. */
  close(): Promise<void>;
}

/** Connects an API to its database, without a server: to write, and to run hooks. A start that fails leaves nothing open. */
export const connectApi = (options: ConnectOptions): Promise<ConnectedApi> =>
  openWhole(options.closing, async closing => {
    const { database, write } = await openParts(options, closing);
    return { database, write, close: () => closing.close() };
  });

/** Has something opened as a whole, or not at all. @param shared where it is closed with what else there is */
export async function openWhole<T>(
  shared: Closing | undefined,
  open: (closing: Closing) => Promise<T>,
): Promise<T> {
  const closing = shared ?? new Closing();
  try {
    return await open(closing);
  } catch (error) {
    if (!shared) await closing.close();
    throw error;
  }
}

/** Opens all that an API needs, and adds it to what is closed. */
export async function openParts(
  { context, credentialsUsed, viewers, ...options }: ConnectOptions,
  closing: Closing,
) {
  const { api, databaseUrl: url, tracing } = options;
  const settings: Config = { ...parseConfig({}), ...options, graphiql: false };
  const log = options.log ?? createLog(settings.logLevel);
  const metrics = createMetrics();
  const isProduction = settings.nodeEnv === 'production';
  const explaining = settings.explain ? new Explaining() : undefined;
  const onStatement = statementListener({ metrics, log, isProduction, tracing, explaining });
  const { viewer, texts } = heldViewers(api, settings);
  if (texts) await applyRowSecurity({ url, tls: settings.tls, texts, log: message => log.info(message) });
  const connection = { ...settings, url, onStatement };
  const database = openDatabase({ ...connection, onReplicaRead: metrics.replicaRead });
  closing.add({ name: 'The pool of connections', patienceMs: stuckMs, close: () => database.close() });
  const limiters = openLimiters({ ...connection, log, metrics });
  if (limiters) {
    const close = () => limiters.close();
    closing.add({ name: 'The store of limits', patienceMs: stuckMs, close });
  }
  const makeLimiter = limiters?.makeLimiter ?? memoryLimiter;
  const own = { database, metrics, makeLimiter };
  const parts = {
    ...settings,
    ...api,
    viewer: viewers?.(viewer, own) ?? viewer,
    metrics,
    makeLimiter,
    log,
    tracing,
    explaining,
    isProduction,
    admission: admissionOf(settings, metrics, makeLimiter),
    context: context?.(own),
    credentialsUsed: credentialsUsed?.(own),
  };
  const leftEvents = await openHooks({ ...parts, api, connection, closing });
  const served = { ...parts, database, leftEvents };
  return { ...served, write: writingOnBehalf(api, served) };
}

/** Who asks of an API. */
export const viewersOf = ({ viewer, blueprint }: ServableApi): Viewers =>
  viewer && 'parse' in viewer ? narrowedViewers(viewer, blueprint) : noAccounts;

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

function admissionOf(config: Config, metrics: Metrics, makeLimiter: MakeLimiter): Admission {
  const { maxOperationCost, rateLimitPoints: points, rateLimitSeconds: seconds } = config;
  const allowance = points === 0 ? undefined : new Allowance({ points, seconds, makeLimiter });
  return new Admission({ maxOperationCost, allowance, onRefused: metrics.rateLimited });
}
