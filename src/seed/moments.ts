/**
 * Points in time relative to a given now.
 * Knows no clock: what now is comes in as an argument.
 */
const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The moment so many days before now, and so many minutes later than that; never after now, so that no row
 * claims to come from the future.
 */
export function daysBefore(now: Date, days: number, minutes = 0): Date {
  return new Date(Math.min(now.getTime(), now.getTime() - days * day + minutes * minute));
}

export function daysAfter(now: Date, days: number): Date {
  return new Date(now.getTime() + days * day);
}

/** The calendar date, in UTC. */
export function isoDate(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
