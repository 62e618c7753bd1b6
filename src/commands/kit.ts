/**
 * `npm run db:generate | db:check | db:push | db:pull | db:studio`: drizzle-kit with the configured database.
 * Knows which of its commands need a database and with what options; refuses to know what they do.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, command, type Target, withDatabase } from './with-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Ignored by git: what a database looks like is for reading, not for building. */
const pulledFolder = './dist/pulled';

const kit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs');

function runKit(args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [kit, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    const forward = () => child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGTERM', forward);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

function readKit(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [kit, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

/** Whether the migrations lead to the tables as they are written; drizzle-kit's own check looks at the migrations only. */
async function pendingChanges(): Promise<number> {
  const { code, output } = await readKit(['generate', '--explain', '--output', 'json']);
  const answer =
    code === 0 ? (JSON.parse(output) as { status?: string; statements?: { type: string }[] }) : undefined;
  if (answer?.status === 'no_changes') {
    console.log('The migrations lead to the tables as they are written.');
    return 0;
  }
  const kinds = answer?.statements?.map(statement => statement.type).join(', ') ?? output;
  console.error(
    `The tables have changes that no migration makes (${kinds}). Write one with: npm run db:generate`,
  );
  return 1;
}

/** The URL with the TLS mode that the configuration asks for, in the form that drizzle-kit reads. */
function kitUrl({ url, tls }: Target): string {
  if (tls === undefined) return url;
  const withMode = new URL(url);
  withMode.searchParams.set('sslmode', tls);
  return withMode.href;
}

const [name, ...rest] = process.argv.slice(2);

await command(async () => {
  switch (name) {
    case 'generate':
      return runKit(['generate', ...rest], {});
    case 'check':
      return (await runKit(['check', ...rest], {})) || pendingChanges();
    case 'push':
      return withDatabase(target => runKit(['push', ...rest], { DATABASE_URL: kitUrl(target) }));
    case 'pull':
      return withDatabase(async target => {
        const code = await runKit(['pull', ...rest], {
          DATABASE_URL: kitUrl(target),
          DRIZZLE_OUT: pulledFolder,
        });
        if (code === 0)
          console.log(`The tables of ${target.name} are written to ${pulledFolder}, for reading only.`);
        return code;
      });
    case 'studio': {
      // drizzle-kit would listen on every address, and whoever reaches it can change the data.
      const host = rest.some(arg => arg.startsWith('--host')) ? [] : ['--host', '127.0.0.1'];
      return withDatabase(target => runKit(['studio', ...host, ...rest], { DATABASE_URL: kitUrl(target) }));
    }
    default:
      throw new CommandError(`Unknown command "${name ?? ''}": use generate, check, push, pull or studio.`);
  }
});
