/**
 * How much filters and orders a request may ask for, measured before anything is made of them.
 * Works on values of any size and depth without recursion; what they mean is compiled elsewhere.
 */
import { badUserInput, limitExceeded } from '../../errors.ts';
import { maxJsonDepth } from '../kinds/client-values.ts';

/** Members of filters and orders, and items of their lists, that one request may have altogether. */
export const maxArgumentNodes = 5_000;
/** Levels of filters and orders: relations, quantifiers, AND, OR and NOT are one each. */
export const maxArgumentDepth = 16;

/** What is left of a request's allowance. */
export interface ArgumentBudget {
  nodes: number;
}

export const newArgumentBudget = (): ArgumentBudget => ({ nodes: maxArgumentNodes });

/** Members whose values are JSON of the client, in which nesting costs nothing but its size. */
const jsonMembers = new Set(['contains', 'eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'notIn']);

/**
 * Takes the size of an argument from the budget.
 * @throws LIMIT_EXCEEDED where nothing is left or it nests too deeply, BAD_USER_INPUT for JSON nested too deeply
 */
export function chargeArgument(budget: ArgumentBudget, value: unknown, name: string): void {
  // Once the allowance is used up, every further field is refused, however small.
  assertWithin(budget);
  const pending: { value: unknown; depth: number; json: boolean }[] = [{ value, depth: 0, json: false }];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    if (typeof entry.value !== 'object' || entry.value === null) continue;
    const isList = Array.isArray(entry.value);
    const depth = entry.depth + (isList && !entry.json ? 0 : 1);
    if (entry.json && depth > maxJsonDepth) {
      throw badUserInput(`${name} holds JSON that is nested more than ${maxJsonDepth} levels deep.`);
    }
    if (!entry.json && depth > maxArgumentDepth) {
      throw limitExceeded(`${name} is nested too deeply: at most ${maxArgumentDepth} levels are allowed.`);
    }
    for (const [key, member] of Object.entries(entry.value)) {
      if (--budget.nodes < 0) {
        refuse();
      }
      const json = entry.json || (!isList && jsonMembers.has(key));
      pending.push({ value: member, depth: json && !entry.json ? 0 : depth, json });
    }
  }
}

/** Takes all that a list's arguments may be large in. */
export function chargeList(
  budget: ArgumentBudget,
  args: Readonly<Partial<Record<'where' | 'orderBy' | 'distinctOn', unknown>>>,
): void {
  chargeArgument(budget, args.where, 'where');
  chargeArgument(budget, args.orderBy, 'orderBy');
  chargeArgument(budget, args.distinctOn, 'distinctOn');
}

/** @throws LIMIT_EXCEEDED where more was taken than there is */
export function assertWithin(budget: ArgumentBudget): void {
  if (budget.nodes < 0) refuse();
}

function refuse(): never {
  throw limitExceeded(
    `The filters and orders of the request are too large: at most ${maxArgumentNodes} members and list items are allowed altogether.`,
  );
}
