/**
 * From the input of a mutation to the units of a write, everything that is wrong with it found at once.
 * Knows where each unit's rows stand in the input; SQL and what the database has against a write are elsewhere.
 */
import { sqlNameOf, type TypeBlueprint, type UniqueKey } from '../blueprint/blueprint.ts';
import { upperFirst } from '../blueprint/names.ts';
import { onceMember, overlapMember, whenCreated, whenUpdated } from '../blueprint/write-names.ts';
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

/** The plan of a mutation that sets a mark of a row. */
export function planMark(parts: SchemaParts, type: TypeBlueprint, mark: string, input: InputRow): WritePlan {
  const plan = planRow(parts, type, 'update', input);
  const moment = { column: sqlNameOf(type, type.write!.marks[mark]!), seconds: 0 };
  const units = plan.units.map(unit => ({ ...unit, moment }));
  return { ...plan, units, once: readOnce(`${mark}${type.name}`, input, InputPlace.argument('input')) };
}

/** The plan of `rotateX`: a new row takes the place of one, which ends after a while. */
export function planRotation(parts: SchemaParts, type: TypeBlueprint, input: InputRow): WritePlan {
  const { ends, longest, rule } = type.write!.issues!.rotates!;
  const place = InputPlace.argument('input');
  const seconds = Number(input[overlapMember]);
  if (seconds < 0 || seconds > longest)
    place.at(overlapMember).refuse(`${overlapMember} must be from 0 to ${longest}, not ${seconds}.`);
  const plan = planRows(parts, { type, operation: 'update' }, [{ input: targetOf(input), place }], place);
  const { values, ...rest } = readColumns(parts, { type, purpose: 'create', only: ends }, input, place);
  const copied = type.write!.columns.filter(({ key }) => key !== ends).map(({ sqlName }) => sqlName);
  const made = newItem(parts, type, { ...rest, values, given: [...rest.given, ...copied] }, place);
  const moment = { column: sqlNameOf(type, ends), seconds };
  const replaces = { unit: 'u0', columns: copied, ends: moment.column };
  return {
    ...plan,
    units: [
      ...plan.units.map(unit => ({ ...unit, moment, rule })),
      { name: 'u1', table: type.table, operation: 'create', items: [made], replaces },
    ],
    once: readOnce(`rotate${type.name}`, input, place),
  };
}

/** Of an input, which row is meant and as of when. */
const targetOf = ({ id, ifUpdatedAt }: InputRow): InputRow => ({ id, ifUpdatedAt });

/** What is sought by a unique key, and made where it is not there. */
interface Upsert {
  readonly key: UniqueKey;
  readonly input: InputRow;
}

/** The plan of `upsertX`: the row with the values of a key is changed, or else made. */
export function planUpsert(parts: SchemaParts, type: TypeBlueprint, { key, input }: Upsert): WritePlan {
  const place = InputPlace.argument('input');
  const columns = type.write!.columns.filter(column => key.columns.includes(column.key));
  for (const { field } of columns)
    if (input[field] == null) place.at(field).refuse(`${field} must be given: it tells which row is meant.`);
  const sought = columns.map(({ sqlName }) => sqlName);
  const changed = new RowPlan(parts);
  changed.addMain({ type, operation: 'update' }, [{ input, place, under: [whenUpdated] }], { sought });
  const main = changed.units[0]!;
  const made = new RowPlan(parts, changed.units.length);
  const rows = [{ input, place, under: [whenCreated] }];
  made.addMain({ type, operation: 'create' }, rows, { unless: main.name });
  return {
    units: [...changed.units, ...made.units],
    clientKeys: [...changed.clientKeys.values(), ...made.clientKeys.values()],
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
