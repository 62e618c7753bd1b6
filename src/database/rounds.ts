/**
 * What is looked at every few milliseconds, by one timer for all of it: deadlines, and how much has come.
 * A timer for each took longer than much else that a short statement needs.
 */

/** How often: what comes in between is what an answer may be too large by, and a deadline may be late by. */
const everyMs = 5;

/** @param now moment of performance.now() */
type Look = (now: number) => void;

const looks = new Set<Look>();
let timer: NodeJS.Timeout | undefined;

/** Looks until `unwatch`. */
export function watch(look: Look): void {
  looks.add(look);
  timer ??= setInterval(goRound, everyMs);
}

export function unwatch(look: Look): void {
  looks.delete(look);
}

function goRound(): void {
  if (looks.size === 0) {
    clearInterval(timer);
    timer = undefined;
    return;
  }
  const now = performance.now();
  for (const look of looks) look(now);
}
