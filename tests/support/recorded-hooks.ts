/**
 * Hooks that take note of what they are told, on any number of connected APIs of one database.
 * Knows how to wait for what is to come; what is written is each test's own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectedApi, type ConnectOptions, connectApi, type WriteEvent } from 'insightgraph';
import type { TestDatabase } from './database.ts';
import { type HookExtension, hookApi } from './hook-tables.ts';
import { connectionOf } from './hook-world.ts';
import { patienceMs } from './scale.ts';

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await isSo()); await sleep(5))
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
}

export type AnyEvent = WriteEvent<Readonly<Record<string, unknown>>>;

const everyKind = ['created', 'updated', 'deleted', 'restored'] as const;

/** Has every write of albums and tracks noted in a list. */
export const recording = (events: AnyEvent[]) => (extension: HookExtension) => {
  const run = (event: AnyEvent) => void events.push(event);
  extension.addWriteHook({ name: 'albums', table: 'album', on: everyKind, run });
  extension.addWriteHook({ name: 'tracks', table: 'track', on: ['created', 'updated', 'deleted'], run });
};

/** Connects an API with hooks of its own, as a process would. */
export const connectWith = (
  database: TestDatabase,
  extend: (extension: HookExtension) => void,
  options: Partial<ConnectOptions> = {},
): Promise<ConnectedApi> => connectApi({ api: hookApi(extend), ...connectionOf(database), ...options });
