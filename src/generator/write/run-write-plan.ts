/**
 * Runs the plan of a write, and tells what became of it.
 * Knows outcomes; what a mutation takes and shows is elsewhere.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { RowKey } from '../blueprint/row-key.ts';
import { onceMember } from '../blueprint/write-names.ts';
import type { ReadContext, Row, WriteSubject } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { fragment } from '../sql/fragment.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import { rememberedSql } from './compile-once.ts';
import { compileWrite } from './compile-write.ts';
import { checkRows, checkValues } from './run-checks.ts';
import { type KnownRefusals, tellAll } from './tell-all.ts';
import { inputErrors, toError } from './write-errors.ts';
import type { WritePlan } from './write-plan.ts';
import {
  keyMember,
  type LeftBehind,
  type Once,
  type Remembered,
  type WriteFault,
  type WriteOperation,
  type WriteOutcome,
  type WriteUnit,
} from './write-units.ts';

/** The client's own key of a new row, with the row's type and key. */
export interface ClientKey {
  readonly clientKey: string;
  readonly type: TypeBlueprint;
  readonly key: RowKey;
}

/** What a mutation resolves to. */
export interface Written {
  /** The key of the row that the payload shows; null for none. */
  readonly key: RowKey | null;
  /** The row as the statement wrote it, or found it to be so already, by SQL column name; null for none. */
  readonly row: Row | null;
  /** The row was removed for good. */
  readonly gone: boolean;
  /** The row was removed, or marked as deleted. */
  readonly deleted: boolean;
  /** The keys of all rows that a write of many wrote: of new ones in the order of the input. */
  readonly keys: readonly RowKey[];
  readonly count: number;
  readonly clientKeys: readonly ClientKey[];
  /** Whether the row that the payload shows is new. */
  readonly created: boolean;
  /** What was issued with new rows, in the order of the input: told by the write itself alone, and never again. */
  readonly secrets: readonly string[];
  /** What leads to the rows that removed ones belonged to. */
  readonly leftBehind: LeftBehind | null;
  readonly userErrors: readonly UserError[];
}

/** How descriptions say what an operation does. */
export const verbs: Record<WriteOperation, string> = {
  create: 'Makes',
  update: 'Changes',
  delete: 'Deletes',
  restore: 'Brings back',
};

/** How often a row is sought that others make and remove meanwhile. */
const upsertAttempts = 3;

/** What nothing came of. */
const nothing = {
  key: null,
  row: null,
  gone: false,
  deleted: false,
  keys: [],
  count: 0,
  clientKeys: [],
  created: false,
  secrets: [],
  leftBehind: null,
};

/** Does a write; where the client sent a key with it, once. */
export async function write(
  parts: SchemaParts,
  plan: WritePlan,
  context: ReadContext,
  attempt = 1,
): Promise<Written> {
  context.assertSignedIn();
  const { blueprint } = parts;
  const main = plan.units[0]!;
  const refused = async (known: KnownRefusals): Promise<Written> => {
    // What stands against it may be what it did before.
    const remembered = plan.once && (await rememberedOf(blueprint, plan.once, context));
    if (remembered) return recalled(blueprint, plan, remembered);
    const { userErrors, isLost } = await tellAll(parts, plan, known, context);
    // Who lost an update gets the row as it is now, to decide again.
    return { ...nothing, key: isLost ? main.items[0]!.key : null, userErrors };
  };
  const wrong = [...inputErrors(plan.faults), ...checkValues(parts, plan.units)];
  if (wrong.length > 0) return refused({ errors: wrong });
  const checked = await checkRows(parts, plan.units, context);
  if (checked.faults.length > 0 || checked.errors.length > 0) return refused(checked);
  const { writes } = context;
  const { expressions, select, leavesEvents } = compileWrite(blueprint, plan.units, writes, plan.once);
  const result = await writes.run(toDrizzle(expressions), toDrizzle(select), subjectOf(blueprint, main));
  if ('refused' in result) return refused({ faults: [refusedBy(main)] });
  if ('violation' in result) {
    // Somebody else may have made the row after it was sought: then it is there to be changed.
    const isSought = plan.units.some(({ sought, parent }) => sought ?? parent?.pointing);
    const isMet = isSought && result.violation.kind === 'unique';
    if (isMet && attempt < upsertAttempts) return write(parts, plan, context, attempt + 1);
    return refused({ violation: result.violation });
  }
  const { faults, rows, unchanged, leftBehind = null, remembered } = result.row as unknown as WriteOutcome;
  if (remembered) return recalled(blueprint, plan, remembered);
  if (faults.length > 0) return refused({ faults });
  for (const unit of plan.units) context.writes.wrote(subjectOf(blueprint, unit), rows[unit.name]!.length);
  if (leavesEvents) context.writes.leftEvents();
  const shown = shownOf(plan, rows);
  const done = rows[shown.name]!;
  const same = shown === main ? unchanged : null;
  return {
    key: isMany(main) ? null : same ? keyIn(same) : writtenKey(shown, 0, rows),
    row: isMany(main) ? null : (done[0] ?? same),
    gone: isRemoved(blueprint, main),
    deleted: main.operation === 'delete',
    keys: isMany(main) ? done.map(row => keyIn(row)) : [],
    count: done.length,
    clientKeys: keysWrittenWith(plan, shown).map(({ clientKey, unit, item }) => {
      return { clientKey, type: typeOf(blueprint, unit.table), key: writtenKey(unit, item, rows) };
    }),
    created: shown.operation === 'create',
    secrets: shown.items.flatMap(({ secret }) => secret ?? []),
    leftBehind,
    userErrors: [],
  };
}

