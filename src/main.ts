/**
 * The front door: configuration → database → schema → server → listen; closed in reverse, whatever fails.
 * Knows the order only. Everything that happens is in the rooms.
 */
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { type Config, ConfigError, parseConfig, withEnvFile } from './config.ts';
import { MigrationError, migrateDatabase } from './database/migrate.ts';
import { openDatabase, withClient } from './database/open.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { EmbeddedDatabaseError } from './embedded/embedded-folder.ts';
import { BlueprintError } from './generator/blueprint/build-blueprint.ts';
import { openDemoSession } from './identity/demo-session.ts';
import { isDemoDatabase, isEmptyDatabase } from './seed/database-contents.ts';
import { seedDemo } from './seed/seed-demo.ts';
import { printBanner, printFailure, printUnclosed } from './server/banner.ts';
import { Closing } from './server/closing.ts';
import { CompiledReads } from './server/compiled-reads.ts';
import { Drain } from './server/drain.ts';
import { buildHttpServer, closeServer, listen } from './server/http-server.ts';
import { createLog } from './server/log.ts';
import { createMetrics } from './server/metrics.ts';
import { buildApi } from './server/schema.ts';
import { statementListener } from './server/statement-listener.ts';
import { onStopRequest } from './server/stop-requests.ts';
import { buildYoga, maxRows } from './server/yoga.ts';

/** How long requests under way may take to finish once the server is asked to stop. */
const closePatienceMs = 10_000;
/** Far beyond what each step allows itself; whoever takes longer is stuck. */
const stuckMs = { server: 2 * closePatienceMs, database: 20_000, embedded: 180_000 };

/** Starts everything; what is opened is added to `closing` at once, so that a start that fails leaves nothing either. */
async function start(config: Config, log: Logger, closing: Closing): Promise<void> {
  // Tables that cannot be served stop the start before anything is touched.
  const api = buildApi();
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
  const onStatement = statementListener({ metrics, log, isProduction });
  const database = openDatabase({ url, ...config, onStatement, onReplicaRead: metrics.replicaRead });
  closing.add({
    name: 'The pool of connections',
    patienceMs: stuckMs.database,
    close: () => database.close(),
  });
  const isDemo = embedded !== undefined && config.demoData && !isProduction;
  const demoToken = isDemo && config.graphiql ? await openDemoSession(database) : undefined;
  const { maxResponseBytes } = config;
  const compiled = config.compiledReads
    ? new CompiledReads({ ...api, database, maxRows, maxResponseBytes })
    : undefined;
  const yoga = buildYoga({
    ...config,
    ...api,
    compiled,
    database,
    metrics,
    log,
  });
  const drain = new Drain();
  const server = buildHttpServer({
    ...config,
    isProduction,
    graphiql: config.graphiql ? { demoToken } : undefined,
    drain,
    yoga,
    compiled,
    database,
    metrics,
    log,
  });
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
    const config = parseConfig(withEnvFile(process.env, process.cwd()));
    const log = createLog(config.logLevel);
    const started = start(config, log, closing);
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
    printFailure(error, [ConfigError, BlueprintError, EmbeddedDatabaseError, MigrationError]);
    await end(closing, 1);
  }
}

await main();
