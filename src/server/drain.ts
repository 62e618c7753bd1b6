/**
 * The time between the wish that a server stop and its end, in which those in front of it are told to ask another one.
 * Knows that it has begun; what is told, and what ends after it, is not known here.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export class Drain {
  private begun = false;

  /** Whether the server takes what comes, and should get no more. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** @param ms that proxies need until they have noticed */
  async begin(ms: number): Promise<void> {
    this.begun = true;
    await sleep(ms);
  }
}
