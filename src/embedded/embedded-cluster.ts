/**
 * Creates a PostgreSQL cluster that is either whole or not there.
 * Knows initdb and its settings; refuses to know how the cluster is run.
 */
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Binaries, run } from './embedded-binaries.ts';
import { EmbeddedDatabaseError } from './embedded-folder.ts';
import type { Owner } from './embedded-owner.ts';

export const superuser = 'postgres';

/** Makes a new cluster beside its final place and moves it there when it is whole: a crash leaves none half made. */
export async function createCluster(
  cluster: string,
  password: string,
  owner: Owner,
  binaries: Binaries,
): Promise<void> {
  const home = dirname(cluster);
  if ((await mkdir(home, { recursive: true })) !== undefined) await chmod(home, 0o755);
  for (const name of await readdir(home)) {
    // Halves of starts that died; the lock says that nobody is making one now.
    if (/^postgres\.half-|^\.password-/.test(name)) await rm(join(home, name), { recursive: true });
  }
  const suffix = randomBytes(4).toString('hex');
  const half = join(home, `${basename(cluster)}.half-${suffix}`);
  const passwordFile = join(home, `.password-${suffix}`);
  try {
    await mkdir(half, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner.ids.uid !== undefined) {
      await chown(half, owner.ids.uid, owner.ids.gid);
      await chown(passwordFile, owner.ids.uid, owner.ids.gid);
    }
    const settings = {
      max_connections: '100',
      shared_buffers: '128MB',
      timezone: 'UTC',
      log_timezone: 'UTC',
      log_checkpoints: 'off',
      jit: 'off',
      shared_preload_libraries: 'pg_stat_statements',
      // The password is 192 random bits: hashing it thousands of times on every connection would protect nothing.
      scram_iterations: '1',
    };
    const { code, output } = await run(
      binaries.initdb,
      [
        `--pgdata=${half}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        // The same order of texts on every machine, whatever its system libraries are.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        '--no-sync',
        ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
      ],
      owner,
    );
    if (code !== 0) {
      const lines = output.split('\n').filter(line => /error|fatal|detail|hint/i.test(line));
      const reason = (lines.length > 0 ? lines : output.split('\n').slice(-3)).join(' ');
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL could not create its database in ${home}: ${reason}. ` +
          'Mend that, choose another folder with DATA_DIR, or set DATABASE_URL.',
      );
    }
    // What initdb had PostgreSQL do, statistics tell by its text: that it set the password, and to what.
    await rm(join(half, 'pg_stat', 'pg_stat_statements.stat'), { force: true });
    await rename(half, cluster);
  } finally {
    await rm(half, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** Puts a new cluster safely on the disk; initdb left that out, so it can happen while PostgreSQL starts. */
export async function syncCluster(cluster: string, owner: Owner, binaries: Binaries): Promise<void> {
  const { code, output } = await run(binaries.initdb, ['--sync-only', `--pgdata=${cluster}`], owner);
  if (code !== 0)
    throw new EmbeddedDatabaseError(`The new database in ${cluster} could not be written: ${output}`);
}
