/**
 * Random writes, one after the other, each compared with what a model says of it: a failure names its seed and command.
 * Refuses to know what is written, and how a model finds out.
 */

/** What came of commands, and how often. */
export class Outcomes {
  private readonly counts = new Map<string, number>();

  count(outcome: string): void {
    this.counts.set(outcome, this.of(outcome) + 1);
  }
  of(outcome: string): number {
    return this.counts.get(outcome) ?? 0;
  }
  get all(): string[] {
    return [...this.counts.keys()];
  }
}

export interface Sequence<Command> {
  readonly seed: number;
  readonly length: number;
  next(): Command | Promise<Command>;
  /** Does a command in both, and compares. @throws where they differ */
  step(command: Command, isLast: boolean): Promise<void>;
}

export async function runSequence<Command>({ seed, length, next, step }: Sequence<Command>): Promise<void> {
  for (let i = 0; i < length; i++) {
    const command = await next();
    try {
      await step(command, i === length - 1);
    } catch (error) {
      const { message } = error as Error;
      (error as Error).message = `seed ${seed}, command ${i}: ${JSON.stringify(command)}\n${message}`;
      throw error;
    }
  }
}
