/**
 * From the input of a mutation to the units of a write, everything that is wrong with it found at once.
 * Knows where each unit's rows stand in the input; SQL and what the database has against a write are elsewhere.
 */
import type { TypeBlueprint, UniqueKey } from '../blueprint/blueprint.ts';
import { upperFirst } from '../blueprint/names.ts';
import { onceMember } from '../blueprint/write-names.ts';
import type { Condition } from '../list/condition.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { filledByCode } from './filled-values.ts';
import { InputPlace } from './input-place.ts';
import { readOnce } from './once.ts';
import { type PlannedKey, RowPlan } from './plan-rows.ts';
import { type Change, newItem, type PlacedRow } from './read-rows.ts';
import { type GivenValues, type InputRow, readColumns } from './write-inputs.ts';
import { maxBulk } from './write-limits.ts';
import type { Once, WriteOperation, WriteUnit } from './write-units.ts';

export interface WritePlan {
  readonly units: readonly WriteUnit[];
  readonly clientKeys: readonly PlannedKey[];
  readonly faults: readonly ShapeIssue[];
  /** Where the client sent a key with it. */
  readonly once?: Once | undefined;
}

/** The plan of `createX`, `updateX`, `deleteX` and `restoreX`: one row, and the rows that are written with it. */
export function planRow(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
): WritePlan {
  const place = InputPlace.argument('input');
  const plan = planRows(parts, { type, operation }, [{ input, place }], place);
  return { ...plan, once: readOnce(`${operation}${type.name}`, input, place) };
}

/** What is sought by a unique key, and made where it is not there. */
interface Upsert {
  readonly key: UniqueKey;
  readonly input: InputRow;
}

/** The plan of `upsertX`: the row with the values of a key is changed, or else made. */
export function planUpsert(parts: SchemaParts, type: TypeBlueprint, { key, input }: Upsert): WritePlan {
  const place = InputPlace.argument('input');
  const made = newItem(parts, type, readColumns(parts, { type, purpose: 'create' }, input, place), place);
  const columns = type.write!.columns.filter(column => key.columns.includes(column.key));
  for (const { field } of columns)
    if (input[field] == null) place.at(field).refuse(`${field} must be given: it tells which row is meant.`);
  const sought = columns.map(({ sqlName }) => sqlName);
  const changed = readColumns(parts, { type, purpose: 'update' }, input, InputPlace.argument('input'));
  const told = Object.fromEntries(sought.map(sqlName => [sqlName, made.values[sqlName]]));
  const values = { ...filledByCode(parts, type, 'update'), ...changed.values, ...told };
  const given = changed.given.filter(sqlName => !sought.includes(sqlName));
  const { table } = type;
  return {
    units: [
      {
        name: 'u0',
        table,
        operation: 'update',
        sought,
        items: [{ ...changed, given, values, key: [], path: place.path }],
      },
      { name: 'u1', table, operation: 'create', unless: 'u0', items: [made] },
    ],
    clientKeys: [],
    faults: place.faults,
    once: readOnce(`upsert${type.name}`, input, place),
  };
}

/** What `createXs` takes. */
export interface ManyInput extends InputRow {
  readonly rows: readonly InputRow[];
}

/** The plan of `createXs`: new rows, each with those that belong to it. */
export function planMany(parts: SchemaParts, type: TypeBlueprint, input: ManyInput): WritePlan {
  const inputs = input.rows;
  const place = InputPlace.argument('input');
  const at = place.at('rows');
  if (inputs.length < 1 || inputs.length > maxBulk)
    at.refuse(`rows must be 1 to ${maxBulk}, not ${inputs.length}.`);
  const rows = inputs.slice(0, maxBulk).map((row, i) => ({ input: row, place: at.at(i) }));
  for (const { input: row, place: own } of rows)
    if (row[onceMember] != null)
      own.at(onceMember).refuse(`${onceMember} is the whole mutation's: give it beside rows.`);
  const { units, ...plan } = planRows(parts, { type, operation: 'create' }, rows, place);
  return {
    ...plan,
    units: units.map((unit, i) => (i === 0 ? { ...unit, many: true } : unit)),
    once: readOnce(`create${upperFirst(type.plural)}`, input, place),
  };
}

function planRows(
  parts: SchemaParts,
  change: Change,
  rows: readonly PlacedRow[],
  { faults }: InputPlace,
): WritePlan {
  const plan = new RowPlan(parts);
  plan.addMain(change, rows);
  return { units: plan.units, clientKeys: [...plan.clientKeys.values()], faults };
}

/** What a bulk mutation was given, as it was understood. */
interface BulkChange {
  readonly type: TypeBlueprint;
  readonly operation: 'update' | 'delete';
  readonly condition: Condition | undefined;
  readonly atMost: number;
  readonly changes: InputRow;
}

/** The plan of `updateXs` and `deleteXs`: all visible rows that meet a condition. */
export function planBulk(parts: SchemaParts, bulk: BulkChange, place: InputPlace): WritePlan {
  const { type, operation, condition, atMost, changes } = bulk;
  const given =
    operation === 'update'
      ? readColumns(parts, { type, purpose: operation }, changes, place.at('set'))
      : nothingGiven;
  const values = { ...filledByCode(parts, type, 'update'), ...given.values };
  const items = [{ ...given, values, key: [], path: place.path }];
  return {
    units: [{ name: 'u0', table: type.table, operation, items, bulk: { condition, atMost } }],
    clientKeys: [],
    faults: place.faults,
  };
}

const nothingGiven: GivenValues = { values: {}, given: [], references: [] };
