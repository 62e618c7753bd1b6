/**
 * Makes the hand-written checks of a write: of values at once, of rows where nothing else stands against the write.
 * Knows where a row's faults stand in the input; what is checked is the checks' own.
 */
import { columnOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { Path } from '../format-path.ts';
import type { ReadContext, Row } from '../request.ts';
import { inputPath } from '../shapes/shape-input.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import { type AskedColumns, compileInspection } from './compile-inspection.ts';
import type { CheckedRow, CheckFault, RowCheck, ValueCheck, WriteCheck } from './write-check.ts';
import { toError } from './write-errors.ts';
import {
  type BrokenConstraint,
  idPath,
  valuesPath,
  type WriteFault,
  type WriteItem,
  type WriteUnit,
} from './write-units.ts';

type Parts = Pick<SchemaParts, 'blueprint' | 'checks'>;

/** What checks have against the values of units, each by itself. */
export function checkValues(parts: Parts, units: readonly WriteUnit[]): UserError[] {
  return units.flatMap(unit => {
    const type = typeOf(parts.blueprint, unit.table);
    const checks = parts.checks.filter((check): check is ValueCheck => check.kind === 'values');
    return checks.flatMap(check =>
      unit.items
        .filter(item => isAbout(check, type, unit, item))
        .flatMap(item =>
          check.check(givenValues(type, item)).map(fault => checkError(parts, unit, item, fault)),
        ),
    );
  });
}

/** What stands against rows: of the write itself, and of checks. */
export interface Refusals {
  readonly faults: readonly WriteFault[];
  readonly errors: readonly UserError[];
}

const nothing: Refusals = { faults: [], errors: [] };

/** A check that is made of rows of a unit. */
interface Due {
  readonly unit: WriteUnit;
  readonly check: RowCheck;
}

/** Looks at the rows of a write where a check has to know them; without one, no statement is spent. */
export async function checkRows(
  parts: Parts,
  units: readonly WriteUnit[],
  context: ReadContext,
): Promise<Refusals> {
  if (dueOf(parts, units).length === 0) return nothing;
  return inspectWrite(parts, units, context, { constraints: false, isSound: () => true });
}

/** What a look at a write tells that is not made. */
export interface Findings extends Refusals {
  readonly broken: readonly BrokenConstraint[];
}

interface InspectWriteOptions {
  /** Whether rows are held to the constraints of their tables as well. */
  readonly constraints: boolean;
  /** Whether what is known of a row is enough for checks that are about these columns. */
  isSound(unit: WriteUnit, item: WriteItem, columns: readonly string[]): boolean;
}

/** What the database has against a write, and checks against the rows that it has nothing against. */
export async function inspectWrite(
  parts: Parts,
  units: readonly WriteUnit[],
  context: ReadContext,
  { constraints, isSound }: InspectWriteOptions,
): Promise<Findings> {
  const due = dueOf(parts, units);
  const expression = compileInspection(parts.blueprint, units, { asked: askedBy(due), constraints });
  const told = await context.reads.value<Inspection>(toDrizzle(expression), units[0]?.table);
  const { faults, broken, rows } = told;
  const errors = await Promise.all(
    due.map(each => {
      const columns = [...each.check.columns, ...each.check.reads];
      const sound = rows[each.unit.name]!.filter(({ item }) =>
        isSound(each.unit, each.unit.items[item]!, columns),
      );
      return errorsOf(parts, each, sound, context);
    }),
  );
  return { faults, broken, errors: withoutRepeats(errors.flat()) };
}

const dueOf = (parts: Parts, units: readonly WriteUnit[]): Due[] =>
  units.flatMap(unit => dueChecks(parts, unit).map(check => ({ unit, check })));

function dueChecks({ blueprint, checks }: Parts, unit: WriteUnit): RowCheck[] {
  const type = typeOf(blueprint, unit.table);
  return checks.filter(
    (check): check is RowCheck =>
      check.kind === 'rows' &&
      unit.items.some(item => isAbout(check, type, unit, item) && check.concerns(givenValues(type, item))),
  );
}

/** A row as the database tells it. */
interface InspectedRow {
  readonly item: number;
  readonly key: readonly string[];
  readonly stored: Row | null;
  readonly values: Row;
}

interface Inspection extends Omit<Findings, 'errors'> {
  /** By unit. */
  readonly rows: Readonly<Record<string, readonly InspectedRow[]>>;
}

/** The columns that checks ask for, by unit. */
function askedBy(due: readonly Due[]): AskedColumns {
  const asked = new Map<string, readonly string[]>();
  for (const { unit, check } of due)
    asked.set(unit.name, [...new Set([...(asked.get(unit.name) ?? []), ...check.columns, ...check.reads])]);
  return asked;
}

async function errorsOf(
  parts: Parts,
  { unit, check }: Due,
  rows: readonly InspectedRow[],
  context: ReadContext,
): Promise<UserError[]> {
  const type = typeOf(parts.blueprint, unit.table);
  const checked = rows.filter(({ item }) => {
    const given = unit.items[item]!;
    return isAbout(check, type, unit, given) && check.concerns(givenValues(type, given));
  });
  const { operation } = unit;
  const asked = new Set([...check.columns, ...check.reads]);
  const own = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([key]) => asked.has(key)));
  const told = checked.map(({ key, stored, values }): CheckedRow => {
    return { operation, key, stored: stored && own(stored), values: own(values) };
  });
  const faults = told.length > 0 ? await check.check(told, context) : [];
  return faults.map(fault => checkError(parts, unit, unit.items[checked[fault.row]!.item]!, fault));
}

/** Whether a check is about what an operation writes. A new row is written as a whole. */
function isAbout(check: WriteCheck, type: TypeBlueprint, unit: WriteUnit, item: WriteItem): boolean {
  if (check.table !== unit.table) return false;
  switch (unit.operation) {
    case 'create':
      return true;
    case 'update':
      return check.columns.some(key => Object.hasOwn(item.values, sqlNameOf(type, key)));
    case 'delete':
    case 'restore':
      // The mark of deletion is what is written; a row that is removed for good goes with its key.
      return check.columns.some(key =>
        type.softDelete ? key === type.softDelete.column : type.key.includes(key),
      );
  }
}

/** The values that an item sets, by key. */
function givenValues(type: TypeBlueprint, { values }: WriteItem): Row {
  const given = type.stored.filter(({ sqlName }) => Object.hasOwn(values, sqlName));
  return Object.fromEntries(given.map(({ key, sqlName }) => [key, values[sqlName]]));
}

function checkError(parts: Parts, unit: WriteUnit, item: WriteItem, fault: CheckFault): UserError {
  const type = typeOf(parts.blueprint, unit.table);
  return toError(fault.code, fault.message, placeOf(parts, type, unit, item, fault.path));
}

/** A place in a row, by keys of columns and of their JSON, in the names of the input. */
function placeOf(
  { blueprint }: Parts,
  type: TypeBlueprint,
  unit: WriteUnit,
  item: WriteItem,
  [key, ...rest]: Path,
): Path {
  if (key === undefined) return idPath(unit, item);
  const { field, sqlName, shape } = columnOf(type, String(key));
  const inner = shape ? inputPath(blueprint.shapes, shape, item.values[sqlName], rest) : rest;
  return [...valuesPath(unit, item), field, ...inner];
}

/** Rows of a filter that are set alike are wrong alike. */
export function withoutRepeats(errors: readonly UserError[]): UserError[] {
  const seen = new Set<string>();
  return errors.filter(error => {
    const key = JSON.stringify(error);
    return !seen.has(key) && seen.add(key);
  });
}
