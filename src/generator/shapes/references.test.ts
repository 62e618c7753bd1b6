import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Reference, referencesIn } from './references.ts';
import type { ObjectShape } from './shape-blueprint.ts';
import { inputPath } from './shape-input.ts';
import { readShapes } from './shape-reader.ts';

const owner = () => z.guid().meta({ references: 'users' });
const read = (schema: z.ZodType) => readShapes(z.toJSONSchema(schema, { io: 'input' }), 'NoteConfig');
const found = (schema: z.ZodType, json: unknown) => {
  const { root, shapes } = read(schema);
  return referencesIn(Object.fromEntries(shapes), root, json);
};
const short = (references: readonly Reference[]) =>
  references.map(({ path, target, id }) => `${path.join('.')} ${target} ${id}`);

describe('a member that refers to a table', () => {
  it('says so in its shape, however it is wrapped and described', () => {
    const named = owner().meta({ id: 'OwnerId' });
    const { shapes, problems } = read(
      z.object({
        one: owner(),
        described: owner().describe('Who.').optional(),
        nullable: owner().nullable(),
        outside: z.guid().nullable().meta({ references: 'users' }),
        many: z.array(owner()).min(1).describe('Several.'),
        grid: z.array(z.array(owner())),
        named,
        renamed: named.describe('Another.').optional(),
        none: z.guid(),
      }),
    );
    const refers = { kind: 'scalar', name: 'UUID', references: 'users' };
    const types = (shapes.get('NoteConfig') as ObjectShape).members.map(({ key, type }) => [key, type]);
    expect(Object.fromEntries(types)).toEqual({
      one: refers,
      described: refers,
      nullable: refers,
      outside: refers,
      many: { kind: 'list', of: refers, itemsNullable: false },
      grid: { kind: 'list', of: { kind: 'list', of: refers, itemsNullable: false }, itemsNullable: false },
      named: refers,
      renamed: refers,
      none: { kind: 'scalar', name: 'UUID' },
    });
    expect(problems).toEqual([]);
  });

  it('is a problem where it is no UUID', () => {
    const text = z.string().meta({ references: 'users' });
    const list = z.array(z.guid()).meta({ references: 'users' });
    expect(read(z.object({ text, list })).problems).toEqual([
      'refers to "users" by "NoteConfigText", which is no UUID: say it of a z.guid()',
      'refers to "users" by "NoteConfigList", which is no UUID: say it of a z.guid()',
    ]);
  });
});

describe('the references in a value', () => {
  const condition = z.discriminatedUnion('type', [
    z.object({ type: z.literal('by_owner'), 'owner-id': owner() }),
    z
      .object({
        type: z.enum(['ALL', 'ANY']),
        get values() {
          return z.array(condition);
        },
      })
      .meta({ id: 'Group' }),
  ]) as z.ZodType;

  it('are at the places of its input, in its order', () => {
    const schema = z.object({ first: owner(), rest: z.array(owner()), where: condition, label: z.string() });
    const json = {
      first: 'a',
      rest: ['b', 'c'],
      where: {
        type: 'ALL',
        values: [
          { type: 'by_owner', 'owner-id': 'd' },
          { type: 'ANY', values: [{ type: 'by_owner', 'owner-id': 'e' }] },
        ],
      },
      label: 'f',
    };
    expect(short(found(schema, json))).toEqual([
      'first users a',
      'rest.0 users b',
      'rest.1 users c',
      'where.group.values.0.byOwner.ownerId users d',
      'where.group.values.1.group.values.0.byOwner.ownerId users e',
    ]);
    const { root, shapes } = read(schema);
    const path = ['where', 'values', 1, 'values', 0, 'owner-id'];
    expect(inputPath(Object.fromEntries(shapes), root, json, path)).toEqual(found(schema, json)[4]!.path);
  });

  it('are those of a column that is itself a list', () => {
    expect(found(z.array(owner()), ['a'])).toEqual([{ path: [0], target: 'users', id: 'a' }]);
  });

  it('are none where the value does not fit', () => {
    const schema = z.object({ one: owner(), many: z.array(owner()), where: condition });
    for (const json of [
      null,
      1,
      'a',
      [],
      {},
      { one: 1, many: 'b', where: { type: 'x' } },
      { many: [null, {}] },
    ]) {
      expect(found(schema, json)).toEqual([]);
    }
    expect(found(z.object({ constructor: owner().optional() }), {})).toEqual([]);
  });

  it('are found at any depth', () => {
    let json: object = { type: 'by_owner', 'owner-id': 'a' };
    for (let i = 0; i < 20_000; i++) json = { type: 'ANY', values: [json] };
    const [reference, ...more] = found(condition, json);
    expect(reference).toMatchObject({ target: 'users', id: 'a' });
    expect(reference!.path).toHaveLength(60_002);
    expect(more).toEqual([]);
  });
});