const rememberedOf = (blueprint: Blueprint, once: Once, { reads }: ReadContext): Promise<Remembered | null> =>
  reads.value(toDrizzle(fragment`(${rememberedSql(blueprint, once)})`));

/** What a write did when it was sent before; or that its key stands for another. */
function recalled(
  blueprint: Blueprint,
  plan: WritePlan,
  { request, outcome, leftBehind = null }: Remembered,
): Written {
  const { units, once } = plan;
  if (request !== once?.request) {
    const message = `${onceMember} stands for another write already: send a new one with each.`;
    return { ...nothing, userErrors: [toError('CONFLICT', message, ['input', onceMember])] };
  }
  const main = units[0]!;
  const shown = shownOf(plan, outcome);
  const keyOf = ({ name, items, operation, sought }: WriteUnit, item: number): RowKey =>
    operation === 'create' || sought ? outcome[name]![item]! : items[item]!.key;
  return {
    key: isMany(main) ? null : keyOf(shown, 0),
    row: null,
    gone: isRemoved(blueprint, main),
    deleted: main.operation === 'delete',
    keys: isMany(main) ? outcome[main.name]! : [],
    count: outcome[main.name]!.length,
    clientKeys: keysWrittenWith(plan, shown).map(({ clientKey, unit, item }) => {
      return { clientKey, type: typeOf(blueprint, unit.table), key: keyOf(unit, item) };
    }),
    created: shown.operation === 'create',
    secrets: [],
    leftBehind,
    userErrors: [],
  };
}

/** The unit whose row the payload shows: where a row is made if none is found, or in the place of one, that one if it was. */
function shownOf({ units }: WritePlan, rows: Readonly<Record<string, readonly unknown[]>>): WriteUnit {
  const main = units[0]!;
  const made = units.find(({ unless, replaces }) => (unless ?? replaces?.unit) === main.name);
  return made && rows[made.name]!.length > 0 ? made : main;
}

/** The client's keys of rows that were written with those of a unit. */
function keysWrittenWith({ units, clientKeys }: WritePlan, shown: WriteUnit): WritePlan['clientKeys'] {
  const mainOf = (unit: WriteUnit): WriteUnit => {
    const parent = units.find(({ name }) => name === unit.parent?.unit);
    return parent ? mainOf(parent) : unit;
  };
  return clientKeys.filter(({ unit }) => mainOf(unit) === shown);
}

/** Whether the payload tells ids of rows in place of a row. */
const isMany = ({ bulk, many }: WriteUnit): boolean => bulk !== undefined || many === true;

const isRemoved = (blueprint: Blueprint, { operation, table }: WriteUnit): boolean =>
  operation === 'delete' && !typeOf(blueprint, table).softDelete;

/** What a policy of the database says: that the write may not be, and not of which row. */
const refusedBy = ({ name }: WriteUnit): WriteFault => ({
  unit: name,
  item: null,
  code: 'FORBIDDEN',
  column: null,
  reference: null,
});

/** What a unit is in SQL, where deleting and bringing back may be a change of the row. */
function subjectOf(blueprint: Blueprint, { table, operation }: WriteUnit): WriteSubject {
  const { sql, softDelete } = typeOf(blueprint, table);
  if (operation === 'create') return { operation: 'insert', table: sql.name };
  const removes = operation === 'delete' && !softDelete;
  return { operation: removes ? 'delete' : 'update', table: sql.name };
}

/** The key of a row after the write: known before, or told by the row. */
function writtenKey({ name, items }: WriteUnit, item: number, rows: WriteOutcome['rows']): RowKey {
  const { key } = items[item]!;
  return key.length > 0 ? key : keyIn(rows[name]![item]!);
}

const keyIn = (row: Row): RowKey => row[keyMember] as RowKey;
