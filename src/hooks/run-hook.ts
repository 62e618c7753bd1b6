/**
 * Runs the hook of an event: with the row as Drizzle reads it, and what hooks work with.
 * Knows where each part comes from; what becomes of a try is the delivery's.
 */
import { type Blueprint, typeOf } from '../generator/blueprint/blueprint.ts';
import type { HookTools } from '../generator/hooks/write-hook.ts';
import { encodeGlobalId } from '../generator/types/global-id.ts';
import type { Outbox, TakenEvent } from './outbox.ts';

export interface HookRuns {
  readonly outbox: Outbox;
  readonly blueprint: Blueprint;
  /** All but the signal, which is each try's own. */
  readonly tools: Omit<HookTools, 'signal'>;
}

export const runHook =
  ({ outbox, blueprint, tools }: HookRuns) =>
  async ({ hook, rowKey, ...told }: TakenEvent, signal: AbortSignal): Promise<void> => {
    const rowId = encodeGlobalId(typeOf(blueprint, told.table).name, rowKey);
    const row = await outbox.rowOf(told);
    await hook.run({ ...told, rowId, row }, { ...tools, signal });
  };
