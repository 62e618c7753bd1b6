import { defineRelations, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { jsonb, pgTable, snakeCase, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../../model/json-shape.ts';
import { BlueprintError, buildBlueprint } from '../blueprint/build-blueprint.ts';
import type { TableRules } from '../blueprint/table-rules.ts';
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
      _note: z.string(),
      odd: z.object({ name: z.string() }).meta({ id: 'my-step' }),
    });
    expect(fields(schema)).toEqual({
      utmSource: 'String!',
      utmMedium: 'String!',
      httpStatus: 'String!',
      url: 'String!',
      _2fa: 'NoteConfig_2fa!',
      note: 'String!',
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
          .map(([key, schema]) => [key, shapeOf(schema)]),
      );
    const open: TableRules = { read: { kind: 'all', of: [] } };
    try {
      buildBlueprint({
        relations: defineRelations({ notes, marks }) as unknown as TablesRelationalConfig,
        rules: { notes: open, marks: open },
        descriptions: {
          table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
          enum: () => undefined,
          constraints: new Map(),
        },
        shapes: shapesOf,
        viewer: { name: 'viewer', columns: {} },
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

  it('a schema that stores something else than it takes, with its column and place', () => {
    const schema = z.object({ steps: z.array(z.object({ at: z.string().transform(Number) })) });
    expect(problemsOf({ config: schema })).toEqual([
      'The shape of column "notes.config" transforms the value at "steps[].at": what it stores would not be what it takes, and could not be read; check the value only, and convert it where it is used.',
    ]);
  });

  it('a schema of what JSON cannot hold', () => {
    expect(problemsOf({ config: z.object({ at: z.date() }) })).toEqual([
      'The shape of column "notes.config" holds what JSON cannot: Date cannot be represented in JSON Schema.',
    ]);
  });

  it('a key without a name, with its column', () => {
    expect(problemsOf({ config: z.object({ '→': z.string() }) })).toEqual([
      'The shape of column "notes.config" has the key "→" in "NoteConfig", of which no name in GraphQL can be made.',
    ]);
  });

  it('a member that clients would take for a global id, however it is written', () => {
    const claim = 'only objects with a global id may have a field of that name';
    for (const key of ['id', 'ID', '_id']) {
      expect(problemsOf({ config: z.object({ a: z.object({ [key]: z.string() }) }) })).toEqual([
        `The shape of column "notes.config" has the member "id" in "NoteConfigA": ${claim}, as normalising clients take it for one; rename it.`,
      ]);
    }
  });

  it('keys that would share a name', () => {
    expect(problemsOf({ config: z.object({ a_b: z.string(), aB: z.string() }) })).toEqual([
      'The member of shape NoteConfig "aB" is claimed twice by shape "NoteConfig".',
    ]);
  });

  it('references to what is no table, by members and by columns', () => {
    const to = (target: string) => z.guid().meta({ references: target });
    expect(
      problemsOf({
        config: z.object({ a: z.array(to('note')), b: to('marks') }),
        style: z.array(to('users')),
      }),
    ).toEqual([
      'The shape of column "marks.style" refers to "users", which is no table of the API.',
      'The member "a" of shape "NoteConfig" refers to "note", which is no table of the API.',
    ]);
  });

  it('a shape that has the name of a table’s type', () => {
    expect(problemsOf({ config: z.object({ a: z.string() }).meta({ id: 'Mark' }) })).toEqual([
      'The type "Mark" is claimed by shape "Mark" and by table "marks": rename one of them.',
    ]);
  });
});
