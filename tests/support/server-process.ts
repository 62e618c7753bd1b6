/**
 * The server as a process of its own on an embedded PostgreSQL in a scratch folder, started in the ways people start it.
 * Knows how to start it and what became of it; refuses to know how it is ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandLine, isAlive } from '../../src/embedded/embedded-process.ts';
import { newFolder, postmasterOf } from './embedded-driver.ts';
import { patienceMs } from './scale.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ServerProcess {
  /** The process that was started: npm, a shell or the server itself. */
  readonly child: ChildProcess;
  readonly dataDir: string;
  /** All that it wrote so far. */
  output(): string;
  /** Waits until the server answers. */
  listens(): Promise<void>;
  /** The same of one with an embedded database. @returns its process id, and that of PostgreSQL */
  ready(): Promise<{ server: number; postmaster: number }>;
  /** Where it listens, once it is ready. */
  port(): number;
  /** The exit code of the process that was started. */
  ended(): Promise<number | null>;
}

/** Everything of npm's that a test run inherits; what is started here has to look as if started from a plain shell. */
const plainEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

const started = new Set<ServerProcess>();

export function startProcess(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ServerProcess {
  const dataDir = env.DATA_DIR ?? join(newFolder(), 'data');
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...plainEnv,
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      DEMO_DATA: 'false',
      PORT: '0',
      LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', text => (output += text));
  }
  const server: ServerProcess = {
    child,
    dataDir,
    output: () => output,
    listens: () =>
      until(
        () => output.includes('GraphQL API ready at'),
        () => `The server is not ready:\n${output}`,
      ),
    ready: async () => {
      await server.listens();
      return { server: userOf(dataDir), postmaster: postmasterOf(dataDir)! };
    },
    port: () => Number(/GraphQL API ready at http:\/\/localhost:(\d+)/.exec(output)?.[1]),
    ended: async () => ((await exit) as [number | null])[0],
  };
  started.add(server);
  return server;
}

/** The server's process id: the one that is signed up as the user of the data folder. */
const userOf = (dataDir: string): number => {
  const [user = ''] = existsSync(join(dataDir, 'users')) ? readdirSync(join(dataDir, 'users')) : [];
  return Number.parseInt(user, 10);
};

/** The process id of the server that a process starts, itself or by a shell, as soon as there is one. */
export async function serverBelow(pid: number): Promise<number> {
  let found: number | undefined;
  await until(
    () => {
      found = descendantsOf(pid).find(({ command }) => /^\S*node .*bin\/serve\.js/.test(command))?.pid;
      return found !== undefined;
    },
    () => 'No server was started.',
  );
  return found!;
}

/** Processes below another, as /proc has them; `ps` is not on every machine. */
function descendantsOf(ancestor: number): { pid: number; command: string }[] {
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (parents.get(pid) === ancestor || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow).map(pid => ({ pid, command: commandLine(pid) ?? '' }));
}

/** Waits for a condition; a machine with much to do gets its time. */
async function until(holds: () => boolean, complaint: () => string) {
  for (const deadline = Date.now() + (patienceMs * 3) / 4; !holds(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(complaint());
  }
}

/** Waits until none of the processes is there any more. */
export async function allGone(...pids: readonly number[]): Promise<void> {
  const left = () => pids.filter(isAlive);
  await until(
    () => left().length === 0,
    () => `still there: ${left().join(', ')}`,
  );
}

/** Ends what a test left running. */
export function endProcesses(): void {
  for (const { child, dataDir } of started) {
    child.kill('SIGKILL');
    const server = userOf(dataDir);
    if (isAlive(server)) process.kill(server, 'SIGKILL');
  }
  started.clear();
}
