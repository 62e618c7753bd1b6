/**
 * HAProxy with the configuration of docs/operations, in front of servers of this machine.
 * Knows what of the file depends on where it runs; refuses to know what is sent through it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startDaemon } from './daemon.ts';
import { freePort } from './free-port.ts';

const file = fileURLToPath(new URL('../../docs/operations/haproxy.cfg', import.meta.url));

export interface Haproxy {
  readonly origin: string;
  /** What it wrote: a line for each request, and for each server that comes or goes. */
  log(): string;
  stop(): Promise<void>;
}

/** The addresses of the servers that a configuration names. */
export const serversIn = (configuration: string): string[] =>
  [...configuration.matchAll(/^ +server \S+ (\S+)$/gm)].map(match => match[1]!);

/**
 * @param ports of the servers on this machine, in the place of those that the file names
 * @param hasReplicas as the file says for servers that read from replicas
 */
export async function startHaproxy(ports: readonly number[], hasReplicas = false): Promise<Haproxy> {
  const port = await freePort();
  const text = readFileSync(file, 'utf8');
  const balanced = hasReplicas
    ? text.replace(/^ +balance leastconn$/m, '').replace(/^( +)# (balance hdr|hash-type)/gm, '$1$2')
    : text;
  let configuration = balanced.replace(/^( +bind) :8080$/m, `$1 127.0.0.1:${port}`);
  serversIn(configuration).forEach((address, i) => {
    configuration = configuration.replace(` ${address}\n`, ` 127.0.0.1:${ports[i]}\n`);
  });
  const folder = mkdtempSync(join(tmpdir(), 'insightgraph-haproxy-'));
  const path = join(folder, 'haproxy.cfg');
  writeFileSync(path, configuration);
  // "-db": in the foreground, as one process.
  const daemon = startDaemon('haproxy', ['-db', '-f', path]);
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(origin).catch(() => undefined))) {
    daemon.assertRunning();
    await sleep(20);
  }
  return {
    origin,
    log: daemon.output,
    stop: async () => {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
