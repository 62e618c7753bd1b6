/**
 * Runs the plan of a write, and tells what became of it.
 * Knows outcomes; what a mutation takes and shows is elsewhere.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { RowKey } from '../blueprint/row-key.ts';
import type { ReadContext, Row, WriteSubject } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import { compileWrite } from './compile-write.ts';
import { checkRows, checkValues } from './run-checks.ts';
import { type KnownRefusals, tellAll } from './tell-all.ts';
import { inputErrors } from './write-errors.ts';
import type { WritePlan } from './write-plan.ts';
import {
  keyMember,
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
  /** The keys of all rows that a write of many wrote, in no order. */
  readonly keys: readonly RowKey[];
  readonly count: number;
  readonly clientKeys: readonly ClientKey[];
  readonly userErrors: readonly UserError[];
}

/** How descriptions say what an operation does. */
export const verbs: Record<WriteOperation, string> = {
  create: 'Makes',
  update: 'Changes',
  delete: 'Deletes',
  restore: 'Brings back',
};

/** What nothing came of. */
const nothing = { key: null, row: null, gone: false, keys: [], count: 0, clientKeys: [] };

export async function write(parts: SchemaParts, plan: WritePlan, context: ReadContext): Promise<Written> {
  context.assertSignedIn();
  const { blueprint } = parts;
  const main = plan.units[0]!;
  const refused = async (known: KnownRefusals) => {
    const { userErrors, isLost } = await tellAll(parts, plan, known, context);
    // Who lost an update gets the row as it is now, to decide again.
    return { ...nothing, key: isLost ? main.items[0]!.key : null, userErrors };
  };
  const wrong = [...inputErrors(plan.faults), ...checkValues(parts, plan.units)];
  if (wrong.length > 0) return refused({ errors: wrong });
  const checked = await checkRows(parts, plan.units, context);
  if (checked.faults.length > 0 || checked.errors.length > 0) return refused(checked);
  const { expressions, select, leavesEvents } = compileWrite(blueprint, plan.units, context.writes);
  const subject = subjectOf(blueprint, main);
  const result = await context.writes.run(toDrizzle(expressions), toDrizzle(select), subject);
  if ('refused' in result) return refused({ faults: [refusedBy(main)] });
  if ('violation' in result) return refused({ violation: result.violation });
  const { faults, rows, unchanged } = result.row as unknown as WriteOutcome;
  if (faults.length > 0) return refused({ faults });
  for (const unit of plan.units) context.writes.wrote(subjectOf(blueprint, unit), rows[unit.name]!.length);
  if (leavesEvents) context.writes.leftEvents();
  const done = rows[main.name]!;
  return {
    key: main.bulk ? null : writtenKey(main, 0, rows),
    row: done[0] ?? unchanged,
    gone: main.operation === 'delete' && !typeOf(blueprint, main.table).softDelete,
    keys: main.bulk ? done.map(row => keyIn(row)) : [],
    count: done.length,
    clientKeys: plan.clientKeys.map(({ clientKey, unit, item }) => {
      return { clientKey, type: typeOf(blueprint, unit.table), key: writtenKey(unit, item, rows) };
    }),
    userErrors: [],
  };
}

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
