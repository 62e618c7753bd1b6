/**
 * From the input of a mutation to the units of a write, and from what stood against it back to the input.
 * Knows where each unit's rows stand in the input; SQL and policy are elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { type TypeBlueprint, typeOf } from '../blueprint.ts';
import { words } from '../names.ts';
import type { ConstraintViolation } from '../reads.ts';
import { sqlNameOf } from '../sql/write-parts.ts';
import type { WriteFault, WriteItem, WriteOperation, WriteUnit } from '../sql/write-units.ts';
import type { OwnedBlueprint } from '../write-blueprint.ts';
import type { SchemaParts } from './builder.ts';
import { parseIdOf } from './global-id.ts';
import type { UserError } from './user-errors.ts';
import { type InputFault, type InputRow, readColumns } from './write-inputs.ts';

export interface WritePlan {
  readonly units: readonly WriteUnit[];
  /** Where each unit's items stand in the input: the path of item i, by unit. */
  readonly paths: Readonly<Record<string, (item: number) => InputFault['path']>>;
  /** The client's own keys of new rows, with the rows' type and UUID. */
  readonly clientKeys: readonly {
    readonly clientKey: string;
    readonly type: string;
    readonly uuid: string;
  }[];
  readonly faults: readonly InputFault[];
}

const inputRoot = ['input'] as const;

/** The plan of `createX`, `updateX`, `deleteX` and `restoreX`: one row, and the rows that belong to it. */
export function planRow(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
): WritePlan {
  const faults: InputFault[] = [];
  const clientKeys: WritePlan['clientKeys'][number][] = [];
  const main: WriteUnit = {
    name: 'u0',
    table: type.table,
    operation,
    items: [readItem(parts, type, operation, input, inputRoot, faults)],
  };
  const units = [main];
  const paths: Record<string, (item: number) => InputFault['path']> = { u0: () => inputRoot };
  for (const owned of operation === 'create' || operation === 'update' ? type.write!.owns : []) {
    const changes = input[owned.field] as InputRow | null | undefined;
    for (const unit of ownedUnits(parts, type, owned, changes ?? {}, units.length, faults, clientKeys)) {
      units.push(unit);
      const at = [...inputRoot, owned.field, unit.operation];
      paths[unit.name] = item => [...at, item];
    }
  }
  return { units, paths, clientKeys, faults };
}

function ownedUnits(
  parts: SchemaParts,
  parent: TypeBlueprint,
  owned: OwnedBlueprint,
  changes: InputRow,
  from: number,
  faults: InputFault[],
  clientKeys: WritePlan['clientKeys'][number][],
): WriteUnit[] {
  const type = typeOf(parts.blueprint, owned.target);
  const link = owned.link.map(({ child, parent: key }) => ({
    child: sqlNameOf(parts.scope, type.table, child),
    parent: sqlNameOf(parts.scope, parent.table, key),
  }));
  const asked = (['delete', 'update', 'create'] as const).flatMap(operation => {
    const rows = changes[operation] as readonly unknown[] | null | undefined;
    return rows && rows.length > 0 ? [{ operation, rows }] : [];
  });
  return asked.map(({ operation, rows }, i) => ({
    name: `u${from + i}`,
    table: type.table,
    operation,
    parent: { unit: 'u0', link },
    items: rows.map((row, j) => {
      const path = [...inputRoot, owned.field, operation, j];
      const input = (operation === 'delete' ? { id: row } : row) as InputRow;
      const item = readItem(parts, type, operation, input, path, faults, owned);
      if (typeof input.clientKey === 'string')
        clientKeys.push({ clientKey: input.clientKey, type: type.name, uuid: item.id });
      return item;
    }),
  }));
}

/** The plan of `updateXs` and `deleteXs`: all visible rows that a filter finds. */
export function planBulk(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: 'update' | 'delete',
  changes: InputRow,
  bulk: NonNullable<WriteUnit['bulk']>,
): WritePlan {
  const faults: InputFault[] = [];
  const values =
    operation === 'update' ? readColumns(parts, type, 'update', changes, [...inputRoot, 'set'], faults) : {};
  const unit: WriteUnit = {
    name: 'u0',
    table: type.table,
    operation,
    items: [{ id: randomUUID(), values }],
    bulk,
  };
  return { units: [unit], paths: { u0: () => inputRoot }, clientKeys: [], faults };
}

function readItem(
  parts: SchemaParts,
  type: TypeBlueprint,
  operation: WriteOperation,
  input: InputRow,
  path: InputFault['path'],
  faults: InputFault[],
  owned?: OwnedBlueprint,
): WriteItem {
  if (operation === 'create') {
    const id = randomUUID();
    const key = sqlNameOf(parts.scope, type.table, type.primaryKey);
    return { id, values: { ...readColumns(parts, type, 'create', input, path, faults, owned), [key]: id } };
  }
  const ifUpdatedAt = input.ifUpdatedAt as Date | null | undefined;
  return {
    id: readId(type, input.id as string, path, faults),
    values: operation === 'update' ? readColumns(parts, type, 'update', input, path, faults, owned) : {},
    ifUpdatedAt: ifUpdatedAt?.toISOString(),
  };
}

function readId(type: TypeBlueprint, id: string, path: InputFault['path'], faults: InputFault[]): string {
  try {
    return parseIdOf(type.name, id, 'id');
  } catch (error) {
    faults.push({ path: [...path, 'id'], message: (error as Error).message });
    return '00000000-0000-0000-0000-000000000000';
  }
}

const toError = (code: UserError['code'], message: string, path: InputFault['path']): UserError => ({
  code,
  message,
  path: path.map(String),
});

export const inputErrors = (faults: readonly InputFault[]): UserError[] =>
  faults.map(({ path, message }) => toError('BAD_USER_INPUT', message, path));

/** What stood against a write, in the words and places of its input. */
export function faultErrors(parts: SchemaParts, plan: WritePlan, faults: readonly WriteFault[]): UserError[] {
  // Where the row itself is not there, or a reference is not, the rest follows from it.
  const isMissing = (fault: WriteFault) => fault.code === 'NOT_FOUND';
  const main = faults.filter(fault => fault.unit === 'u0');
  const told = main.some(isMissing) ? main.filter(isMissing) : faults;
  const seen = new Set<string>();
  return told.flatMap(fault => {
    const unit = plan.units.find(candidate => candidate.name === fault.unit)!;
    const isFollowing =
      fault.code === 'FORBIDDEN' &&
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
      return toError('NOT_FOUND', `There is no such ${target} here.`, [...path, column.field]);
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
  const unit = plan.units.find(({ table }) => table === found?.table) ?? plan.units[0]!;
  const type = typeOf(parts.blueprint, unit.table);
  const columns = type.write!.columns;
  const column = columns.find(
    ({ key }) => key === found?.columns.findLast(own => columns.some(c => c.key === own)),
  );
  const base = unit.name === 'u0' ? inputRoot : plan.paths[unit.name]!(0).slice(0, 2);
  const path = column && unit.name === 'u0' ? [...base, column.field] : base;
  const subject = column?.field ?? words(type.single);
  const message = found?.message ?? messages[violation.kind];
  return toError(violation.kind === 'unique' ? 'CONFLICT' : 'BAD_USER_INPUT', `${subject} ${message}.`, path);
}

const messages: Record<ConstraintViolation['kind'], string> = {
  unique: 'is taken already',
  'foreign key': 'points to something that is not there, or is still pointed to',
  check: 'has a value that is not acceptable',
  'not null': 'must not be null',
  exclusion: 'overlaps with another',
};
