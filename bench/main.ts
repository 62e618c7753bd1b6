/** `npm run bench`: installs what the peers need where it is missing, runs, prints, and keeps what was found. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

if (!existsSync('/proc/self/schedstat')) {
  console.error(
    'The CPU of processes is read from /proc/<pid>/schedstat, which Linux has: there is none here.',
  );
  process.exit(1);
}
if (!existsSync(`${folder}/node_modules/.package-lock.json`)) {
  console.log('Installing what the peers need (npm ci --prefix bench) …');
  // As a command of its own: the libraries imported below are found only once they are there.
  execFileSync('npm', ['ci', '--no-fund', '--no-audit'], { cwd: folder, stdio: 'inherit' });
}
// What was started is ended when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
const { command } = await import('./command.ts');
process.exitCode = await command(process.argv.slice(2));
