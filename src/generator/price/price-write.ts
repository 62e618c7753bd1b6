/**
 * What a write costs: the rows that it may write by its input, and the filter that finds them.
 * Knows inputs of generated mutations; what the payload selects is walked by the caller.
 */
import { isCoded } from '../../errors.ts';
import { typeOf } from '../blueprint/blueprint.ts';
import { chargeArgument, newArgumentBudget } from '../list/argument-budget.ts';
import { areSought } from '../list/candidates.ts';
import type { Condition } from '../list/condition.ts';
import { type ParseScope, parseWhere, type Where } from '../list/parse-where.ts';
import { priceOfCondition, whyDear } from '../list/price-condition.ts';
import { unserved } from '../list/served.ts';
import { rowsWritten, type WriteSource } from '../write/mutation-tally.ts';
import { prices } from './points.ts';
import type { Place, PriceTally } from './price-tally.ts';

export function tallyWrite(
  tally: PriceTally,
  parse: ParseScope,
  source: WriteSource,
  { input }: Readonly<Record<string, unknown>>,
  at: Place,
): void {
  const rows = rowsWritten(parse.blueprint, source, input);
  tally.add(rows * prices.writtenRow.points, at, 'the rows that it may write');
  const where = source.rows === 'found' ? whereOf(input) : undefined;
  const condition = where && conditionOf(parse, source.table, where);
  if (!condition) return;
  const type = typeOf(parse.blueprint, source.table);
  const why = whyDear(parse.blueprint, type, condition);
  tally.add(priceOfCondition(parse.blueprint, type, condition), at, why, 'where');
  const isScan =
    !areSought(parse.blueprint, type) &&
    unserved(type, { filter: condition, order: [], distinctOn: [] }) === 'filter';
  if (isScan) tally.add(prices.scannedRows.points, at, 'a filter that no index finds rows by', 'where');
}

function whereOf(input: unknown): Where | undefined {
  const given = typeof input === 'object' && input !== null && 'where' in input ? input.where : undefined;
  return typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : undefined;
}

/** What is wrong with it is told by the field when it runs. */
function conditionOf(parse: ParseScope, table: string, where: Where): Condition | undefined {
  try {
    chargeArgument(newArgumentBudget(), where, 'where');
    return parseWhere(parse, table, where);
  } catch (error) {
    if (isCoded(error)) return undefined;
    throw error;
  }
}
