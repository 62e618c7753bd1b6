/**
 * What a row was, by what it is and the events since: the latest undone first, each held to what it says it left behind.
 * Pure: texts of JSON in, texts of JSON out.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { keptColumns } from '../blueprint/kept-columns.ts';
import type { KeptEvent, KeptRow } from './compile-kept.ts';

type Fields = KeptRow['fields'];

/** What a row was: its fields, or null where there was none; and what cannot be told of it. */
export interface Undone {
  readonly fields: Fields | null;
  /** The fields of which the trail does not tell; without a name, whether there was a row. */
  readonly untold: readonly string[];
}

/** @param now null where there is no row that the viewer sees */
export function undo(type: TypeBlueprint, now: Fields | null, events: readonly KeptEvent[]): Undone {
  const kept = keptColumns(type);
  const names = kept.map(({ field }) => field);
  const withheld = (type.write?.columns ?? []).filter(({ key }) => !kept.some(each => each.key === key));
  const untold = new Set<string>();
  let fields = now;
  for (const { action, changes } of events) {
    const isRemoval = action === 'delete' && !type.softDelete;
    if ((fields === null) !== isRemoval) return { fields, untold: [''] };
    if (action === 'create') {
      fields = null;
      continue;
    }
    const before = Object.fromEntries(Object.entries(changes).map(([field, [was]]) => [field, was]));
    if (isRemoval) {
      fields = Object.fromEntries(names.map(field => [field, before[field] ?? 'null']));
      continue;
    }
    for (const [field, [, became]] of Object.entries(changes))
      if (fields?.[field] !== became) untold.add(field);
    // Whether these changed with it, was not kept.
    for (const { field } of withheld) untold.add(field);
    fields = { ...fields, ...before };
  }
  return { fields, untold: [...untold] };
}
