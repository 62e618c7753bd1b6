/**
 * The server as a process of its own, as `npm start` runs it, on a database that is going to be hurt.
 * Knows how to start and end it, and whether it still lives; refuses to know what it is asked.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { newFolder } from './embedded-driver.ts';

export interface FaultServer {
  readonly origin: string;
  /** Whether the process is still the one that was started. */
  isAlive(): boolean;
  /** What it wrote to standard error: where Node reports what nobody caught. */
  complaints(): string;
  /** Lines of its log. */
  log(): readonly string[];
  ready(): Promise<number>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function startFaultServer(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<FaultServer> {
  const child: ChildProcess = spawn(process.execPath, ['bin/serve.js'], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DEMO_DATA: 'true',
      PORT: '0',
      // Keys that it makes stay out of the one that this project has.
      DATA_DIR: newFolder(),
      LOG_LEVEL: 'error',
      // The load is one viewer's.
      RATE_LIMIT_POINTS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  let output = '';
  child.stderr!.setEncoding('utf8').on('data', text => (complaints += text));
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', text => {
      output += text;
      const port = /GraphQL API ready at http:\/\/localhost:(\d+)/.exec(output)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('exit', code =>
      reject(new Error(`The server ended with ${code} before it was ready.\n${complaints}`)),
    );
  });
  return {
    origin,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    complaints: () => complaints,
    log: () => output.split('\n').filter(line => line.startsWith('{')),
    ready: async () => (await fetch(`${origin}/health/ready`)).status,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
