/**
 * The front door: configuration → database → schema → server → listen; closed in reverse, whatever fails.
 * Knows the order only. Everything that happens is in the rooms.
 */
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { type Config, ConfigError, type Environment, parseConfig, withEnvFile } from './config.ts';
import { MigrationError, migrateDatabase } from './database/migrate.ts';
import { openDatabase, withClient } from './database/open.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { EmbeddedDatabaseError } from './embedded/embedded-folder.ts';
import { BlueprintError } from './generator/blueprint/build-blueprint.ts';
import { Allowance } from './identity/allowance.ts';
import { openDemoSession } from './identity/demo-session.ts';
import { memoryLimiter, type SharedLimiters, sharedLimiters } from './identity/limiters.ts';
import { buildApi } from './operations/schema.ts';
import { isDemoDatabase, isEmptyDatabase } from './seed/database-contents.ts';
import { seedDemo } from './seed/seed-demo.ts';
import { Admission } from './server/admission.ts';
import { printBanner, printFailure, printUnclosed } from './server/banner.ts';
import { Closing } from './server/closing.ts';
import { CompiledReads } from './server/compiled-reads.ts';
import { ManifestError } from './server/document-manifest.ts';
import { Drain } from './server/drain.ts';
import { Explaining } from './server/explaining.ts';
import { buildHttpServer, closeServer, listen } from './server/http-server.ts';
import { learnTrusted } from './server/learn-trusted.ts';
import { createLog } from './server/log.ts';
import { createMetrics, type Metrics } from './server/metrics.ts';
import { statementListener } from './server/statement-listener.ts';
import { onStopRequest } from './server/stop-requests.ts';
import type { Tracing } from './server/tracing.ts';
import { TrustedDocuments } from './server/trusted-documents.ts';
import { buildYoga } from './server/yoga.ts';

/** How long requests under way may take to finish once the server is asked to stop. */
const closePatienceMs = 10_000;
/** Far beyond what each step allows itself; whoever takes longer is stuck. */
const stuckMs = { server: 2 * closePatienceMs, traces: 10_000, database: 20_000, embedded: 180_000 };

interface Start {
  readonly config: Config;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly closing: Closing;
}

/** Starts everything; what is opened is added to `closing` at once, so that a start that fails leaves nothing either. */
async function start({ config, log, tracing, closing }: Start): Promise<void> {
  // Tables that cannot be served, and documents that cannot be asked, stop the start before anything is touched.
  const api = buildApi();
  const trusted = config.trustedDocuments && new TrustedDocuments(config.trustedDocuments, api.schema);
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ dataDir: config.dataDir, log: message => log.info(message) })
      : undefined;
  if (embedded) {
    const close = () => embedded.stop();
    closing.add({ name: 'The embedded PostgreSQL', patienceMs: stuckMs.embedded, close });
  }
  const url = config.databaseUrl ?? embedded!.url;
  await migrateDatabase({ url, tls: config.tls, log: message => log.debug(message) });
  const hasDemoAccounts = await withClient({ url, tls: config.tls }, async client => {
    if (config.demoData) await seedEmpty(client);
    return isDemoDatabase(client);
  });
  const metrics = createMetrics();
  const isProduction = config.nodeEnv === 'production';
  const explaining = config.explain ? new Explaining() : undefined;
  const onStatement = statementListener({ metrics, log, isProduction, tracing, explaining });
  const database = openDatabase({ url, ...config, onStatement, onReplicaRead: metrics.replicaRead });
  closing.add({
    name: 'The pool of connections',
    patienceMs: stuckMs.database,
    close: () => database.close(),
  });
  const isDemo = embedded !== undefined && config.demoData && !isProduction;
  const demoToken = isDemo && config.graphiql ? await openDemoSession(database) : undefined;
  const limiters = config.redisUrl === undefined ? undefined : openLimiters(config.redisUrl, log, metrics);
  if (limiters) {
    const close = async () => limiters.close();
    closing.add({ name: 'The connection to Redis', patienceMs: stuckMs.database, close });
  }
  const admission = buildAdmission(config, metrics, limiters);
  const { maxResponseBytes } = config;
  const compiled = config.compiledReads
    ? new CompiledReads({ ...api, database, admission, maxResponseBytes, trusted })
    : undefined;
  const yoga = buildYoga({
    ...config,
    ...api,
    compiled,
    admission,
    makeLimiter: limiters?.makeLimiter,
    trusted,
    database,
    metrics,
    log,
  });
  if (trusted) learnTrusted({ trusted, yoga, compiled, metrics });
  const drain = new Drain();
  const server = buildHttpServer({
    ...config,
    isProduction,
    graphiql: config.graphiql ? { demoToken } : undefined,
    drain,
    yoga,
    compiled,
    admission,
    database,
    metrics,
    tracing,
    explaining,
    log,
  });
  if (tracing) {
    const close = () => tracing.close();
    closing.add({ name: 'The sending of traces', patienceMs: stuckMs.traces, close });
  }
  const port = await listen(server, config.port, config.host);
  closing.add({
    name: 'The HTTP server',
    patienceMs: config.drainMs + stuckMs.server,
    close: async () => {
      await drain.begin(config.drainMs);
      await closeServer(server, closePatienceMs);
    },
  });
  printBanner({ host: config.host, port, isDemo, hasDemoAccounts, embedded, dataDir: config.dataDir });
}

