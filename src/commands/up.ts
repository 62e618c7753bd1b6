/**
 * `npm run db:up`: starts the PostgreSQL of docker-compose.yml and says how to use it.
 * Knows Docker's command line; refuses to know the container's settings.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandError, command } from './with-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

await command(async () => {
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn('docker', ['compose', 'up', '-d', '--wait', ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('close', status => resolve(status ?? 1));
  }).catch((error: Error) => {
    throw new CommandError(
      `Docker could not be run (${error.message}). Install Docker with Compose, or leave DATABASE_URL unset: ` +
        'the server then brings its own PostgreSQL.',
    );
  });
  if (code !== 0) {
    throw new CommandError(
      'Docker Compose did not start the database. It needs Docker with Compose v2 and a running daemon; ' +
        'if port 5432 is taken, set POSTGRES_PORT. Without Docker leave DATABASE_URL unset: ' +
        'the server then brings its own PostgreSQL.',
    );
  }
  const { POSTGRES_PORT = '5432' } = process.env;
  console.log(
    `PostgreSQL is ready: DATABASE_URL=postgres://insightgraph:insightgraph@127.0.0.1:${POSTGRES_PORT}/insightgraph ` +
      '(with the default password).',
  );
  return 0;
});
