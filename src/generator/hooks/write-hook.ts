/**
 * Hooks after writes: declared once for a table and kinds of writes, and run for each row after the commit, whatever door it was written by.
 * Knows what a hook is told and given; when and where hooks run is not known here.
 */
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { HookBlueprint } from '../blueprint/hook-blueprint.ts';
import type { WriteKind } from '../blueprint/shared-parts.ts';
import type { Written } from '../write/own-write.ts';

/** A row that was written. */
export interface WriteEvent<Row> {
  /** The same at each try: whoever must do a thing once only, takes note of it under this id. */
  readonly id: string;
  /** The registry key of the table. */
  readonly table: string;
  readonly kind: WriteKind;
  /** The global id of the row. */
  readonly rowId: string;
  /** The whole row as it was written, hidden columns too, as Drizzle reads it; of a deleted one as it was. */
  readonly row: Row;
  /** Whose credentials it was written with; null for nobody's, and where viewers have no `account`. */
  readonly account: string | null;
  /** Of the request that wrote it, as log and trail have it. */
  readonly requestId: string;
  readonly writtenAt: Date;
  /** From 1 on. */
  readonly attempt: number;
}

/**
 * On whose behalf something is written: whoever has these credentials, or has an account, where the application says how it is found.
 * Nobody is above the rules: `anonymous` is who brings nothing, and may what such a one may.
 */
export type OnBehalf = { readonly authorization: string } | { readonly account: string } | 'anonymous';

/**
 * Writes by a generated mutation, with its rules, references, checks, trail and hooks.
 * @param selection what is asked of its payload, beside `userErrors`: "dashboard { id }"
 * @throws what the mutation fails with, where it is nothing that its input could mend
 */
export type WriteOnBehalf = (
  who: OnBehalf,
  mutation: string,
  input: object,
  selection?: string,
) => Promise<Written>;

/** What a hook works with. */
export interface HookTools {
  /** Aborted when the time of the hook is over, or the process ends: what goes on nevertheless, is not waited for. */
  readonly signal: AbortSignal;
  /** On connections that no request waits for. */
  readonly database: PostgresJsDatabase;
  readonly write: WriteOnBehalf;
}

export interface WriteHook<TableKey extends string = string, Row = Readonly<Record<string, unknown>>> {
  /** Names it in the outbox, the log and the metrics. Under another name, it does not find what was left for it. */
  readonly name: string;
  /** The registry key of the table. */
  readonly table: TableKey;
  readonly on: readonly WriteKind[];
  /** Milliseconds that a try may take; 30,000 where it does not tell. */
  readonly timeoutMs?: number;
  /** How often it is tried until the event is given up; 15 where it does not tell, which takes about an hour. */
  readonly attempts?: number;
  /** Milliseconds until the second try, at most; doubled for each further one up to ten minutes. 1,000 where it does not tell. */
  readonly retryAfterMs?: number;
  /** Done at least once for each event, the events of a row one after the other. It failed where it throws. */
  run(event: WriteEvent<Row>, tools: HookTools): Promise<void> | void;
}

/** The hooks by name. */
export type WriteHooks = ReadonlyMap<string, WriteHook>;

/** What is so of a hook as data. */
export const hookBlueprint = ({ name, table, on }: WriteHook): HookBlueprint => ({ name, table, on });
