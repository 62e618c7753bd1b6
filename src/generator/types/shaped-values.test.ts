import { sql, type TablesRelationalConfig } from 'drizzle-orm';
import { graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Blueprint, ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import type { ReadContext } from '../request.ts';
import { stringifyJson } from '../shapes/json-text.ts';
import { readShapes } from '../shapes/shape-reader.ts';
import { createBuilder, dynamic } from './builder.ts';
import { addScalarsAndEnums } from './scalars.ts';
import type { SchemaParts } from './schema-parts.ts';
import { storedReader } from './shaped-values.ts';
import { addShapes, nullability, shapeType } from './shapes.ts';

/** What a query of a column with the schema answers, as text, where the column holds the JSON. */
async function answerOf(schema: z.ZodType, stored: string, selection = ''): Promise<string> {
  const read = readShapes(z.toJSONSchema(schema, { io: 'input' }), 'NoteConfig');
  const blueprint = {
    types: {},
    enums: [],
    shapes: Object.fromEntries(read.shapes),
  } as unknown as Blueprint;
  const builder = createBuilder<ReadContext>({} as TablesRelationalConfig, blueprint, () => () => sql`true`);
  const parts = { builder: dynamic(builder), blueprint, types: new Map() } as unknown as SchemaParts;
  addScalarsAndEnums(parts.builder, blueprint, parts.types);
  addShapes(parts);
  const column = { key: 'config', shapeNullable: read.nullable } as ColumnBlueprint;
  const value = storedReader(parts, { name: 'Note' } as TypeBlueprint, column, read.root);
  parts.builder.queryType({ description: 'A query.' });
  parts.builder.queryFields(t => ({
    config: t.field({
      type: shapeType(parts, read.root),
      nullable: nullability(read.root, true),
      description: 'The column.',
      resolve: () => value(stored),
    }),
  }));
  const { data, errors } = await graphql({ schema: builder.toSchema(), source: `{ config ${selection} }` });
  return errors ? errors.map(error => error.message).join('\n') : stringifyJson(data!.config);
}

describe('what GraphQL shows of stored JSON', () => {
  const mixed = z.object({
    record: z.record(z.string(), z.unknown()),
    pair: z.tuple([z.string(), z.number()]),
    items: z.array(z.unknown()),
    grid: z.array(z.array(z.json())),
    any: z.unknown(),
    small: z.int32(),
    large: z.number(),
    many: z.array(z.number().nullable()),
    operand: z.union([z.string(), z.number()]).meta({ id: 'Operand' }),
  });
  const stored =
    '{"record": {"b":  1.10, "2": 1}, "pair": ["a", 12345678901234567890], "items": [{"x": 1.0}, null, 1.50, "t"], "grid": [[{"y":  1e400}], []], "any": {"z": []}, "small": 7.0, "large": 1.50, "many": [0.10, null], "operand": 1.10}';

  it('is the text itself where it is JSON there too, and a number where it is a Float', async () => {
    expect(await answerOf(mixed, stored, '{ record pair items grid any small large many operand }')).toBe(
      '{"record":{"b":  1.10, "2": 1},"pair":["a", 12345678901234567890],"items":[{"x": 1.0},null,1.50,"t"],"grid":[[{"y":  1e400}],[]],"any":{"z": []},"small":7,"large":1.5,"many":[0.1,null],"operand":1.10}',
    );
  });

  it('is the text also where the whole column is', async () => {
    expect(await answerOf(z.record(z.string(), z.number()), '{"b":  1.10}')).toBe('{"b":  1.10}');
    expect(await answerOf(z.array(z.unknown()), '[1.10, {"a":  1}]')).toBe('[1.10,{"a":  1}]');
    expect(await answerOf(z.unknown(), '5.0')).toBe('5.0');
  });

  it('may be of any depth', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(await answerOf(z.object({ any: z.unknown() }), `{"any": ${deep}}`, '{ any }')).toBe(
      `{"any":${deep}}`,
    );
  });

  it('is null where null is a value of the shape, and an error where not', async () => {
    const object = z.object({ a: z.string() });
    expect(await answerOf(object.nullable(), 'null', '{ a }')).toBe('null');
    expect(await answerOf(object, 'null', '{ a }')).toBe(
      'The stored config of this Note does not have the shape it should have: config must be an object, not null.',
    );
    expect(await answerOf(z.record(z.string(), z.number()), 'null')).toMatch(
      /config must be a JSON value, not null\.$/,
    );
  });

  it('is not what every object has by itself', async () => {
    const schema = z.object({
      constructor: z.string().optional(),
      toString: z.string().optional(),
      a: z.string(),
    });
    expect(await answerOf(schema, '{"a": "x"}', '{ a constructor toString }')).toBe(
      '{"a":"x","constructor":null,"toString":null}',
    );
    expect(await answerOf(z.object({ toString: z.string() }), '{}', '{ toString }')).toMatch(
      /config\.toString is missing\.$/,
    );
  });
});
