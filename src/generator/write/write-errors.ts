/**
 * What stood against a write, in the words and places of its input: faults and violations as userErrors.
 * Knows a plan and its units; how they were run is elsewhere.
 */
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import type { WriteColumn } from '../blueprint/write-blueprint.ts';
import type { ConstraintViolation } from '../request.ts';
import type { SchemaParts } from '../types/builder.ts';
import type { UserError } from '../types/user-errors.ts';
import type { InputFault } from './write-inputs.ts';
import type { WritePlan } from './write-plan.ts';
import type { WriteFault, WriteUnit } from './write-units.ts';

const toError = (code: UserError['code'], message: string, path: InputFault['path']): UserError => ({
  code,
  message,
  path: path.map(String),
});

export const inputErrors = (faults: readonly InputFault[]): UserError[] =>
  faults.map(({ path, message }) => toError('BAD_USER_INPUT', message, path));

/** What stood against a write, in the words and places of its input. */
export function faultErrors(parts: SchemaParts, plan: WritePlan, faults: readonly WriteFault[]): UserError[] {
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
    return [faultError(parts, unit, plan.paths[fault.unit]!(fault.item ?? 0), fault)];
  });
}

function faultError(
  parts: SchemaParts,
  unit: WriteUnit,
  path: InputFault['path'],
  fault: WriteFault,
): UserError {
  const type = typeOf(parts.blueprint, unit.table);
  const name = words(type.single);
  switch (fault.code) {
    case 'NOT_FOUND': {
      if (fault.column === null) {
        const at = unit.operation === 'delete' && unit.parent ? path : [...path, 'id'];
        return toError('NOT_FOUND', `There is no such ${name}.`, at);
      }
      const column = type.write!.columns.find(({ sqlName }) => sqlName === fault.column)!;
      const target = words(typeOf(parts.blueprint, column.reference!.target).single);
      const at = [...path, ...(unit.bulk ? ['set'] : []), column.field];
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
  parts: SchemaParts,
  plan: WritePlan,
  violation: ConstraintViolation,
): UserError {
  const found = parts.constraints.get(violation.constraint);
  const units = plan.units.filter(({ table }) => table === found?.table);
  const unit = units.find(({ operation }) => operation !== 'delete') ?? units[0] ?? plan.units[0]!;
  const type = typeOf(parts.blueprint, unit.table);
  const column = violatedColumn(type, unit, found?.columns ?? []);
  const subject = column?.field ?? words(type.single);
  const message = found?.message ?? messages[violation.kind];
  const code = violation.kind === 'unique' ? 'CONFLICT' : 'BAD_USER_INPUT';
  return toError(code, `${subject} ${message}.`, violationPath(plan, unit, column));
}

/** The column that a client has to change: one that the input sets, if there is such. */
function violatedColumn(type: TypeBlueprint, unit: WriteUnit, keys: readonly string[]) {
  const isSet = ({ sqlName }: WriteColumn) => unit.items.some(item => sqlName in item.values);
  const columns = type.write!.columns;
  const named = columns
    .filter(({ key }) => keys.includes(key))
    .sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
  // Typed JSON has to go with the columns beside it, not they with it.
  const shaped = named.find(({ key }) => type.columns.some(column => column.key === key && column.shape));
  if (keys.length > 0) return shaped ?? named.findLast(isSet) ?? named.at(-1);
  const set = columns.filter(isSet);
  return set.length === 1 ? set[0] : undefined;
}

function violationPath(plan: WritePlan, unit: WriteUnit, column: WriteColumn | undefined) {
  const path = plan.paths[unit.name]!(0);
  const isOnly = plan.units.every(other => other === unit || other.table !== unit.table);
  // Which of several rows it is, the database does not say.
  if (unit.name !== 'u0' && !(isOnly && unit.items.length === 1)) return path.slice(0, 2);
  if (unit.operation === 'delete' || unit.operation === 'restore') return unit.bulk ? path : [...path, 'id'];
  const isInput = column && (unit.operation === 'create' || !column.fixed);
  return [...path, ...(isInput ? [...(unit.bulk ? ['set'] : []), column.field] : [])];
}

const messages: Record<ConstraintViolation['kind'], string> = {
  unique: 'is taken already',
  'foreign key': 'points to something that is not there, or is still pointed to',
  check: 'has a value that is not acceptable',
  'not null': 'must not be null',
  exclusion: 'overlaps with another',
};
