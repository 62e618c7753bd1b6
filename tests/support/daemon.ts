/**
 * Programs of the system that suites run beside the server, where they are installed.
 * Knows processes and what they write; refuses to know what the programs are for.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Where Debian puts daemons; not every user looks there. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin` };

/** Whether a program is there, asked for its version. @param otherwise what is left out without it */
export function isInstalled(program: string, versionFlag: string, otherwise: string): boolean {
  if (spawnSync(program, [versionFlag], { env }).status === 0) return true;
  console.warn(`${otherwise}: there is no ${program}. Install it ("apt-get install ${program}").`);
  return false;
}

export interface Daemon {
  readonly pid: number;
  /** All that it wrote. */
  output(): string;
  /** @throws with what it wrote, where it has ended by itself */
  assertRunning(): void;
  stop(): Promise<void>;
}

export function startDaemon(program: string, args: readonly string[]): Daemon {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => (output += text));
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid!,
    output: () => output,
    assertRunning: () => {
      if (!isRunning()) throw new Error(`${program} has ended:\n${output}`);
    },
    stop: async () => {
      if (!isRunning()) return;
      child.kill('SIGTERM');
      await exited;
    },
  };
}
