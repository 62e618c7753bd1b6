import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findSchemaProblems } from './schema-problems.ts';

/** The problems without the advice that all share. */
const problemsOf = (schema: z.ZodType) => findSchemaProblems(schema).map(problem => problem.split(': ')[0]);

describe('a schema that stores something else than it takes', () => {
  const codec = z.codec(z.string(), z.number(), { decode: Number, encode: String });

  it.each([
    ['a transform', z.string().transform(text => text.length), 'transforms the value'],
    ['a preprocess', z.preprocess(value => value, z.string()), 'transforms the value'],
    ['a codec', codec, 'transforms the value'],
    ['a text for a truth value', z.stringbool(), 'transforms the value'],
    ['a promise', z.promise(z.string()), 'transforms the value'],
    ['a coercion', z.coerce.number(), 'coerces the value'],
    ['a coercion behind a pipe', z.string().pipe(z.coerce.number()), 'coerces the value'],
    ['a transform behind a pipe', z.string().pipe(z.string().transform(Number)), 'transforms the value'],
    ['a default of another kind', z.iso.date().default('today'), 'has a default that it would not take'],
  ])('has a problem: %s', (_, schema, problem) => {
    expect(problemsOf(schema)).toEqual([problem]);
    expect(problemsOf(z.object({ at: schema }))).toEqual([`${problem} at "at"`]);
  });

  it('is found wherever it stands, once', () => {
    const number = z.string().transform(Number);
    const tree: z.ZodType = z.object({
      get kids() {
        return z.array(tree);
      },
      at: z.lazy(() => z.string().transform(Number)),
    });
    expect(
      problemsOf(
        z.strictObject({
          list: z.array(z.object({ at: number.optional() })),
          pair: z.tuple([z.string(), codec], z.coerce.string()),
          record: z.record(z.string(), z.stringbool().nullable()),
          either: z.union([
            z.number(),
            z.object({ type: z.literal('a'), at: z.preprocess(String, z.string()) }),
          ]),
          both: z.intersection(z.object({ a: z.coerce.boolean() }), z.object({ b: z.string() })),
          fallback: z.string().transform(Number).default(0).readonly(),
          rest: z.object({}).catchall(z.coerce.number()),
          tree,
        }),
      ).sort(),
    ).toEqual([
      'coerces the value at "both.a"',
      'coerces the value at "pair[]"',
      'coerces the value at "rest.*"',
      'has a default that it would not take at "fallback"',
      'transforms the value at "either.at"',
      'transforms the value at "fallback"',
      'transforms the value at "list[].at"',
      'transforms the value at "pair[1]"',
      'transforms the value at "record.*"',
      'transforms the value at "tree.at"',
    ]);
  });
});

describe('a schema that stores what it takes', () => {
  it.each([
    [
      'checks',
      z
        .string()
        .trim()
        .toLowerCase()
        .min(1)
        .refine(() => true)
        .superRefine(() => {}),
    ],
    ['a default of its own kind', z.object({ a: z.string().default('x'), b: z.int().prefault(1) })],
    ['a pipe of checks', z.string().pipe(z.email())],
    ['brands and read-only values', z.string().brand('Name').readonly()],
    ['any JSON', z.json()],
    ['a template', z.templateLiteral(['a', z.string()])],
  ])('has no problem: %s', (_, schema) => {
    expect(findSchemaProblems(schema)).toEqual([]);
  });
});

describe('a schema of what JSON cannot hold', () => {
  it.each([
    ['dates', z.date(), 'Date cannot be represented in JSON Schema'],
    ['maps', z.map(z.string(), z.string()), 'Map cannot be represented in JSON Schema'],
    ['large integers', z.bigint(), 'BigInt cannot be represented in JSON Schema'],
  ])('has a problem: %s', (_, schema, says) => {
    expect(findSchemaProblems(z.object({ a: schema }))).toEqual([`holds what JSON cannot: ${says}`]);
  });
});
