/**
 * Work of which only so much is done at once; the rest waits in its order, and not for ever.
 * Knows how many and how long; refuses to know what the work is.
 */
export interface QueueOptions {
  /** Pieces of work at once. */
  readonly atOnce: number;
  /** Pieces of work that may wait. */
  readonly waiting: number;
  /** How long each of them may. */
  readonly patienceMs: number;
  /** What is told to those who cannot wait, or waited too long. */
  refusal(): Error;
}

export class WorkQueue {
  private readonly options: QueueOptions;
  /** What each that waits is called with, in the order of their coming. */
  private readonly waiting = new Set<() => void>();
  private running = 0;

  constructor(options: QueueOptions) {
    this.options = options;
  }

  /** Does the work as soon as there is room. @throws the refusal where there is none in time; nothing was done then */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.options.atOnce) await this.turn();
    else this.running++;
    try {
      return await work();
    } finally {
      const [next] = this.waiting;
      // Whose turn it is takes the place over.
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    const { waiting, patienceMs, refusal } = this.options;
    if (this.waiting.size >= waiting) return Promise.reject(refusal());
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        this.waiting.delete(start);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(start);
        reject(refusal());
      }, patienceMs);
      this.waiting.add(start);
    });
  }
}
