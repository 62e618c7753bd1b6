import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ObjectShape, ShapeRef } from './shape-blueprint.ts';
import { readShapes } from './shape-reader.ts';

const read = (schema: z.ZodType) => readShapes(z.toJSONSchema(schema, { io: 'input' }), 'NoteConfig');
const members = (schema: z.ZodType, name = 'NoteConfig') =>
  (read(schema).shapes.get(name) as ObjectShape).members;

/** A type as SDL writes it. */
const sdl = (ref: ShapeRef): string =>
  ref.kind === 'list' ? `[${sdl(ref.of)}${ref.itemsNullable ? '' : '!'}]` : ref.name;
/** The members of an object as SDL writes its fields. */
const fields = (schema: z.ZodType, name?: string) =>
  Object.fromEntries(
    members(schema, name).map(({ field, type, required, nullable }) => [
      field,
      `${sdl(type)}${required && !nullable ? '!' : ''}`,
    ]),
  );
const descriptions = (shape: z.ZodRawShape) =>
  Object.fromEntries(members(z.object(shape)).map(({ key, description }) => [key, description]));

const step = z.object({ name: z.string() }).meta({ id: 'Step' });
const variant = (type: string, shape: z.ZodRawShape = {}) => z.object({ type: z.literal(type), ...shape });

describe('members', () => {
  it('are nullable where they are optional, where null is a value, and where anything is', () => {
    const schema = z.object({
      must: z.string(),
      may: z.string().optional(),
      nil: z.string().nullable(),
      either: z.int32().nullish(),
      fallback: z.string().default('x'),
      any: z.unknown(),
      only: z.literal(null),
      oneOf: z.literal(['a', null]),
      named: step.nullable(),
      alias: z.string().nullable().meta({ id: 'MaybeText' }),
      object: z.object({ x: z.string() }).nullable().meta({ id: 'MaybeObject' }),
      items: z.array(z.string().nullable()),
      things: z.array(z.unknown()),
    });
    expect(fields(schema)).toEqual({
      must: 'String!',
      may: 'String',
      nil: 'String',
      either: 'Int',
      fallback: 'String',
      any: 'JSON',
      only: 'JSON',
      oneOf: 'NoteConfigOneOf',
      named: 'Step',
      alias: 'String',
      object: 'MaybeObject',
      items: '[String]!',
      things: '[JSON]!',
    });
    const nullable = members(schema)
      .filter(member => member.nullable)
      .map(member => member.key);
    expect(nullable).toEqual(['nil', 'either', 'any', 'only', 'oneOf', 'named', 'alias', 'object']);
  });

  it('have the scalar that holds all their values', () => {
    expect(
      fields(
        z.object({
          small: z.int().min(0).max(9),
          between: z.int().gt(0).lt(10),
          large: z.int(),
          uuid: z.uuid(),
          guid: z.guid(),
          time: z.iso.datetime(),
          five: z.literal(5),
          numbers: z.enum({ one: 1, two: 2 }),
          mixed: z.literal(['a', 1]),
          pair: z.tuple([z.string(), z.int()]),
          grid: z.array(z.array(z.int32())),
          gaps: z.array(z.array(z.int32().nullable())),
        }),
      ),
    ).toEqual({
      small: 'Int!',
      between: 'Int!',
      large: 'Float!',
      uuid: 'UUID!',
      guid: 'UUID!',
      time: 'String!',
      five: 'Float!',
      numbers: 'Float!',
      mixed: 'JSON!',
      pair: 'JSON!',
      grid: '[[Int!]!]!',
      gaps: '[JSON!]!',
    });
  });

  it('with one fixed text are the type’s own, unless they may be absent or are all there is', () => {
    const config = read(z.object({ type: z.literal('x'), a: z.string() })).shapes.get(
      'NoteConfig',
    ) as ObjectShape;
    expect(config.constants).toEqual({ type: 'x' });
    expect(fields(z.object({ flag: z.literal('x').optional(), a: z.string() }))).toEqual({
      flag: 'NoteConfigFlag',
      a: 'String!',
    });
    expect(fields(z.object({ type: z.literal('x') }))).toEqual({ type: 'NoteConfigType!' });
  });

  it('say their ranges where their descriptions do not', () => {
    expect(
      descriptions({
        between: z.int().min(1).max(60).describe('Days.'),
        said: z.int().min(1).max(60).describe('Days, up to 60.'),
        part: z.int().min(1).max(60).describe('As in RFC 4160.'),
        least: z.number().min(1.5),
        above: z.number().positive().max(10),
        gt: z.int().gt(0).lt(10),
        whole: z.int().describe('How many.'),
        one: z.array(z.string()).min(1),
        exact: z.array(z.string()).length(2),
        text: z.string().max(200).optional(),
        nil: z.string().max(200).nullable().describe('Perhaps.'),
        inner: z.string().max(5).describe('Of the schema.').meta({ id: 'Short' }),
      }),
    ).toEqual({
      between: 'Days. 1 to 60.',
      said: 'Days, up to 60.',
      part: 'As in RFC 4160. 1 to 60.',
      least: 'At least 1.5.',
      above: 'Above 0, at most 10.',
      gt: '1 to 9.',
      whole: 'How many. A whole number.',
      one: 'At least 1 item.',
      exact: 'Exactly 2 items.',
      text: 'At most 200 characters.',
      nil: 'Perhaps. At most 200 characters.',
      inner: 'Of the schema. At most 5 characters.',
    });
  });
});

