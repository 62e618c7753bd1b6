/**
 * What has to hold after any fault: nothing acknowledged is lost, nothing is torn, nobody waits for long or is told too much.
 * Knows receipts and moments; refuses to know what the fault was.
 */
import { expect } from 'vitest';
import type { Load, Receipt } from './fault-load.ts';
import type { FaultServer } from './fault-server.ts';
import { judge } from './fault-verdict.ts';

/** How soon the service has to be back. */
export const recoveryMs = 2_000;

/** What may be told of a database that is not there, or does not answer; nothing else may. */
const words = {
  UNAVAILABLE: /^The database (cannot be reached|went away|takes no writes) [^\n]*$/,
  TIMEOUT: /^The (request|write) took too long[^\n]*$/,
};

/**
 * What the machine, with other things to do, adds to a time: as long as the slowest request took before the first fault,
 * and as long as the process needed at worst for an answer without a database, each twice.
 */
export const added = (load: Load, firstFault: number): number =>
  2 * (load.slowestMs(firstFault) + load.slowestBareMs());

export const failed = (load: Load): Receipt[] => load.receipts.filter(receipt => receipt.outcome !== 'ok');

export interface Limits {
  readonly longestMs: number;
  readonly longestFailureMs: number;
  readonly codes: readonly string[];
  /** What the machine adds to both times. */
  readonly addedMs: number;
}

/** Holds everything that must be so after any fault. @param adminUrl of the database that was hurt */
export async function expectWhole(
  adminUrl: string,
  { isAlive, complaints }: FaultServer,
  load: Load,
  limits: Limits,
): Promise<void> {
  const verdict = await judge(adminUrl, load);
  expect({ lost: verdict.lost, torn: verdict.torn }).toEqual({ lost: [], torn: [] });
  expect(isAlive()).toBe(true);
  expect(complaints()).toBe('');
  const outcomes = [...new Set(load.receipts.map(receipt => receipt.outcome))];
  expect(outcomes.filter(outcome => outcome !== 'ok' && !limits.codes.includes(outcome))).toEqual([]);
  report(load, verdict.doneUnacknowledged, limits.addedMs);
  const longest = (receipts: readonly Receipt[]) => Math.max(0, ...receipts.map(receipt => receipt.ms));
  expect(longest(load.receipts)).toBeLessThan(limits.longestMs + limits.addedMs);
  expect(longest(failed(load))).toBeLessThan(limits.longestFailureMs + limits.addedMs);
  for (const { outcome, message } of failed(load)) {
    expect(message).toMatch(words[outcome as keyof typeof words]);
    expect(message).not.toMatch(/postgres|CONN|socket|write C|\d/);
  }
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Failures that were not under way in a downtime, nor began while the service may have been recovering from it. */
export const unexcused = (load: Load, downtimes: readonly Span[], addedMs: number): Receipt[] =>
  failed(load).filter(({ startedAt, ms }) =>
    downtimes.every(({ from, to }) => startedAt + ms < from || startedAt > to + recoveryMs + addedMs),
  );

/** Milliseconds from a moment to the first write after it that was acknowledged. */
export const recovery = (load: Load, from: number): number =>
  Math.min(
    ...load.receipts
      .filter(({ kind, outcome, startedAt }) => kind !== 'read' && outcome === 'ok' && startedAt > from)
      .map(({ startedAt, ms }) => startedAt + ms - from),
  );

function report(load: Load, doneUnacknowledged: number, addedMs: number): void {
  const times = load.receipts.map(receipt => receipt.ms).sort((a, b) => a - b);
  const codes: Record<string, number> = {};
  for (const { kind, outcome } of load.receipts) {
    const key = `${kind} ${outcome}`;
    codes[key] = (codes[key] ?? 0) + 1;
  }
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)]!);
  const slowestFailure = Math.round(Math.max(0, ...failed(load).map(receipt => receipt.ms)));
  console.info(
    `${times.length} requests ${JSON.stringify(codes)}; ms: median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}, ` +
      `longest failure ${slowestFailure}, longest without database ${Math.round(load.slowestBareMs())}, added by the machine ${Math.round(addedMs)}; done though not acknowledged: ${doneUnacknowledged}`,
  );
}
