/**
 * Values that scalars and enums have to refuse, as JSON text: some of them JSON.stringify could not write.
 * Data only; where they go is the suite's.
 */

export interface ValueAttack {
  readonly name: string;
  /** As JSON text. */
  readonly value: string;
  /** What else than a refusal may come of it, as it is a good value in some places. */
  readonly allowed?: RegExp;
}

const refused = (values: Readonly<Record<string, string>>): ValueAttack[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const strange = (values: Readonly<Record<string, string>>): ValueAttack[] =>
  refused(values).map(attack => ({
    ...attack,
    allowed: /^200 (ok|NOT_FOUND|CONFLICT|FORBIDDEN|UNAUTHENTICATED|RATE_LIMITED)$/,
  }));

const texts = {
  NUL: '"a\\u0000b"',
  'a high surrogate alone': '"\\ud800"',
  'a low surrogate alone': '"x\\udfff"',
  'surrogates the wrong way round': '"\\udc00\\ud800"',
};
export const hostileValues: readonly (readonly [type: string, attacks: readonly ValueAttack[]])[] = [
  // Of these there are the most places; elsewhere there are more sorts.
  [
    'String',
    [
      ...refused({ NUL: texts.NUL, 'half a pair': '"\\udfff"', object: '{"__proto__":"x"}' }),
      ...strange({ 'a key of prototypes': '"__proto__"' }),
    ],
  ],
  [
    'ID',
    refused({
      ...texts,
      nothing: '""',
      'a fraction': '1.5',
      '1e999': '1e999',
      __proto__: '"__proto__"',
      '100,000 letters': `"${'x'.repeat(100_000)}"`,
      'the id of no UUID': '"VXNlcjphYmM"',
      'the id of no type': '"Y29uc3RydWN0b3I6NzFiNDI1ZTQtMmM4My04OWExLTg0M2ItMjdkMDM3ZWM5MDBk"',
      SQL: `"' or 1=1 --"`,
    }),
  ],
  [
    'UUID',
    refused({
      ...texts,
      nothing: '""',
      'without its dashes': '"71b425e42c8389a1843b27d037ec900d"',
      number: '1',
      'one digit less': '"71b425e4-2c83-89a1-843b-27d037ec900"',
      constructor: '"constructor"',
    }),
  ],
  [
    'Int',
    [
      ...refused({
        '1e999': '1e999',
        '-1e999': '-1e999',
        'beyond 32 bits': '2147483648',
        'a fraction': '1.5',
        text: '"1"',
        'a truth value': 'true',
        'beyond doubles': '9'.repeat(400),
        __proto__: '"__proto__"',
      }),
      ...strange({ '-0': '-0', 'next to nothing': '1e-400', 'the least': '-2147483648' }),
    ],
  ],
  [
    'Boolean',
    refused({
      text: '"true"',
      number: '1',
      object: '{}',
      '1e999': '1e999',
      'a key of prototypes': '"constructor"',
    }),
  ],
  [
    'DateTime',
    [
      ...refused({
        'year 0': '"0000-01-01T00:00:00Z"',
        'year 10000': '"10000-01-01T00:00:00Z"',
        'year 10000, signed': '"+010000-01-01T00:00:00Z"',
        'a year before Christ': '"-000001-01-01T00:00:00Z"',
        '30 February': '"2026-02-30T00:00:00Z"',
        '25 hours': '"2026-01-01T25:00:00Z"',
        'an offset of 99 hours': '"2026-01-01T00:00:00+99:99"',
        yesterday: '"yesterday"',
        infinity: '"infinity"',
        now: '"now"',
        '1e999': '1e999',
        'a number': '5',
        NUL: '"2026-01-01T00:00:00Z\\u0000"',
        'year 10000 by its offset': '"9999-12-31T23:59:59-12:00"',
      }),
      ...strange({
        '100,000 digits': `"2026-01-01T00:00:00.${'9'.repeat(100_000)}Z"`,
        'year 1': '"0001-01-01T00:00:00-12:00"',
      }),
    ],
  ],
  [
    'JSON',
    [
      ...refused({
        'NUL in a key': '{"a\\u0000":1}',
        NUL: '["a\\u0000"]',
        'half a pair in a key': '{"\\ud800":1}',
        'half a pair': '{"a":"\\udfff"}',
        '1e999': '{"a":1e999}',
        '-1e999': '[-1e999]',
        '1e999 alone': '1e999',
        '400 digits': '9'.repeat(400),
        '400 levels': '['.repeat(400) + ']'.repeat(400),
        '20,000 items': `[${'1,'.repeat(20_000)}1]`,
      }),
      ...strange({
        __proto__: '{"__proto__":{"a":1}}',
        constructor: '{"constructor":{"prototype":{"a":1}}}',
        toJSON: '{"toJSON":"x"}',
      }),
    ],
  ],
  ['PropertyValue', refused({ ...texts, '1e999': '1e999', object: '{"__proto__":1}', list: '[[1]]' })],
  [
    'an enum',
    refused({ 'a key of prototypes': '"__proto__"', toString: '"toString"', number: '0', object: '{}' }),
  ],
];
