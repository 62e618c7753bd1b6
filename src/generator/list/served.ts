/**
 * Whether an index serves what a list asks for, or all of its rows have to be looked at: by the indexes that tables are declared
 * with. Knows plain indexes; others, as of JSON and expressions, are not known of. What it costs is told elsewhere.
 */
import { columnOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { isShownAsStored } from '../blueprint/shown-as-stored.ts';
import { operatorNamed } from '../kinds/kinds.ts';
import { type Condition, necessaryConditions } from './condition.ts';
import type { GroupKey } from './group-keys.ts';
import { type OrderKey, ownColumn } from './ordering.ts';

/** What of a list all of its rows are read for, if anything. */
export type Unserved = 'filter' | 'order' | 'distinct' | undefined;

/** What a list asks for that rows may have to be read for. */
export interface AskedList {
  readonly filter: Condition | undefined;
  readonly order: readonly OrderKey[];
  readonly distinctOn: readonly GroupKey[];
}

/** @param type of whose rows the list has all, or all of a tenant */
export function unserved(type: TypeBlueprint, { filter, order, distinctOn }: AskedList): Unserved {
  const equal = equalColumns(type, filter);
  if (filter && finds(type, equal, filter)) return undefined;
  if (distinctOn.length > 0) return 'distinct';
  if (!isOrdered(type, equal, order)) return 'order';
  return filter && readsAll(type, equal, filter) ? 'filter' : undefined;
}

/** Columns of which all rows of the list have the same value, or one of a few. */
function equalColumns(type: TypeBlueprint, filter: Condition | undefined): ReadonlySet<string> {
  const equal = new Set(type.tenant === undefined ? [] : [type.tenant]);
  for (const part of filter ? necessaryConditions(filter) : [])
    if (part.kind === 'column' && indexUse(type, part) === 'equality') equal.add(part.column);
  return equal;
}

type ColumnCondition = Extract<Condition, { kind: 'column' }>;

function indexUse(type: TypeBlueprint, { column, operator }: ColumnCondition) {
  const asked = columnOf(type, column);
  return isShownAsStored(asked) ? operatorNamed(asked.kind, asked.list, operator).index : undefined;
}

/** Whether an index leads to a column by others that are equal. */
const leadsTo = ({ indexes }: TypeBlueprint, equal: ReadonlySet<string>, column: string): boolean =>
  indexes.some(
    index => index.includes(column) && index.slice(0, index.indexOf(column)).every(key => equal.has(key)),
  );

/** Whether rows are found by an index, of which those that are asked for are a small part: not by a range, which may hold all of them. */
function finds(type: TypeBlueprint, equal: ReadonlySet<string>, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.some(part => finds(type, equal, part));
    case 'any':
      return condition.of.every(part => finds(type, equal, part));
    case 'column':
      // A whole tenant is what the list has anyway.
      return (
        condition.column !== type.tenant &&
        indexUse(type, condition) === 'equality' &&
        leadsTo(type, equal, condition.column)
      );
    default:
      return false;
  }
}

/** Whether rows lie in an index in their order; those that tie in its first key are sorted when they come. */
function isOrdered(type: TypeBlueprint, equal: ReadonlySet<string>, [first]: readonly OrderKey[]): boolean {
  const column = first && ownColumn(first);
  // What is behind relations has a price of its own.
  if (!column) return true;
  const isPlain = isShownAsStored(column) && (!column.nullable || first.nullsFirst === first.descending);
  return isPlain && leadsTo(type, equal, column.key);
}

/** Whether something is asked that no index leads to: rows are read until enough are found, and all where there are none. */
function readsAll(
  type: TypeBlueprint,
  equal: ReadonlySet<string>,
  condition: Condition,
  isNot = false,
): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.some(part => readsAll(type, equal, part, isNot));
    case 'not':
      return readsAll(type, equal, condition.of, true);
    case 'column': {
      const use = indexUse(type, condition);
      if (use === 'inverted' || (condition.column === type.tenant && use)) return false;
      return isNot || use === undefined || !leadsTo(type, equal, condition.column);
    }
    default:
      return false;
  }
}
