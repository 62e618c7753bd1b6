/**
 * By which way the servers of a suite reach their databases, and clients the servers: straight, unless the suite says otherwise.
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

/** Servers that are asked instead of the one that a suite starts. */
export interface Front {
  readonly origin: string;
  close(): Promise<void>;
}

let front: ((databaseUrl: string) => Promise<Front>) | undefined;

/** For all servers that are started from now on in this suite. */
export function askThrough(start: ((databaseUrl: string) => Promise<Front>) | undefined): void {
  front = start;
}

export const frontOf = async (databaseUrl: string): Promise<Front | undefined> => front?.(databaseUrl);
