/**
 * A constraint that stood against a write, as a userError at the row and the field that broke it.
 * Knows what PostgreSQL tells of a violation; shows clients nothing of it but the words that describe the constraint.
 */
import type { ConstraintViolation } from '../../errors.ts';
import { type Blueprint, columnOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { words } from '../blueprint/names.ts';
import type { ConstraintBlueprint, WriteColumn } from '../blueprint/write-blueprint.ts';
import type { Path } from '../format-path.ts';
import type { UserError } from '../types/user-errors.ts';
import { testedColumns } from './compile-broken.ts';
import { type Candidate, candidateNamed, unquoted } from './violated-item.ts';
import { toError } from './write-errors.ts';
import type { WritePlan } from './write-plan.ts';
import { type BrokenConstraint, idPath, valuesPath, type WriteItem, type WriteUnit } from './write-units.ts';

/** A constraint's violation, at the input field of the constraint's column where that is known. */
export function violationError(
  blueprint: Blueprint,
  plan: WritePlan,
  violation: ConstraintViolation,
): UserError {
  const found = findConstraint(blueprint, violation);
  const unit = violatedUnit(plan, [tableOf(blueprint, violation), found?.table]);
  // A row that is sought and made where there is none is one row of the input, all of whose values the new one has.
  const candidates = plan.units
    .filter(({ table, sought }) => table === unit.table && !sought)
    .flatMap(each => candidatesOf(blueprint, each));
  const named = candidates.length === 1 ? candidates[0] : candidateNamed(candidates, violation.detail);
  const type = typeOf(blueprint, unit.table);
  const rows = named ? [named] : candidatesOf(blueprint, unit);
  const keys =
    found?.table === unit.table ? found.constraint.columns : detailedKeys(blueprint, type, violation);
  const column = columnToMend(type, rows, violatedKeys(type, violation, keys));
  const subject = column?.field ?? words(type.single);
  const message = found?.constraint.message ?? messages[violation.kind];
  // Which of several rows it is, the database does not always say: then, their list.
  const path = named ? placeOf(named.unit, named.item, column) : rows[0]!.item.path.slice(0, 2);
  return toError(codeOf(violation.kind), `${subject} ${message}.`, path);
}

/** A constraint that rows were found to break, each at its own place. */
export function brokenError(
  blueprint: Blueprint,
  unit: WriteUnit,
  { item: position, constraint: name }: BrokenConstraint,
): UserError {
  const type = typeOf(blueprint, unit.table);
  const item = unit.items[position]!;
  const { message, test, columns } = type.constraints.find(each => each.name === name)!;
  const asked = columns.length > 0 ? columns : testedColumns(type, test!).map(({ key }) => key);
  const column = columnToMend(type, [{ type, unit, item }], asked);
  const told = `${column?.field ?? words(type.single)} ${message ?? messages[test!.kind]}.`;
  return toError(codeOf(test!.kind), told, placeOf(unit, item, column));
}

const codeOf = (kind: ConstraintViolation['kind']) => (kind === 'unique' ? 'CONFLICT' : 'BAD_USER_INPUT');

const messages: Record<ConstraintViolation['kind'], string> = {
  unique: 'is taken already',
  'foreign key': 'points to something that is not there, or is still pointed to',
  check: 'has a value that is not acceptable',
  'not null': 'must not be null',
  exclusion: 'overlaps with another',
  value: 'has a value that its type in the database cannot hold',
};

interface FoundConstraint {
  readonly table: string;
  readonly constraint: ConstraintBlueprint;
}

/** The constraint, of the table that the violation names if it has one of the name. */
function findConstraint(blueprint: Blueprint, violation: ConstraintViolation): FoundConstraint | undefined {
  const all = Object.values(blueprint.types)
    .flatMap(({ table, constraints }) => constraints.map(constraint => ({ table, constraint })))
    .filter(({ constraint }) => constraint.name === violation.constraint);
  const table = tableOf(blueprint, violation);
  // A constraint's own violation tells its table and the row; only a trigger can mean that of another table.
  const isTriggers = violation.table === undefined || violation.detail === undefined;
  return all.find(found => found.table === table) ?? (isTriggers ? all[0] : undefined);
}

/** The registry key of the table that a violation names. Without a schema, a table is one on the search path. */
function tableOf({ types }: Blueprint, { schema, table }: ConstraintViolation): string | undefined {
  return Object.values(types).find(
    ({ sql }) =>
      sql.name === table && (sql.schema === undefined || schema === undefined || sql.schema === schema),
  )?.table;
}

/** The unit of one of the tables whose rows are wrong; the main one where the write has none of them. */
function violatedUnit({ units }: WritePlan, tables: readonly (string | undefined)[]): WriteUnit {
  const table = tables.find(candidate => units.some(unit => unit.table === candidate));
  const ofTable = units.filter(unit => unit.table === table);
  return ofTable.find(({ operation }) => operation !== 'delete') ?? ofTable[0] ?? units[0]!;
}

const candidatesOf = (blueprint: Blueprint, unit: WriteUnit): Candidate[] =>
  unit.items.map(item => ({ type: typeOf(blueprint, unit.table), unit, item }));

/**
 * The keys of the columns that PostgreSQL names in telling of a constraint that the tables do not declare, also inside of
 * expressions; else, those that the constraint is named for, as PostgreSQL names them itself.
 */
function detailedKeys(
  blueprint: Blueprint,
  type: TypeBlueprint,
  violation: ConstraintViolation,
): readonly string[] {
  if (tableOf(blueprint, violation) !== type.table) return [];
  const key = /\((.+?)\)=\(/.exec(violation.detail ?? '')?.[1];
  const words = new Set(key?.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu)?.map(unquoted));
  const told = type.stored.filter(({ sqlName }) => words.has(sqlName));
  const { constraint = '' } = violation;
  const named = type.stored.filter(({ sqlName }) => constraint.startsWith(`${type.sql.name}_${sqlName}_`));
  return (told.length > 0 ? told : named).map(column => column.key);
}

/** The keys of the columns that a violation is about. */
function violatedKeys(
  type: TypeBlueprint,
  { column }: ConstraintViolation,
  keys: readonly string[],
): readonly string[] {
  const named = type.stored.find(({ sqlName }) => sqlName === column);
  return named && keys.length === 0 ? [named.key] : keys;
}

/** The column that a client has to change: one that the input sets, if there is such. */
function columnToMend(
  type: TypeBlueprint,
  rows: readonly Candidate[],
  keys: readonly string[],
): WriteColumn | undefined {
  const isSet = ({ sqlName }: WriteColumn) => rows.some(({ item }) => Object.hasOwn(item.values, sqlName));
  const columns = type.write!.columns.filter(column => !rows.some(({ unit }) => isLinked(unit, column)));
  const named = columns
    .filter(({ key }) => keys.includes(key))
    .sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
  // Typed JSON has to go with the columns beside it, not they with it.
  const shaped = named.find(({ key }) => columnOf(type, key).shape);
  if (keys.length > 0) return shaped ?? named.findLast(isSet) ?? named.at(-1);
  const set = columns.filter(isSet);
  return set.length === 1 ? set[0] : undefined;
}

/** Whether the row gets the column from the row it belongs to. */
const isLinked = ({ parent }: WriteUnit, { sqlName }: WriteColumn) =>
  parent?.link.some(({ child }) => child === sqlName) ?? false;

function placeOf(unit: WriteUnit, item: WriteItem, column: WriteColumn | undefined): Path {
  if (unit.operation === 'delete' || unit.operation === 'restore') return idPath(unit, item);
  const isInput = column && (unit.operation === 'create' || !column.fixed);
  return isInput ? [...valuesPath(unit, item), column.field] : item.path;
}
