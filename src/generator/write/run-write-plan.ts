/**
 * Runs the plan of a write, and tells what became of it.
 * Knows outcomes; what a mutation takes and shows is elsewhere.
 */
import { typeOf } from '../blueprint/blueprint.ts';
import type { ReadContext, Row } from '../request.ts';
import type { SchemaParts } from '../types/builder.ts';
import type { UserError } from '../types/user-errors.ts';
import type { Audit } from './compile-audit.ts';
import { compileWrite } from './compile-write.ts';
import { faultErrors, inputErrors, violationError } from './write-errors.ts';
import type { WritePlan } from './write-plan.ts';
import type { WriteOperation, WriteOutcome } from './write-units.ts';

/** What a mutation resolves to. */
export interface Written {
  /** The UUID of the row that the payload shows; null for none. */
  readonly uuid: string | null;
  /** The row as the statement wrote it, by SQL column name; null for none. */
  readonly row: Row | null;
  /** The row was removed for good. */
  readonly gone: boolean;
  readonly count: number;
  readonly clientKeys: WritePlan['clientKeys'];
  readonly userErrors: readonly UserError[];
}

/** How descriptions say what an operation does. */
export const verbs: Record<WriteOperation, string> = {
  create: 'Makes',
  update: 'Changes',
  delete: 'Deletes',
  restore: 'Brings back',
};

export async function write(
  parts: SchemaParts,
  plan: WritePlan,
  trail: Audit['trail'],
  context: ReadContext,
): Promise<Written> {
  context.assertSignedIn();
  const nothing = { uuid: null, row: null, gone: false, count: 0, clientKeys: [] };
  if (plan.faults.length > 0) return { ...nothing, userErrors: inputErrors(plan.faults) };
  const refused = await checkRows(parts, plan, context);
  if (refused.length > 0) return { ...nothing, userErrors: refused };
  const { expressions, select } = compileWrite(parts.scope, plan.units, {
    trail,
    requestId: context.writes.requestId,
  });
  const result = await context.writes.run(expressions, select);
  if ('violation' in result)
    return { ...nothing, userErrors: [violationError(parts, plan, result.violation)] };
  const { faults, rows } = result.row as unknown as WriteOutcome;
  const main = plan.units[0]!;
  const uuid = main.bulk ? null : main.items[0]!.id;
  if (faults.length > 0) {
    const userErrors = faultErrors(parts, plan, faults);
    // Who lost an update gets the row as it is now, to decide again.
    return {
      ...nothing,
      uuid: userErrors.some(error => error.code === 'CONFLICT') ? uuid : null,
      userErrors,
    };
  }
  const done = rows[main.name]!;
  const gone = main.operation === 'delete' && !typeOf(parts.blueprint, main.table).softDelete;
  return {
    uuid,
    row: done[0] ?? null,
    gone,
    count: done.length,
    clientKeys: plan.clientKeys,
    userErrors: [],
  };
}

/** What hand-written checks have against the rows of a plan. */
async function checkRows(parts: SchemaParts, plan: WritePlan, context: ReadContext): Promise<UserError[]> {
  const checked = plan.units.flatMap(unit => {
    const check = parts.writeChecks.get(unit.table);
    const isWritten = unit.operation === 'create' || unit.operation === 'update';
    if (!check || !isWritten) return [];
    return unit.items.map(async ({ id, values }, item) => {
      const faults = await check({ id, values, isNew: unit.operation === 'create' }, context);
      const base = plan.paths[unit.name]!(item);
      return faults.map(fault => ({ ...fault, path: [...base, ...fault.path].map(String) }));
    });
  });
  return (await Promise.all(checked)).flat();
}
