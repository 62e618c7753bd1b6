/**
 * Delivers what waits in the outbox: takes events, runs their hooks a few at a time, and says what became of them.
 * Knows times and tries; what is taken when, and by which of several processes, is the outbox's to say.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteHook } from '../generator/hooks/write-hook.ts';
import { type Outbox, type OutboxState, type TakenEvent, timeoutOf } from './outbox.ts';

/** What became of a try. */
export type Outcome = 'delivered' | 'failed' | 'dead' | 'given back';

export interface DeliveryListener {
  ran(event: TakenEvent, outcome: Outcome, milliseconds: number, error?: unknown): void;
  /** The outbox did not answer: nothing is lost, and it is asked again. */
  onFailure(error: unknown): void;
}

export interface DeliveryOptions {
  readonly outbox: Outbox;
  /** Hooks that run at a time. */
  readonly atOnce: number;
  /** Runs a hook for an event. */
  run(event: TakenEvent, signal: AbortSignal): Promise<void>;
  readonly listener: DeliveryListener;
  /** How often it is looked for what others left, and what is due again. */
  readonly pollMs?: number;
}

const defaultPollMs = 1_000;
const stateEveryMs = 10_000;
const defaultAttempts = 15;
const defaultRetryMs = 1_000;
const longestRetryMs = 600_000;
/** How long hooks that were told to end may take for it. */
const endPatienceMs = 1_000;

/** Why a hook is told to end that has time left. */
const closing = new Error('The process ends: the hook will be run again.');

export class HookDelivery {
  /** What waited when it was last counted. */
  state: OutboxState = { waiting: 0, dead: 0, oldestSeconds: 0 };
  private readonly options: DeliveryOptions;
  private readonly running = new Map<
    string,
    { readonly ends: AbortController; readonly over: Promise<void> }
  >();
  private taking: Promise<void> | undefined;
  private isWanted = false;
  private isClosed = false;
  private poll: NodeJS.Timeout | undefined;
  private countedAt = -Infinity;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.next();
  }

  /** Looks for events at once: there are new ones. */
  wake(): void {
    this.isWanted = true;
    if (this.taking || this.isClosed) return;
    this.taking = this.takeAll().finally(() => {
      this.taking = undefined;
      if (this.isWanted && this.hasRoom) this.wake();
    });
  }

  /** Takes no more, lets hooks finish that run, and gives back what does not in its time. */
  async close(patienceMs: number): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.poll);
    await this.taking;
    const inTime = new AbortController();
    const over = () => Promise.all([...this.running.values()].map(each => each.over));
    const late = (ms: number) => sleep(ms, undefined, { signal: inTime.signal }).catch(() => {});
    await Promise.race([over(), late(patienceMs)]);
    for (const { ends } of this.running.values()) ends.abort(closing);
    await Promise.race([over(), late(endPatienceMs)]);
    inTime.abort();
  }

  private get hasRoom(): boolean {
    return this.running.size < this.options.atOnce;
  }

  /** Spread, so that processes that were started together do not ask together. A process that has nothing else to do stays for it. */
  private next(): void {
    const { pollMs = defaultPollMs } = this.options;
    this.poll = setTimeout(
      () => {
        this.wake();
        this.next();
      },
      pollMs * (0.75 + Math.random() / 2),
    );
  }

  private async takeAll(): Promise<void> {
    const { outbox, atOnce, listener } = this.options;
    try {
      while (this.isWanted && this.hasRoom && !this.isClosed) {
        this.isWanted = false;
        const room = atOnce - this.running.size;
        const taken = await outbox.take(room);
        for (const event of taken) this.begin(event);
        if (taken.length === room) this.isWanted = true;
      }
      if (performance.now() - this.countedAt > stateEveryMs) {
        this.countedAt = performance.now();
        this.state = await outbox.state();
      }
    } catch (error) {
      this.isWanted = false;
      listener.onFailure(error);
    }
  }

  private begin(event: TakenEvent): void {
    const ends = new AbortController();
    const over = this.deliver(event, ends)
      .catch((error: unknown) => this.options.listener.onFailure(error))
      .finally(() => {
        this.running.delete(event.id);
        // Another one of the row may have waited for this.
        this.wake();
      });
    this.running.set(event.id, { ends, over });
  }

  private async deliver(event: TakenEvent, ends: AbortController): Promise<void> {
    const { outbox, run, listener } = this.options;
    const startedAt = performance.now();
    const tell = (outcome: Outcome, error?: unknown) =>
      listener.ran(event, outcome, performance.now() - startedAt, error);
    const { late, settle } = deadline(timeoutOf(event.hook), ends);
    try {
      await Promise.race([run(event, ends.signal), late]);
    } catch (error) {
      await this.failed(event, ends.signal.reason === closing ? closing : error, tell);
      return;
    } finally {
      settle();
    }
    await outbox.delivered(event);
    tell('delivered');
  }

  private async failed(
    event: TakenEvent,
    error: unknown,
    tell: (outcome: Outcome, error: unknown) => void,
  ): Promise<void> {
    const { outbox } = this.options;
    if (error === closing) {
      await outbox.giveBack(event);
      return tell('given back', error);
    }
    const { attempts = defaultAttempts } = event.hook;
    if (event.attempt >= attempts) {
      await outbox.giveUp(event, error);
      return tell('dead', error);
    }
    const delayMs = delayOf(event.hook, event.attempt);
    await outbox.putOff(event, error, delayMs);
    tell('failed', error);
    if (delayMs < (this.options.pollMs ?? defaultPollMs)) setTimeout(() => this.wake(), delayMs + 1).unref();
  }
}

/** Twice as long each time, and not all at the same moment. */
export function delayOf({ retryAfterMs = defaultRetryMs }: WriteHook, attempt: number): number {
  const most = Math.min(retryAfterMs * 2 ** (attempt - 1), longestRetryMs);
  return most * (0.5 + Math.random() / 2);
}

/** Tells a hook that its time is over, and waits for it no longer. */
function deadline(limitMs: number, ends: AbortController) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`The hook was not done after ${limitMs} ms.`);
      ends.abort(error);
      reject(error);
    }, limitMs);
  });
  return { late, settle: () => clearTimeout(timer) };
}
