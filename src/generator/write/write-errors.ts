/**
 * What stood against a write, in the words and places of its input: faults as userErrors.
 * Knows a plan and its units; how they were run is elsewhere.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import type { ReferenceBlueprint } from '../blueprint/write-blueprint.ts';
import type { Path } from '../format-path.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { UserError } from '../types/user-errors.ts';
import type { WritePlan } from './write-plan.ts';
import { idPath, valuesPath, type WriteFault, type WriteItem, type WriteUnit } from './write-units.ts';
import type { WrongValues } from './wrong-values.ts';

export const toError = (code: UserError['code'], message: string, path: Path): UserError => ({
  code,
  message,
  path: path.map(String),
});

export const inputErrors = (faults: readonly ShapeIssue[]): UserError[] =>
  faults.map(({ path, message }) => toError('BAD_USER_INPUT', message, path));

/**
 * What stood against a write, in the words and places of its input. What only follows from values that are wrong is not told;
 * those that lead nowhere are noted as such.
 */
export function faultErrors(
  blueprint: Blueprint,
  plan: WritePlan,
  faults: readonly WriteFault[],
  wrong: WrongValues,
): UserError[] {
  const told = withoutHopeless(plan.units, faults);
  const seen = new Set<string>();
  return plan.units.flatMap(unit => {
    const own = told.filter(fault => fault.unit === unit.name);
    const errors = [own.filter(isMissing), own.filter(fault => !isMissing(fault))].map(some =>
      some.flatMap(fault => {
        const key = `${fault.item} ${fault.code} ${fault.column} ${fault.reference}`;
        const item = unit.items[fault.item ?? 0]!;
        const place = { blueprint, unit, item, wrong };
        if (seen.has(`${unit.name} ${key}`) || follows(fault, own, place)) return [];
        seen.add(`${unit.name} ${key}`);
        return [faultError(blueprint, unit, item, fault)];
      }),
    );
    wrong.add(errors[0]!);
    return errors.flat();
  });
}

/** Where a row itself is not there, or may not be written, the rest of it and of what is written with it follows from that. */
function withoutHopeless(units: readonly WriteUnit[], faults: readonly WriteFault[]): WriteFault[] {
  const lost = new Set(faults.filter(isHopeless).map(({ unit, item }) => `${unit} ${item ?? 0}`));
  const isBelowLost = (unit: WriteUnit, item: number): boolean => {
    const parent = units.find(({ name }) => name === unit.parent?.unit);
    if (!parent) return false;
    const above = unit.items[item]!.parentItem ?? 0;
    return lost.has(`${parent.name} ${above}`) || isBelowLost(parent, above);
  };
  const main = units[0]!.name;
  return faults.filter(fault => {
    const item = fault.item ?? 0;
    const unit = units.find(({ name }) => name === fault.unit)!;
    if (unit.name !== main) return !isBelowLost(unit, item);
    const isOfRow = (other: WriteFault) => other.unit === main && (other.item ?? 0) === item;
    const own = lost.has(`${main} ${item}`) ? faults.filter(isOfRow) : [];
    const cause = [isMissing, isForbidden].find(is => own.some(is));
    return !cause || cause(fault);
  });
}

const isMissing = ({ code }: WriteFault): boolean => code === 'NOT_FOUND';
const isForbidden = ({ code, column }: WriteFault): boolean => code === 'FORBIDDEN' && column === null;
const isBarred = ({ code, column }: WriteFault): boolean => code === 'FORBIDDEN' && column !== null;

/** Whether the row itself is not there, or may not be written. */
export const isHopeless = (fault: WriteFault): boolean =>
  isForbidden(fault) || (isMissing(fault) && fault.column === null && fault.reference === null);

interface FaultPlace {
  readonly blueprint: Blueprint;
  readonly unit: WriteUnit;
  readonly item: WriteItem;
  readonly wrong: WrongValues;
}

/** Whether a fault is there only because something else is wrong. */
function follows(fault: WriteFault, own: readonly WriteFault[], place: FaultPlace): boolean {
  const { unit, item, wrong } = place;
  if (wrong.isLost(unit, item)) return true;
  const isCause = (other: WriteFault) =>
    (isMissing(other) && (isForbidden(fault) || isBarred(fault))) || (isForbidden(other) && isBarred(fault));
  if (own.some(other => isCause(other) && other.item === fault.item)) return true;
  if (fault.code === 'FORBIDDEN') return wrong.isUnjudged(unit, item);
  return isMissing(fault) && !isHopeless(fault) && asksForAny(fault, place, wrong.columnsOf(unit, item));
}

/** Whether a reference that leads nowhere is made of some of the columns. */
function asksForAny(
  { column, reference }: WriteFault,
  { blueprint, unit }: FaultPlace,
  wrong: ReadonlySet<string>,
): boolean {
  const type = typeOf(blueprint, unit.table);
  const asks = (key: string) => wrong.has(sqlNameOf(type, key));
  if (reference !== null) return type.tenant !== undefined && asks(type.tenant);
  return pointingBy(type, column!).pairs.some(({ own }) => asks(own));
}

/** The foreign key that is told at a column. */
function pointingBy(type: TypeBlueprint, sqlName: string): ReferenceBlueprint {
  const { key } = type.columns.find(column => column.sqlName === sqlName)!;
  const { columns, ties } = type.write!;
  return columns.find(column => column.key === key)?.reference ?? ties.find(tie => tie.column === key)!;
}

function faultError(blueprint: Blueprint, unit: WriteUnit, item: WriteItem, fault: WriteFault): UserError {
  const { path } = item;
  const type = typeOf(blueprint, unit.table);
  const name = words(type.single);
  switch (fault.code) {
    case 'NOT_FOUND': {
      const reference = fault.reference === null ? undefined : item.references[fault.reference];
      if (reference) {
        const to = words(typeOf(blueprint, reference.target).single);
        return toError('NOT_FOUND', `There is no such ${to} here.`, reference.path);
      }
      if (fault.column === null) return toError('NOT_FOUND', `There is no such ${name}.`, idPath(unit, item));
      const { field } = type.columns.find(({ sqlName }) => sqlName === fault.column)!;
      const target = words(typeOf(blueprint, pointingBy(type, fault.column).target).single);
      const pointing = item.points?.find(({ column }) => column === fault.column);
      const at = pointing?.path ?? [...valuesPath(unit, item), field];
      return toError('NOT_FOUND', `There is no such ${target} here.`, at);
    }
    case 'FORBIDDEN': {
      const column = type.columns.find(({ sqlName }) => sqlName === fault.column);
      return column
        ? toError('FORBIDDEN', `You may not set ${column.field} of this ${name}.`, [
            ...valuesPath(unit, item),
            column.field,
          ])
        : // Of several rows, a policy of the database does not say which: then, their list.
          toError(
            'FORBIDDEN',
            `You may not ${unit.operation} this ${name}.`,
            unit.many && fault.item === null ? path.slice(0, 2) : path,
          );
    }
    case 'CONFLICT':
      return toError(
        'CONFLICT',
        `The ${name} was changed in the meantime. Compare with its present state, and try again with its updatedAt.`,
        [...path, 'ifUpdatedAt'],
      );
    case 'LIMIT_EXCEEDED':
      return toError(
        'LIMIT_EXCEEDED',
        `The filter finds more than ${unit.bulk!.atMost} ${words(type.plural)}. Nothing was changed.`,
        [...path, 'atMost'],
      );
  }
}
