import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatPath } from '../format-path.ts';
import { parseStored } from './parse-stored.ts';
import { findMisfit } from './read-structure.ts';
import { readShapes } from './shape-reader.ts';

/** What is said of a JSON text under a schema, and where; undefined where it fits. */
function said(schema: z.ZodType, text: string): string | undefined {
  const { root, shapes } = readShapes(z.toJSONSchema(schema, { io: 'input' }), 'NoteConfig');
  const misfit = findMisfit(Object.fromEntries(shapes), root, parseStored(text));
  return misfit && `${formatPath('it', misfit.path)} ${misfit.message}`;
}
const member = (schema: z.ZodType, value: string) => said(z.object({ a: schema }), `{"a":${value}}`);

describe('a value fits its shape', () => {
  it.each([
    ['a text of any length', z.string().min(5).max(6), '"x"'],
    ['a text of any form', z.iso.date(), '"soon"'],
    ['a number of any size', z.number().min(5), '-1e300'],
    ['a number of many digits', z.number(), '1.00000000000000000001'],
    ['a whole number that may be large, as a fraction', z.int(), '1.5'],
    ['a whole number written as a fraction', z.int32(), '5.000'],
    ['the least whole number', z.int32(), '-2147483648'],
    ['a list of any length', z.array(z.string()).length(2), '[]'],
    ['a UUID of no version', z.uuid(), '"00000000-0000-0000-0000-00000000000A"'],
    ['null where it is a value', z.string().nullable(), 'null'],
    ['null among values', z.array(z.string().nullable()), '["a", null]'],
    ['null where anything is', z.unknown(), 'null'],
    ['any JSON in a record', z.record(z.string(), z.int()), '{"b": "c"}'],
    ['one of several primitives', z.union([z.string(), z.number()]).meta({ id: 'Own' }), '1.10'],
    ['a member too many', z.strictObject({ b: z.string() }), '{"b": "", "c": 1}'],
  ])('%s', (_, schema, value) => {
    expect(member(schema, value)).toBeUndefined();
  });

  it('where an optional member is absent, and not where it is null', () => {
    const schema = z.object({
      a: z.string().optional(),
      b: z.string().nullish(),
      c: z.string().default('x'),
    });
    expect(said(schema, '{}')).toBeUndefined();
    expect(said(schema, '{"b": null}')).toBeUndefined();
    expect(said(schema, '{"a": null}')).toBe('it.a must be a text, not null');
  });
});

describe('a value does not fit', () => {
  const kind = z.enum(['day', 'week']);
  it.each([
    ['a text', z.string(), '5', 'must be a text, not 5'],
    ['a truth value', z.boolean(), '"yes"', 'must be a truth value, not "yes"'],
    ['a number', z.number(), 'true', 'must be a number that a Float can hold, not true'],
    ['a number of many digits', z.string(), '1.0', 'must be a text, not 1.0'],
    ['more than a Float', z.number(), '1e400', 'must be a number that a Float can hold, not 1e400'],
    ['more than an Int', z.int32(), '2147483648', 'must be a whole number of 32 bits, not 2147483648'],
    ['a fraction', z.int32(), '1.5', 'must be a whole number of 32 bits, not 1.5'],
    ['an id', z.uuid(), '"x"', 'must be a UUID, not "x"'],
    ['an enum', kind, '"hour"', 'must be one of "day", "week", not "hour"'],
    ['an enum, by kind', kind, '["day"]', 'must be one of "day", "week", not a list'],
    ['a list', z.array(z.string()), '{"length": 0}', 'must be a list, not an object'],
    ['an object', z.object({ b: z.string() }), '[]', 'must be an object, not a list'],
    ['an object, by number', z.object({ b: z.string() }), '1.10', 'must be an object, not 1.10'],
    [
      'primitives',
      z.union([z.string(), z.boolean()]).meta({ id: 'Own' }),
      '1.10',
      'must be a text or a truth value, not 1.10',
    ],
    ['null', z.string(), 'null', 'must be a text, not null'],
    ['a long text', z.int32(), `"${'x'.repeat(100)}"`, 'must be a whole number of 32 bits, not a text'],
  ])('%s', (_, schema, value, says) => {
    expect(member(schema, value)).toBe(`it.a ${says}`);
    expect(said(z.object({ a: z.array(schema) }), `{"a":[${value}]}`)).toBe(`it.a[0] ${says}`);
  });

  it('without a required member, which what objects inherit does not stand for', () => {
    expect(said(z.object({ a: z.object({ b: z.string() }) }), '{"a":{}}')).toBe('it.a.b is missing');
    expect(said(z.object({ constructor: z.string() }), '{}')).toBe('it.constructor is missing');
  });

  it('without the discriminator, with another, and as another variant', () => {
    const union = z.discriminatedUnion('type', [
      z.object({ type: z.literal('a'), x: z.string() }),
      z.object({ type: z.enum(['b', 'c']), y: z.string() }),
    ]);
    const list = z.object({ list: z.array(union) });
    expect(said(list, '{"list":[{"type":"a","x":""},{"type":"c","y":""}]}')).toBeUndefined();
    expect(said(list, '{"list":[{"x":""}]}')).toBe('it.list[0].type is missing');
    expect(said(list, '{"list":[{"type":"d"}]}')).toBe(
      'it.list[0].type must be one of "a", "b", "c", not "d"',
    );
    expect(said(list, '{"list":[{"type":"a","x":""},{"type":"b","x":""}]}')).toBe('it.list[1].y is missing');
  });

  it('with another fixed value than its type has', () => {
    const schema = z.object({ version: z.literal('2'), a: z.string() });
    expect(said(schema, '{"version":"2","a":""}')).toBeUndefined();
    expect(said(schema, '{"version":"1","a":""}')).toBe('it.version must be "2", not "1"');
  });
});

describe('a value that is deeper than the stack', () => {
  const tree: z.ZodType = z.object({
    get kids() {
      return z.array(tree);
    },
    name: z.string(),
  });
  const levels = 50_000;
  const nested = (inner: string) => `${'{"name":"a","kids":['.repeat(levels)}${inner}${']}'.repeat(levels)}`;

  it('fits, or does not fit at its end', () => {
    expect(said(tree, nested('{"name":"a","kids":[]}'))).toBeUndefined();
    const { root, shapes } = readShapes(z.toJSONSchema(tree, { io: 'input' }), 'NoteConfig');
    const misfit = findMisfit(Object.fromEntries(shapes), root, parseStored(nested('{"kids":[]}')));
    expect(misfit?.path).toHaveLength(levels * 2 + 1);
    expect(misfit?.message).toBe('is missing');
  });
});
