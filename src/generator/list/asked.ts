/**
 * What operators ask of a value, read from the members of a filter.
 * Knows kinds of values and where they were said; of which row's value they are asked is known elsewhere.
 */
import { badUserInput } from '../../errors.ts';
import { kinds, operatorNamed, type ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { operands } from '../kinds/operator.ts';

export type Given = Readonly<Record<string, unknown>>;

/** An operator with its operand. */
export type Asked = { readonly operator: string; readonly operand: unknown };

/** Each operator of a filter with its operand. @throws BAD_USER_INPUT naming the member */
export const askedOf = (kind: ValueKind, meaning: Meaning, filter: Given, path: string): Asked[] =>
  Object.entries(filter).map(([name, value]) => {
    const at = `${path}.${name}`;
    if (value === null) {
      throw badUserInput(
        `${at} must not be null. Use { isNull: true } to find missing values, or leave the operator out.`,
      );
    }
    const { operand } = operatorNamed(kind, meaning.list, name);
    return { operator: name, operand: operands[operand].parse(value, at, kinds[kind], meaning) };
  });

export function objectAt(value: unknown, path: string): Given {
  if (value === null)
    throw badUserInput(`${path} must be a filter, not null. Leave it out to filter nothing.`);
  return value as Given;
}