/** Limiters that count in Redis. That it does not answer is told once, until it does again. */
const openLimiters = (redisUrl: string, log: Logger, metrics: Metrics): SharedLimiters =>
  sharedLimiters({
    redisUrl,
    onLost: reason => log.error({ reason }, 'Redis does not answer: this process counts for itself.'),
    onFound: () => log.info('Redis answers again.'),
    onFailure: metrics.countedAlone,
  });

function buildAdmission(config: Config, metrics: Metrics, limiters: SharedLimiters | undefined): Admission {
  const { maxOperationCost, rateLimitPoints: points, rateLimitSeconds: seconds } = config;
  const makeLimiter = limiters?.makeLimiter ?? memoryLimiter;
  const allowance = points === 0 ? undefined : new Allowance({ points, seconds, makeLimiter });
  return new Admission({ maxOperationCost, allowance, onRefused: metrics.rateLimited });
}

/** OpenTelemetry is loaded where it is wanted only, and reads its variables itself: those of the `.env` file too. */
async function openTracing(env: Environment): Promise<Tracing> {
  for (const [name, value] of Object.entries(env)) if (name.startsWith('OTEL_')) process.env[name] = value;
  const openTelemetry = await import('./server/open-telemetry.ts');
  return openTelemetry.openTracing();
}

/** Writes the demo data into a database that holds nothing yet. */
async function seedEmpty(client: postgres.Sql): Promise<void> {
  if (await isEmptyDatabase(client)) await seedDemo({ client });
}

/** Closes everything and ends the process. */
async function end(closing: Closing, exitCode: number): Promise<never> {
  try {
    await closing.close();
  } catch (error) {
    printUnclosed(error);
    process.exit(1);
  }
  process.exit(exitCode);
}

async function main(): Promise<void> {
  const closing = new Closing();
  try {
    const env = withEnvFile(process.env, process.cwd());
    const config = parseConfig(env);
    const tracing = config.traces ? await openTracing(env) : undefined;
    const log = createLog(config.logLevel, { idsOf: tracing?.idsOf });
    tracing?.reportTo(log);
    const started = start({ config, log, tracing, closing });
    onStopRequest(process.env, {
      // During the start it waits for that, so that nothing is left running. A start that fails ends by itself.
      stop: reason => {
        log.info({ reason }, 'stopping');
        started.then(
          () => end(closing, 0),
          () => {},
        );
      },
      hurry: () => process.exit(1),
    });
    await started;
  } catch (error) {
    printFailure(error, [ConfigError, BlueprintError, ManifestError, EmbeddedDatabaseError, MigrationError]);
    await end(closing, 1);
  }
}

await main();
