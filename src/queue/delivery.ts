/**
 * Delivers what waits in a queue: takes items, has each tried a few at a time, and says what became of them.
 * Knows times and tries; what is taken when, and by which of several processes, is the queue's to say, and what a try is, its owner's.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** An item that was taken: nobody else takes it before its time is over. */
export interface TakenItem {
  readonly id: string;
  /** Which try this is. */
  readonly attempt: number;
}

/** What waits at a moment. */
export interface QueueState {
  readonly waiting: number;
  readonly dead: number;
  /** The age of the oldest item that is not given up. */
  readonly oldestSeconds: number;
}

/** Where items wait. Nothing is done of what an item's taker says once somebody else has taken it. */
export interface Queue<Item extends TakenItem> {
  take(atMost: number): Promise<Item[]>;
  /** Removes what was delivered. */
  delivered(item: Item): Promise<void>;
  /** Has an item tried again. */
  putOff(item: Item, error: unknown, delayMs: number): Promise<void>;
  /** Gives an item up: it stays, and is not tried again unless somebody wants it. */
  giveUp(item: Item, error: unknown): Promise<void>;
  /** Gives an item back, as if it had not been taken. */
  giveBack(item: Item): Promise<void>;
  state(): Promise<QueueState>;
}

/** The limits of tries. */
export interface Tries {
  readonly timeoutMs: number;
  readonly attempts: number;
  /** Before the second try; twice as long each time. */
  readonly retryAfterMs: number;
  readonly longestRetryMs: number;
}

/** What became of a try. */
export type Outcome = 'delivered' | 'failed' | 'dead' | 'given back';

export interface DeliveryListener<Item> {
  ran(item: Item, outcome: Outcome, milliseconds: number, error?: unknown): void;
  /** The queue did not answer: nothing is lost, and it is asked again. */
  onFailure(error: unknown): void;
}

export interface DeliveryOptions<Item extends TakenItem> {
  readonly queue: Queue<Item>;
  /** Items that are tried at a time. */
  readonly atOnce: number;
  run(item: Item, signal: AbortSignal): Promise<void>;
  triesOf(item: Item): Tries;
  /** Whether no other try can end otherwise. */
  isHopeless?(item: Item, error: unknown): boolean;
  readonly listener: DeliveryListener<Item>;
  /** How often it is looked for what others left, and what is due again. */
  readonly pollMs?: number | undefined;
}

const defaultPollMs = 1_000;
const stateEveryMs = 10_000;
/** How long tries that were told to end may take for it. */
const endPatienceMs = 1_000;

/** Why a try is told to end that has time left. */
const closing = new Error('The process ends: it will be tried again.');

export class Delivery<Item extends TakenItem> {
  /** What waited when it was last counted. */
  state: QueueState = { waiting: 0, dead: 0, oldestSeconds: 0 };
  private readonly options: DeliveryOptions<Item>;
  private readonly running = new Map<
    string,
    { readonly ends: AbortController; readonly over: Promise<void> }
  >();
  private taking: Promise<void> | undefined;
  private isWanted = false;
  private isClosed = false;
  private poll: NodeJS.Timeout | undefined;
  private countedAt = -Infinity;

  constructor(options: DeliveryOptions<Item>) {
    this.options = options;
    this.next();
  }

  /** Looks for items at once: there are new ones. */
  wake(): void {
    this.isWanted = true;
    if (this.taking || this.isClosed) return;
    this.taking = this.takeAll().finally(() => {
      this.taking = undefined;
      if (this.isWanted && this.hasRoom) this.wake();
    });
  }

  /** Takes no more, lets tries finish that run, and gives back what does not in its time. */
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
    const { queue, atOnce, listener } = this.options;
    try {
      while (this.isWanted && this.hasRoom && !this.isClosed) {
        this.isWanted = false;
        const room = atOnce - this.running.size;
        const taken = await queue.take(room);
        for (const item of taken) this.begin(item);
        if (taken.length === room) this.isWanted = true;
      }
      if (performance.now() - this.countedAt > stateEveryMs) {
        this.countedAt = performance.now();
        this.state = await queue.state();
      }
    } catch (error) {
      this.isWanted = false;
      listener.onFailure(error);
    }
  }

  private begin(item: Item): void {
    const ends = new AbortController();
    const over = this.deliver(item, ends)
      .catch((error: unknown) => this.options.listener.onFailure(error))
      .finally(() => {
        this.running.delete(item.id);
        // Another one may have waited for this.
        this.wake();
      });
    this.running.set(item.id, { ends, over });
  }

  private async deliver(item: Item, ends: AbortController): Promise<void> {
    const { queue, run, triesOf, listener } = this.options;
    const startedAt = performance.now();
    const tell = (outcome: Outcome, error?: unknown) =>
      listener.ran(item, outcome, performance.now() - startedAt, error);
    const { late, settle } = deadline(triesOf(item).timeoutMs, ends);
    try {
      await Promise.race([run(item, ends.signal), late]);
    } catch (error) {
      await this.failed(item, ends.signal.reason === closing ? closing : error, tell);
      return;
    } finally {
      settle();
    }
    await queue.delivered(item);
    tell('delivered');
  }

  private async failed(
    item: Item,
    error: unknown,
    tell: (outcome: Outcome, error: unknown) => void,
  ): Promise<void> {
    const { queue, triesOf, isHopeless, pollMs = defaultPollMs } = this.options;
    if (error === closing) {
      await queue.giveBack(item);
      return tell('given back', error);
    }
    const tries = triesOf(item);
    if (item.attempt >= tries.attempts || isHopeless?.(item, error)) {
      await queue.giveUp(item, error);
      return tell('dead', error);
    }
    const delayMs = delayOf(tries, item.attempt);
    await queue.putOff(item, error, delayMs);
    tell('failed', error);
    if (delayMs < pollMs) setTimeout(() => this.wake(), delayMs + 1).unref();
  }
}

/** Twice as long each time, and not all at the same moment. */
export function delayOf(
  { retryAfterMs, longestRetryMs }: Pick<Tries, 'retryAfterMs' | 'longestRetryMs'>,
  attempt: number,
): number {
  const most = Math.min(retryAfterMs * 2 ** (attempt - 1), longestRetryMs);
  return most * (0.5 + Math.random() / 2);
}

/** Tells a try that its time is over, and waits for it no longer. */
function deadline(limitMs: number, ends: AbortController) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`It was not done after ${limitMs} ms.`);
      ends.abort(error);
      reject(error);
    }, limitMs);
  });
  return { late, settle: () => clearTimeout(timer) };
}
