/**
 * The front door: configuration → database → schema → server → listen; closed in reverse.
 * Knows the order only. Everything that happens is in the rooms.
 */
import { type Config, ConfigError, parseConfig, withEnvFile } from './config.ts';
import { MigrationError, migrateDatabase } from './database/migrate.ts';
import { openDatabase } from './database/open.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { EmbeddedDatabaseError } from './embedded/embedded-folder.ts';
import { BlueprintError } from './generator/blueprint/build-blueprint.ts';
import { openDemoSession } from './identity/demo-session.ts';
import { isEmptyDatabase } from './seed/database-contents.ts';
import { seedDemo } from './seed/seed-demo.ts';
import { printBanner, printFailure } from './server/banner.ts';
import { CompiledReads } from './server/compiled-reads.ts';
import { buildHttpServer, closeServer, listen } from './server/http-server.ts';
import { createLog } from './server/log.ts';
import { createMetrics } from './server/metrics.ts';
import { buildApi } from './server/schema.ts';
import { buildYoga, maxRows } from './server/yoga.ts';

/** How long requests under way may take to finish once the server is asked to stop. */
const closePatienceMs = 10_000;

async function start(config: Config): Promise<() => Promise<void>> {
  const log = createLog(config.logLevel);
  // Tables that cannot be served stop the start before anything is touched.
  const api = buildApi();
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    const embedded =
      config.databaseUrl === undefined
        ? await startEmbedded({ dataDir: config.dataDir, log: message => log.info(message) })
        : undefined;
    if (embedded) closers.push(() => embedded.stop());
    const url = config.databaseUrl ?? embedded!.url;
    await migrateDatabase({ url, tls: config.tls, log: message => log.debug(message) });
    const database = openDatabase({ url, ...config });
    closers.push(() => database.close());
    if (config.demoData && (await isEmptyDatabase(database.client)))
      await seedDemo({ client: database.client });
    const isDemo = embedded !== undefined && config.demoData && config.nodeEnv !== 'production';
    const demoToken = isDemo && config.graphiql ? await openDemoSession(database) : undefined;
    const compiled = config.compiledReads ? new CompiledReads({ ...api, database, maxRows }) : undefined;
    const yoga = buildYoga({
      ...config,
      ...api,
      compiled,
      database,
      log,
      graphiql: config.graphiql ? { demoToken } : undefined,
    });
    const server = buildHttpServer({ ...config, yoga, compiled, database, metrics: createMetrics(), log });
    const port = await listen(server, config.port, config.host);
    closers.push(() => closeServer(server, closePatienceMs));
    printBanner({ host: config.host, port, isDemo, embedded, dataDir: config.dataDir });
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}

async function main(): Promise<void> {
  const config = parseConfig(withEnvFile(process.env, process.cwd()));
  let stopping = false;
  const started = start(config);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal is from somebody who does not want to wait.
      if (stopping) process.exit(1);
      stopping = true;
      // A signal during the start waits for it, so that nothing is left running.
      void started.then(
        close =>
          close().then(
            () => process.exit(0),
            error => {
              printFailure(error, []);
              process.exit(1);
            },
          ),
        () => {},
      );
    });
  }
  await started;
}

main().catch(error => {
  printFailure(error, [ConfigError, BlueprintError, EmbeddedDatabaseError, MigrationError]);
  process.exit(1);
});
