import { defineRelations, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { jsonb, pgTable, snakeCase, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BlueprintError, buildBlueprint } from './build-blueprint.ts';
import { formatFaults, formatPath } from './format-path.ts';
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

describe('names', () => {
  it('are those of the schema’s ids, else of the place, and the same in every run', () => {
    const build = () =>
      read(
        z.object({
          first: step,
          second: step.optional(),
          window: z.object({ unit: z.enum(['day', 'week']), marks: z.array(z.object({ at: z.int32() })) }),
          by: z.discriminatedUnion('type', [
            variant('day_of_week', { day: z.int32() }),
            variant('never', { why: step }),
          ]),
        }),
      );
    expect([...build().shapes.keys()]).toEqual([
      'NoteConfig',
      'Step',
      'NoteConfigWindow',
      'NoteConfigWindowUnit',
      'NoteConfigWindowMarksItem',
      'NoteConfigBy',
      'NoteConfigByDayOfWeek',
      'NoteConfigByNever',
    ]);
    expect(build()).toEqual(build());
  });

  it('are taken from the root’s id, and from the table and column where it has none', () => {
    expect(read(step).root).toEqual({ kind: 'named', name: 'Step' });
    expect(read(z.object({ a: z.string() })).root).toEqual({ kind: 'named', name: 'NoteConfig' });
    expect(read(step.nullable()).root).toEqual({ kind: 'named', name: 'Step' });
    // A refined copy has the type of what it refines.
    expect(read(step.refine(() => true).meta({ id: 'FineStep' })).root).toEqual({
      kind: 'named',
      name: 'Step',
    });
  });

  it('of ids and keys are made into names of GraphQL', () => {
    const schema = z.object({
      'utm-source': z.string(),
      utm_medium: z.string(),
      HTTPStatus: z.string(),
      URL: z.string(),
      '2fa': z.object({ on: z.boolean() }),
      _id: z.string(),
      odd: z.object({ name: z.string() }).meta({ id: 'my-step' }),
    });
    expect(fields(schema)).toEqual({
      utmSource: 'String!',
      utmMedium: 'String!',
      httpStatus: 'String!',
      url: 'String!',
      _2fa: 'NoteConfig_2fa!',
      id: 'String!',
      odd: 'MyStep!',
    });
    expect(members(schema).map(({ key }) => key)).toContain('utm-source');
    expect(read(schema).problems).toEqual([]);
  });

  it('that cannot be made are problems: of keys, values and ids', () => {
    const schema = z.object({
      日本: z.string(),
      compare: z.enum(['>', 'less']),
      odd: z.object({ a: z.string() }).meta({ id: '7' }),
    });
    expect(read(schema).problems).toEqual([
      'has the key "日本" in "NoteConfig", of which no name in GraphQL can be made',
      'has the value ">" in "NoteConfigCompare", of which no name in GraphQL can be made',
      'needs the name "7", which GraphQL does not allow',
    ]);
  });

  it('that two schemas of one column need are a problem, never one type for both', () => {
    const clash = z.object({
      step: z.object({ other: z.string() }),
      named: z.object({ name: z.string() }).meta({ id: 'NoteConfigStep' }),
    });
    expect(read(clash).problems).toEqual([
      'needs the name "NoteConfigStep" for two different schemas: give one of them another with .meta({ id })',
    ]);
  });
});

describe('the Blueprint is refused for', () => {
  const notes = snakeCase.table('notes', { id: uuid().primaryKey(), config: jsonb(), other: jsonb() });
  const marks = pgTable('marks', { id: uuid().primaryKey(), style: jsonb() });
  const problemsOf = (shapes: Record<string, z.ZodType>) => {
    const shapesOf = (table: Table) =>
      new Map(
        Object.entries(shapes)
          .filter(([key]) => (table as unknown) === (key === 'style' ? marks : notes))
          .map(([key, schema]) => [
            key,
            {
              jsonSchema: z.toJSONSchema(schema, { io: 'input' }),
              parse: () => ({ ok: true, value: null }) as const,
            },
          ]),
      );
    try {
      buildBlueprint({
        relations: defineRelations({ notes, marks }) as unknown as TablesRelationalConfig,
        rules: { notes: { read: () => ({}) as never }, marks: { read: () => ({}) as never } },
        descriptions: {
          table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
          enum: () => undefined,
        },
        shapes: shapesOf,
      });
      return [];
    } catch (error) {
      if (error instanceof BlueprintError) return error.problems;
      throw error;
    }
  };
  const named = (shape: z.ZodRawShape) => z.object(shape).meta({ id: 'Style' });

  it('two different shapes of one name, with both columns', () => {
    expect(problemsOf({ config: named({ a: z.string() }), style: named({ b: z.string() }) })).toEqual([
      'The shape "Style" of column "marks.style" differs from the one of column "notes.config": give one of them another name with .meta({ id }).',
    ]);
    const same = named({ a: z.string() });
    expect(problemsOf({ config: same, other: same, style: same })).toEqual([]);
  });

  it('a key without a name, with its column', () => {
    expect(problemsOf({ config: z.object({ '→': z.string() }) })).toEqual([
      'The shape of column "notes.config" has the key "→" in "NoteConfig", of which no name in GraphQL can be made.',
    ]);
  });

  it('keys that would share a name', () => {
    expect(problemsOf({ config: z.object({ a_b: z.string(), aB: z.string() }) })).toEqual([
      'The member of shape NoteConfig "aB" is claimed twice by shape "NoteConfig".',
    ]);
  });

  it('a shape that has the name of a table’s type', () => {
    expect(problemsOf({ config: z.object({ a: z.string() }).meta({ id: 'Mark' }) })).toEqual([
      'The type "Mark" is claimed by shape "Mark" and by table "marks": rename one of them.',
    ]);
  });
});

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
          id: z.uuid(),
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
      id: 'UUID!',
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

describe('places in messages', () => {
  it('are written as in filters, with keys that are no names in quotes', () => {
    expect(formatPath('config', ['trend', 'series', 0, 'utm-source', ''])).toBe(
      'config.trend.series[0]["utm-source"][""]',
    );
  });

  it('stand before what is wrong; many faults are counted, long ones cut', () => {
    const issue = (message: string) => ({ path: ['a', 1], message });
    expect(formatFaults('config', [issue('is required'), issue('Too big')])).toBe(
      'config.a[1] is required; config.a[1]: Too big.',
    );
    expect(formatFaults('c', Array(25).fill(issue('is odd')))).toMatch(
      /(c\.a\[1\] is odd; ){10}and 15 more\.$/,
    );
    expect(formatFaults('c', [issue('x'.repeat(5000))]).length).toBeLessThan(400);
  });
});
