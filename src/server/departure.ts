/**
 * That the client of a request has gone away.
 * Most requests end without anybody asking for an AbortSignal, of which making one takes longer than much else of a short request.
 */
import type { Leaving } from '../database/leaving.ts';

export class Departure implements Leaving {
  private hasLeft = false;
  private readonly listeners = new Set<() => void>();
  private controller: AbortController | undefined;

  get aborted(): boolean {
    return this.hasLeft;
  }

  /** For whoever needs one; aborted with it. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.hasLeft) this.controller.abort();
    }
    return this.controller.signal;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** Tells everybody, once. */
  leave(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    const told = [...this.listeners];
    this.listeners.clear();
    for (const listener of told) listener();
    this.controller?.abort();
  }
}
