/** How requests are made: one and the same, over and over, for some seconds, on some connections, one at a time on each. */
import { execFileSync } from 'node:child_process';
import type { PeerRequest } from '../peer.ts';

export interface Shot {
  /** The server's address, without a path. */
  readonly origin: string;
  readonly request: PeerRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface Hits {
  readonly requests: number;
  /** Requests that were worked on: those that were cut off in the end count as half done. */
  readonly worked: number;
  readonly seconds: number;
  /** Bytes that came back, heads of answers included. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Shoots, in a process of its own. @throws where an answer was not 200, or a connection broke */
export type Gun = (shot: Shot) => Promise<Hits>;

export const gunNames = ['wrk', 'node'] as const;
export type GunName = (typeof gunNames)[number];

export async function gunNamed(name: GunName): Promise<Gun> {
  return name === 'wrk' ? (await import('./wrk.ts')).shootWithWrk : (await import('./node.ts')).shootWithNode;
}

/** `wrk` where the machine has it: it takes the least from the servers beside it. */
export function availableGun(): GunName {
  try {
    execFileSync('which', ['wrk'], { stdio: 'ignore' });
    return 'wrk';
  } catch {
    return 'node';
  }
}
