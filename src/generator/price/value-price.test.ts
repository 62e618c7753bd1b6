import { describe, expect, it } from 'vitest';
import { priceOfValue } from './value-price.ts';

describe('priceOfValue', () => {
  const price = { each: 10, by: { member: 'operator', values: { regex: 5_000, constructor: 7 } } };

  it('adds up the parts of a value, wherever they are, and what is no part costs nothing', () => {
    const group = {
      values: [{ operator: 'eq' }, { values: [{ operator: 'regex', value: { operator: 'x' } }] }],
    };
    expect(priceOfValue(price, group)).toBe(10 + 5_000 + 10);
    expect(priceOfValue(price, [1, null, 'regex', { property: 'operator' }])).toBe(0);
  });

  it('takes a value of the member for a name, and no name for what objects have by themselves', () => {
    expect(priceOfValue(price, { operator: 'constructor' })).toBe(7);
    expect(priceOfValue(price, { operator: 'toString' })).toBe(10);
    expect(priceOfValue(price, { operator: null })).toBe(10);
  });

  it('is the same for each value where no member tells parts', () => {
    expect(priceOfValue({ each: 100 }, [{ operator: 'regex' }])).toBe(100);
  });

  it('comes to an end however deep a value is', () => {
    let deep: object = { operator: 'regex' };
    for (let i = 0; i < 100_000; i++) deep = { values: [deep] };
    expect(priceOfValue(price, deep)).toBe(5_000);
  });
});
