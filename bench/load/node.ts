/** Requests made by Node, where there is no `wrk`; in a process of its own, so that measuring does not wait for it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Hits, Shot } from './load.ts';

const program = fileURLToPath(new URL('./node-shooter.ts', import.meta.url));

export async function shootWithNode(shot: Shot): Promise<Hits> {
  const child = fork(program, { execArgv: ['--import', import.meta.resolve('tsx')] });
  child.send(shot);
  const [outcome] = (await once(child, 'message')) as [Hits | { readonly failure: string }];
  await once(child, 'exit');
  if ('failure' in outcome)
    throw new Error(`A request to ${shot.origin}${shot.request.path} failed: ${outcome.failure}`);
  return outcome;
}
