/**
 * The front door: configuration → database → schema → server → listen; closed in reverse, whatever fails.
 * Knows the order only. Everything that happens is in the rooms.
 */
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { openDemoSession } from './accounts/demo-session.ts';
import { ExpiringKeys } from './accounts/expiring-keys.ts';
import { IdentityProviders } from './accounts/identity-providers.ts';
import { IssuedTokens } from './accounts/issued-tokens.ts';
import { openKeyring, UnsealError } from './accounts/keyring.ts';
import { LastAccess } from './accounts/last-access.ts';
import { type Config, ConfigError, type Environment, parseConfig, withEnvFile } from './config.ts';
import { RowSecurityStartError } from './database/apply-row-security.ts';
import { MigrationError, migrateDatabase } from './database/migrate.ts';
import { withClient } from './database/open.ts';
import { startEmbedded } from './embedded/embedded.ts';
import { EmbeddedDatabaseError } from './embedded/embedded-folder.ts';
import { BlueprintError } from './generator/blueprint/build-blueprint.ts';
import { RowSecurityError } from './generator/row-security/row-security.ts';
import { openMail } from './mail/open-mail.ts';
import { signInParts } from './operations/api-context.ts';
import { issuedViewers } from './operations/identity-providers/issued-viewers.ts';
import { providerRoutes } from './operations/identity-providers/routes.ts';
import { buildApi } from './operations/schema.ts';
import { graphiqlOf } from './operations/starter-operations.ts';
import { isDemoDatabase, isEmptyDatabase } from './seed/database-contents.ts';
import { seedDemo } from './seed/seed-demo.ts';
import { printBanner, printFailure, printUnclosed } from './server/banner.ts';
import { Closing } from './server/closing.ts';
import { securityOf } from './server/connect-api.ts';
import { ManifestError } from './server/document-manifest.ts';
import { createLog } from './server/log.ts';
import { serveApi } from './server/serve-api.ts';
import { onStopRequest } from './server/stop-requests.ts';
import type { Tracing } from './server/tracing.ts';
import { TrustedDocuments } from './server/trusted-documents.ts';

/** Far beyond what each step allows itself; whoever takes longer is stuck. */
const stuckMs = { traces: 10_000, embedded: 180_000 };

interface Start {
  readonly config: Config;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly closing: Closing;
}

/** Starts everything; what is opened is added to `closing` at once, so that a start that fails leaves nothing either. */
async function start({ config, log, tracing, closing }: Start): Promise<void> {
  // Tables that cannot be served, and documents that cannot be asked, stop the start before anything is touched.
  const api = buildApi(undefined, { rowSecurity: config.rowLevelSecurity });
  const around = config.rowLevelSecurity ? securityOf(api) : undefined;
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
  await migrateDatabase({ url, tls: config.tls, around, log: message => log.debug(message) });
  const hasDemoAccounts = await withClient({ url, tls: config.tls }, async client => {
    if (config.demoData) await seedEmpty(client);
    return isDemoDatabase(client);
  });
  if (tracing) {
    const close = () => tracing.close();
    closing.add({ name: 'The sending of traces', patienceMs: stuckMs.traces, close });
  }
  const isProduction = config.nodeEnv === 'production';
  const isDemo = embedded !== undefined && config.demoData && !isProduction;
  const { host, sessionTtlDays, accounts, dataDir } = config;
  const { sessionIdleDays, rules: accountRules, apiUrl = `http://localhost:${config.port}` } = accounts;
  const keyring = openKeyring(accounts.encryptionKeys, dataDir);
  if (isProduction && !embedded && !accounts.encryptionKeys)
    log.warn(
      'There are no ENCRYPTION_KEYS: those of DATA_DIR are used, which no other server has, and no container that comes after this one.',
    );
  const { port, database } = await serveApi({
    ...config,
    api,
    databaseUrl: url,
    trusted,
    tracing,
    log,
    closing,
    context: ({ makeLimiter, metrics }) => {
      openMail({ accounts, isProduction, keyring, connection: { ...config, url }, log, metrics, closing });
      return signInParts({
        sessionTtlDays,
        sessionIdleDays,
        accountRules,
        keyring,
        makeLimiter,
        onRefused: metrics.rateLimited,
      });
    },
    viewers: (viewers, { database }) => {
      const { tokenIssuer: issuer, identityProviders } = accounts;
      if (!issuer) return viewers;
      const onUnavailable = (err: unknown) => log.warn({ err }, 'the keys of JWT_ISSUER cannot be had');
      const provider = identityProviders.find(each => each.issuer === issuer.issuer)?.name ?? issuer.issuer;
      const tokens = new IssuedTokens({ issuer, provider, onUnavailable });
      return issuedViewers(viewers, { tokens, database, keyring, accountRules });
    },
    credentialsUsed: ({ database }) => {
      const onFailure = (err: unknown) => log.warn({ err }, 'the use of credentials could not be written');
      const lastAccess = new LastAccess({ database, sessionIdleDays, onFailure });
      const close = () => lastAccess.close();
      closing.add({ name: 'The use of credentials', patienceMs: stuckMs.traces, close });
      return ({ kind, id }) => {
        // Of an issuer's token there is no row.
        if (kind !== 'jwt') lastAccess.note(id);
      };
    },
    routes: parts => {
      const providers = new IdentityProviders({ providers: accounts.identityProviders, apiUrl, keyring });
      return providerRoutes({
        ...parts,
        providers,
        keyring,
        appUrl: accounts.appUrl,
        isSecure: apiUrl.startsWith('https:'),
      });
    },
    graphiql: async database =>
      config.graphiql ? graphiqlOf(isDemo ? await openDemoSession(database) : undefined) : undefined,
  });
  const expiringKeys = new ExpiringKeys({
    database,
    onFailure: err => log.warn({ err }, 'owners could not be told of keys that are about to expire'),
  });
  const close = () => expiringKeys.close();
  closing.add({ name: 'The look for keys that are about to expire', patienceMs: stuckMs.traces, close });
  printBanner({ host, port, isDemo, hasDemoAccounts, embedded, dataDir });
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
    printFailure(error, [
      ConfigError,
      UnsealError,
      BlueprintError,
      RowSecurityError,
      ManifestError,
      EmbeddedDatabaseError,
      MigrationError,
      RowSecurityStartError,
    ]);
    await end(closing, 1);
  }
}

await main();
