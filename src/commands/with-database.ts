/**
 * Opens the configured database for one command: an external one by its URL, else the embedded one, started or shared.
 * Knows how a command begins and ends; refuses to know what it does.
 */
import { type Config, ConfigError, parseConfig, withEnvFile } from '../config.ts';
import { databaseName } from '../database/connection-error.ts';
import { MigrationError } from '../database/migrate.ts';
import { startEmbedded } from '../embedded/embedded.ts';
import { EmbeddedDatabaseError } from '../embedded/embedded-folder.ts';

export interface Target {
  readonly url: string;
  /** How to name the database to a person; without a password. */
  readonly name: string;
  readonly tls: Config['tls'];
  readonly rowLevelSecurity: boolean;
  readonly encryptionKeys: Config['accounts']['encryptionKeys'];
  readonly dataDir: string;
}

/** A reason to end a command that is told without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Runs a command and makes its number the exit code; what an operator can mend is told in words. */
export async function command(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const expected = [ConfigError, EmbeddedDatabaseError, MigrationError, CommandError];
    console.error(expected.some(kind => error instanceof kind) ? (error as Error).message : error);
    process.exitCode = 1;
  }
}

/** Gives `work` the configured database, and stops it afterwards if this command was the one to start it. */
export async function withDatabase(work: (target: Target) => Promise<number>): Promise<number> {
  const config = parseConfig(withEnvFile(process.env, process.cwd()));
  const { rowLevelSecurity, dataDir, accounts } = config;
  const common = { rowLevelSecurity, dataDir, encryptionKeys: accounts.encryptionKeys };
  if (config.databaseUrl !== undefined) {
    const { databaseUrl: url, tls } = config;
    return work({ ...common, url, name: databaseName(url), tls });
  }
  // Until PostgreSQL is stopped these may not end the process; a child on the same terminal gets Ctrl+C by itself.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  process.on('SIGTERM', ignore);
  const embedded = await startEmbedded({ dataDir: config.dataDir, log: message => console.error(message) });
  try {
    return await work({
      ...common,
      url: embedded.url,
      name: `the embedded database in ${config.dataDir}`,
      tls: undefined,
    });
  } finally {
    await embedded.stop();
    process.off('SIGINT', ignore);
    process.off('SIGTERM', ignore);
  }
}
