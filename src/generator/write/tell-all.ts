/**
 * Everything that is wrong with a write, once something is: one more look finds what else PostgreSQL would stop at.
 * A write that nothing stands against never comes here.
 */
import { type ConstraintViolation, isCoded } from '../../errors.ts';
import { sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import type { ConstraintTest } from '../blueprint/write-blueprint.ts';
import type { ReadContext } from '../request.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import { testedColumns } from './compile-broken.ts';
import { type Findings, inspectWrite, type Refusals, withoutRepeats } from './run-checks.ts';
import { brokenError, violationError } from './violation-errors.ts';
import { faultErrors, isHopeless } from './write-errors.ts';
import { changeKinds, maxBulk } from './write-limits.ts';
import type { WritePlan } from './write-plan.ts';
import type { BrokenConstraint, WriteFault, WriteItem, WriteUnit } from './write-units.ts';
import { WrongValues } from './wrong-values.ts';

/** What was found to be wrong at first. */
export interface KnownRefusals extends Partial<Refusals> {
  readonly violation?: ConstraintViolation;
}

interface Told {
  readonly userErrors: readonly UserError[];
  /** Whether a row has been changed since it was read. */
  readonly isLost: boolean;
}

export async function tellAll(
  parts: SchemaParts,
  plan: WritePlan,
  known: KnownRefusals,
  context: ReadContext,
): Promise<Told> {
  const { blueprint } = parts;
  const { errors = [], violation } = known;
  const wrong = new WrongValues(blueprint, plan.units);
  wrong.add(errors);
  const found = await lookAgain(parts, plan, { known, wrong }, context);
  const faults = [...(known.faults ?? []), ...found.faults];
  const brokenOf = (kind: ConstraintTest['kind']) =>
    found.broken
      .filter(each => testOf(parts, plan, each).kind === kind)
      .filter(each => isTold(parts, plan, each, { faults, wrong }))
      .map(each => brokenError(blueprint, unitOf(plan, each), each));
  // What a check asks, such as whether there is a value, is asked of references that lead nowhere as well.
  const checks = brokenOf('check');
  const ofFaults = faultErrors(blueprint, plan, faults, wrong);
  const told = [...errors, ...ofFaults, ...found.errors, ...checks, ...brokenOf('unique')];
  const first =
    violation && !found.broken.some(({ constraint }) => constraint === violation.constraint)
      ? [violationError(blueprint, plan, violation)].filter(
          error => !told.some(other => isAlike(error, other)),
        )
      : [];
  return {
    userErrors: withoutRepeats([...told, ...first]),
    isLost: faults.some(({ code }) => code === 'CONFLICT'),
  };
}

/** Whether an error is one thing to mend with another, which tells it at the same place or closer. */
const isAlike = ({ code, path }: UserError, other: UserError): boolean => {
  const [next] = other.path.slice(path.length);
  const isBelow = path.length > 1 && path.every((step, i) => step === other.path[i]);
  // Of one of several children, nothing is told by what is told of another.
  const isOfChild = changeKinds.some(kind => kind === next);
  return isBelow && (next === undefined ? code === other.code : !isOfChild);
};

interface Suspicion {
  readonly known: KnownRefusals;
  readonly wrong: WrongValues;
}

const nothing: Findings = { faults: [], broken: [], errors: [] };

/** What else is wrong; nothing where a look could tell no more, or cannot be made. */
async function lookAgain(
  parts: SchemaParts,
  { units }: WritePlan,
  { known, wrong }: Suspicion,
  context: ReadContext,
): Promise<Findings> {
  const main = units[0]!;
  const isOver = known.faults?.some(
    fault => isOfTooMany(fault) || (fault.unit === main.name && !main.many && isHopeless(fault)),
  );
  const isSeen = known.faults !== undefined && !units.some(isHeldToConstraints);
  if (isOver || isSeen || !isUnderstood(main) || wrong.isLost(main, main.items[0]!)) return nothing;
  try {
    return await inspectWrite(parts, units, context, {
      constraints: true,
      isSound: (unit, item, columns) => {
        const type = typeOf(parts.blueprint, unit.table);
        const unknown = wrong.columnsOf(unit, item);
        return !wrong.isUnjudged(unit, item) && !columns.some(key => unknown.has(sqlNameOf(type, key)));
      },
    });
  } catch (error) {
    if (isCoded(error)) throw error;
    // A constraint that cannot be asked of values which PostgreSQL has refused.
    return nothing;
  }
}

const isHeldToConstraints = ({ operation }: WriteUnit): boolean =>
  operation === 'create' || operation === 'update';

/** Whether it is known which rows a filter means. */
const isUnderstood = ({ bulk }: WriteUnit): boolean =>
  !bulk || (bulk.condition !== undefined && bulk.atMost >= 1 && bulk.atMost <= maxBulk);

/** Which of too many rows are meant, nobody knows. */
const isOfTooMany = ({ code }: WriteFault): boolean => code === 'LIMIT_EXCEEDED';

/** Whether a broken constraint is for the viewer to know, and no mere consequence of what is wrong otherwise. */
function isTold(
  { blueprint }: SchemaParts,
  plan: WritePlan,
  broken: BrokenConstraint,
  { faults, wrong }: { readonly faults: readonly WriteFault[]; readonly wrong: WrongValues },
): boolean {
  const unit = unitOf(plan, broken);
  const item: WriteItem = unit.items[broken.item]!;
  const test = testOf({ blueprint }, plan, broken);
  // Of a new row, a check tells what was given, and nothing of who may give it.
  const isOpen = (of: WriteUnit) => of.operation === 'create' && test.kind === 'check';
  const isBarred = (of: WriteUnit, position: number) => {
    if (wrong.isUnjudged(of, of.items[position]!)) return !isOpen(of);
    return faults.some(
      fault => isHopeless(fault) && fault.unit === of.name && (fault.item ?? position) === position,
    );
  };
  const isBelowBarred = (of: WriteUnit, position: number): boolean => {
    const parent = wrong.parentOf(of);
    const above = of.items[position]!.parentItem ?? 0;
    return parent !== undefined && (isBarred(parent, above) || isBelowBarred(parent, above));
  };
  if (isBarred(unit, broken.item) || isBelowBarred(unit, broken.item) || faults.some(isOfTooMany))
    return false;
  const unknown = wrong.columnsOf(unit, item);
  const asked = testedColumns(typeOf(blueprint, unit.table), test);
  return !asked.some(({ sqlName }) => unknown.has(sqlName));
}

const testOf = (
  { blueprint }: Pick<SchemaParts, 'blueprint'>,
  plan: WritePlan,
  broken: BrokenConstraint,
): ConstraintTest =>
  typeOf(blueprint, unitOf(plan, broken).table).constraints.find(({ name }) => name === broken.constraint)!
    .test!;

const unitOf = ({ units }: WritePlan, { unit }: BrokenConstraint): WriteUnit =>
  units.find(({ name }) => name === unit)!;
