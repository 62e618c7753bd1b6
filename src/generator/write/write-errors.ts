/**
 * What stood against a write, in the words and places of its input: faults and violations as userErrors.
 * Knows a plan and its units; how they were run is elsewhere.
 */
import { type Blueprint, columnOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import type { ConstraintBlueprint, WriteColumn } from '../blueprint/write-blueprint.ts';
import type { Path } from '../format-path.ts';
import type { ConstraintViolation } from '../request.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { UserError } from '../types/user-errors.ts';
import type { WritePlan } from './write-plan.ts';
import { idPath, valuesPath, type WriteFault, type WriteItem, type WriteUnit } from './write-units.ts';

export const toError = (code: UserError['code'], message: string, path: Path): UserError => ({
  code,
  message,
  path: path.map(String),
});

export const inputErrors = (faults: readonly ShapeIssue[]): UserError[] =>
  faults.map(({ path, message }) => toError('BAD_USER_INPUT', message, path));

/** What stood against a write, in the words and places of its input. */
export function faultErrors(
  blueprint: Blueprint,
  plan: WritePlan,
  faults: readonly WriteFault[],
): UserError[] {
  // Where the row itself is not there, or a reference is not, or it may not be written, the rest follows from it.
  const isMissing = (fault: WriteFault) => fault.code === 'NOT_FOUND';
  const isForbidden = (fault: WriteFault) => fault.code === 'FORBIDDEN';
  const main = faults.filter(fault => fault.unit === 'u0');
  const cause = [isMissing, isForbidden].find(is => main.some(is));
  const told = cause ? main.filter(cause) : faults;
  const seen = new Set<string>();
  return told.flatMap(fault => {
    const unit = plan.units.find(candidate => candidate.name === fault.unit)!;
    const isFollowing =
      isForbidden(fault) &&
      told.some(other => isMissing(other) && other.unit === fault.unit && other.item === fault.item);
    const key = `${fault.unit} ${fault.item} ${fault.code} ${fault.column}`;
    if (isFollowing || seen.has(key)) return [];
    seen.add(key);
    return [faultError(blueprint, unit, unit.items[fault.item ?? 0]!, fault)];
  });
}

function faultError(blueprint: Blueprint, unit: WriteUnit, item: WriteItem, fault: WriteFault): UserError {
  const { path } = item;
  const type = typeOf(blueprint, unit.table);
  const name = words(type.single);
  switch (fault.code) {
    case 'NOT_FOUND': {
      if (fault.column === null) return toError('NOT_FOUND', `There is no such ${name}.`, idPath(unit, item));
      const column = type.write!.columns.find(({ sqlName }) => sqlName === fault.column)!;
      const target = words(typeOf(blueprint, column.reference!.target).single);
      const at = [...valuesPath(unit, item), column.field];
      return toError('NOT_FOUND', `There is no such ${target} here.`, at);
    }
    case 'FORBIDDEN':
      return toError('FORBIDDEN', `You may not ${unit.operation} this ${name}.`, path);
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

/** A constraint's violation, at the input field of the constraint's column where that is known. */
export function violationError(
  blueprint: Blueprint,
  plan: WritePlan,
  violation: ConstraintViolation,
): UserError {
  const { table, constraint } = findConstraint(blueprint, violation.constraint) ?? {};
  const units = plan.units.filter(unit => unit.table === table);
  const unit = units.find(({ operation }) => operation !== 'delete') ?? units[0] ?? plan.units[0]!;
  const type = typeOf(blueprint, unit.table);
  const column = violatedColumn(type, unit, constraint?.columns ?? []);
  const subject = column?.field ?? words(type.single);
  const message = constraint?.message ?? messages[violation.kind];
  const code = violation.kind === 'unique' ? 'CONFLICT' : 'BAD_USER_INPUT';
  return toError(code, `${subject} ${message}.`, violationPath(plan, unit, column));
}

function findConstraint(
  { types }: Blueprint,
  name: string,
): { readonly table: string; readonly constraint: ConstraintBlueprint } | undefined {
  return Object.values(types)
    .flatMap(({ table, constraints }) => constraints.map(constraint => ({ table, constraint })))
    .find(({ constraint }) => constraint.name === name);
}

/** The column that a client has to change: one that the input sets, if there is such. */
function violatedColumn(type: TypeBlueprint, unit: WriteUnit, keys: readonly string[]) {
  const isSet = ({ sqlName }: WriteColumn) => unit.items.some(item => sqlName in item.values);
  const { columns } = type.write!;
  const named = columns
    .filter(({ key }) => keys.includes(key))
    .sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
  // Typed JSON has to go with the columns beside it, not they with it.
  const shaped = named.find(({ key }) => columnOf(type, key).shape);
  if (keys.length > 0) return shaped ?? named.findLast(isSet) ?? named.at(-1);
  const set = columns.filter(isSet);
  return set.length === 1 ? set[0] : undefined;
}

function violationPath(plan: WritePlan, unit: WriteUnit, column: WriteColumn | undefined): Path {
  const item = unit.items[0]!;
  const isOnly = plan.units.every(other => other === unit || other.table !== unit.table);
  // Which of several rows it is, the database does not say.
  if (unit.parent && !(isOnly && unit.items.length === 1)) return item.path.slice(0, 2);
  if (unit.operation === 'delete' || unit.operation === 'restore') return idPath(unit, item);
  const isInput = column && (unit.operation === 'create' || !column.fixed);
  return isInput ? [...valuesPath(unit, item), column.field] : item.path;
}

const messages: Record<ConstraintViolation['kind'], string> = {
  unique: 'is taken already',
  'foreign key': 'points to something that is not there, or is still pointed to',
  check: 'has a value that is not acceptable',
  'not null': 'must not be null',
  exclusion: 'overlaps with another',
};
