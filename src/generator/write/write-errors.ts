/**
 * What stood against a write, in the words and places of its input: faults as userErrors.
 * Knows a plan and its units; how they were run is elsewhere.
 */
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import type { Path } from '../format-path.ts';
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
  const isForbidden = (fault: WriteFault) => fault.code === 'FORBIDDEN' && fault.column === null;
  const isBarred = (fault: WriteFault) => fault.code === 'FORBIDDEN' && fault.column !== null;
  const main = faults.filter(fault => fault.unit === 'u0');
  const cause = [isMissing, isForbidden].find(is => main.some(is));
  const told = cause ? main.filter(cause) : faults;
  const seen = new Set<string>();
  return told.flatMap(fault => {
    const unit = plan.units.find(candidate => candidate.name === fault.unit)!;
    const isCause = (other: WriteFault) =>
      (isMissing(other) && (isForbidden(fault) || isBarred(fault))) ||
      (isForbidden(other) && isBarred(fault));
    const isFollowing = told.some(
      other => isCause(other) && other.unit === fault.unit && other.item === fault.item,
    );
    const key = `${fault.unit} ${fault.item} ${fault.code} ${fault.column} ${fault.reference}`;
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
      const reference = fault.reference === null ? undefined : item.references[fault.reference];
      if (reference) {
        const to = words(typeOf(blueprint, reference.target).single);
        return toError('NOT_FOUND', `There is no such ${to} here.`, reference.path);
      }
      if (fault.column === null) return toError('NOT_FOUND', `There is no such ${name}.`, idPath(unit, item));
      const { key, field } = type.columns.find(({ sqlName }) => sqlName === fault.column)!;
      const { columns, ties } = type.write!;
      const pointing =
        columns.find(column => column.key === key)?.reference ?? ties.find(tie => tie.column === key)!;
      const target = words(typeOf(blueprint, pointing.target).single);
      const at = [...valuesPath(unit, item), field];
      return toError('NOT_FOUND', `There is no such ${target} here.`, at);
    }
    case 'FORBIDDEN': {
      const column = type.columns.find(({ sqlName }) => sqlName === fault.column);
      return column
        ? toError('FORBIDDEN', `You may not set ${column.field} of this ${name}.`, [
            ...valuesPath(unit, item),
            column.field,
          ])
        : toError('FORBIDDEN', `You may not ${unit.operation} this ${name}.`, path);
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
