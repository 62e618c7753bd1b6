/**
 * By which way the servers of a suite reach their databases: straight, unless the suite says otherwise.
 * Knows the way only; what stands in it is known where it is started.
 */
export interface Way {
  urlOf(databaseUrl: string): string;
  /** Named prepared statements. */
  readonly prepare: boolean;
}

let way: Way = { urlOf: url => url, prepare: true };

/** For all servers that are started from now on in this suite. */
export function connectThrough(other: Way): void {
  way = other;
}

export const connectionTo = (databaseUrl: string): { url: string; prepare: boolean } => ({
  url: way.urlOf(databaseUrl),
  prepare: way.prepare,
});
