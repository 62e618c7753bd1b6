/**
 * Closes what a process opened, in reverse, whatever fails on the way.
 * A step that fails, or does not end in its time, keeps no other from its turn: the last one stops PostgreSQL.
 */

export interface ClosingStep {
  /** What is closed, as a person would call it. */
  readonly name: string;
  /** Milliseconds after which the next step no longer waits for this one. */
  readonly patienceMs: number;
  close(): Promise<void>;
}

export class Closing {
  private readonly steps: ClosingStep[] = [];

  /** Has something closed before all that was added earlier. */
  add(step: ClosingStep): void {
    this.steps.push(step);
  }

  /** Closes everything, once. @throws AggregateError with an error for each step that failed, its reason as the cause */
  async close(): Promise<void> {
    const failures: Error[] = [];
    for (const step of this.steps.splice(0).reverse()) {
      try {
        await inTime(step);
      } catch (cause) {
        failures.push(new Error(`${step.name} could not be closed.`, { cause }));
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, failures.map(failure => failure.message).join(' '));
    }
  }
}

async function inTime(step: ClosingStep): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const { patienceMs } = step;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It was not done after ${patienceMs} ms.`)), patienceMs);
  });
  try {
    await Promise.race([step.close(), late]);
  } finally {
    clearTimeout(timer);
  }
}