describe('unions', () => {
  it('have the variants’ discriminator for members, a variant of several values its name', () => {
    const group = z
      .object({ type: z.enum(['AND', 'OR']), values: z.array(z.string()) })
      .meta({ id: 'StepGroup' });
    const schema = z.discriminatedUnion('type', [
      variant('first_time', { n: z.int32() }),
      group,
      variant('2d', { n: z.int32() }),
    ]);
    expect(read(schema).shapes.get('NoteConfig')).toMatchObject({
      kind: 'union',
      discriminator: 'type',
      variants: [
        { type: 'NoteConfigFirstTime', field: 'firstTime', values: ['first_time'] },
        { type: 'StepGroup', field: 'stepGroup', values: ['AND', 'OR'] },
        { type: 'NoteConfig_2d', field: '_2d', values: ['2d'] },
      ],
    });
  });

  it('inside unions, and with null among the variants, are one union', () => {
    const inner = z.discriminatedUnion('type', [variant('b'), variant('c')]).meta({ id: 'Inner' });
    const schema = z.object({ by: z.union([variant('a').nullable(), inner]) });
    expect(fields(schema)).toEqual({ by: 'NoteConfigBy' });
    expect(read(schema).shapes.get('NoteConfigBy')).toMatchObject({
      variants: [{ field: 'a' }, { field: 'b' }, { field: 'c' }],
    });
  });

  it('without a discriminator, records and empty objects are JSON', () => {
    expect(
      fields(
        z.object({
          shapes: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
          optional: z.union([
            z.object({ type: z.literal('a').optional(), x: z.string() }),
            z.object({ type: z.literal('b'), x: z.string() }),
          ]),
          booleans: z.discriminatedUnion('ok', [
            z.object({ ok: z.literal(true) }),
            z.object({ ok: z.literal(false) }),
          ]),
          mixed: z.union([z.string(), z.object({ type: z.literal('a') })]),
          record: z.record(z.string(), z.int()),
          empty: z.object({}),
          any: z.json(),
        }),
      ),
    ).toEqual({
      shapes: 'JSON!',
      optional: 'JSON!',
      booleans: 'JSON!',
      mixed: 'JSON!',
      record: 'JSON!',
      empty: 'JSON!',
      any: 'JSON',
    });
  });

  it('of primitives are a scalar where they have a name, and JSON where not', () => {
    const primitives = z.union([z.string(), z.int(), z.number(), z.boolean()]);
    const schema = z.object({ named: primitives.meta({ id: 'Operand' }), bare: primitives });
    expect(fields(schema)).toEqual({ named: 'Operand!', bare: 'JSON!' });
    expect(read(schema).shapes.get('Operand')).toMatchObject({
      kind: 'scalar',
      primitives: ['string', 'number', 'boolean'],
    });
  });
});

describe('recursion', () => {
  it('through objects and unions is the same type again, with an id or without', () => {
    const tree: z.ZodType = z.object({
      name: z.string(),
      get kids() {
        return z.array(tree);
      },
    });
    expect(fields(tree)).toEqual({ name: 'String!', kids: '[NoteConfig!]!' });
    expect(fields(z.object({ tree }), 'NoteConfigTree')).toEqual({
      name: 'String!',
      kids: '[NoteConfigTree!]!',
    });
    const node: z.ZodType = z
      .object({
        get next() {
          return node.nullable();
        },
      })
      .meta({ id: 'Link' });
    expect(fields(node, 'Link')).toEqual({ next: 'Link' });
  });

  it('through lists alone ends in JSON', () => {
    const lists: z.ZodType = z.array(z.lazy(() => lists)).meta({ id: 'Lists' });
    expect(fields(z.object({ lists }))).toEqual({ lists: '[JSON!]!' });
  });
});
