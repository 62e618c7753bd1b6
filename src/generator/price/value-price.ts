/**
 * What a value of a client costs by what is in it, told as data beside the declaration of what takes the value.
 * Knows JSON; refuses to know what the members mean.
 */

export interface ValuePrice {
  /** What each part of the value costs; the value itself, where no member tells parts. */
  readonly each: number;
  /** The member that objects have which are parts, and what those cost that have certain values in it. */
  readonly by?: { readonly member: string; readonly values: Readonly<Record<string, number>> };
}

/** What is taken for the price of what does not tell its own. */
export const untoldPrice: ValuePrice = { each: 100 };

/** Without recursion: values may nest as deeply as variables may. */
export function priceOfValue({ each, by }: ValuePrice, value: unknown): number {
  if (!by) return each;
  let points = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const entry = pending.pop();
    if (typeof entry !== 'object' || entry === null) continue;
    if (Object.hasOwn(entry, by.member)) points += pointsOf(entry, by, each);
    pending.push(...Object.values(entry));
  }
  return points;
}

function pointsOf(part: object, { member, values }: NonNullable<ValuePrice['by']>, each: number): number {
  const value = String(new Map(Object.entries(part)).get(member));
  return Object.hasOwn(values, value) ? values[value]! : each;
}
