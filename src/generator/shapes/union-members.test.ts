import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ObjectShape } from './shape-blueprint.ts';
import { readShapes } from './shape-reader.ts';
import { memberShownBy, namedApart } from './union-members.ts';

const variant = (type: string, members: z.ZodRawShape) =>
  z.object({ type: z.literal(type), ...members }).meta({ id: type });
const read = (...variants: ReturnType<typeof variant>[]) => {
  const schema = z.object({ node: z.discriminatedUnion('type', variants as never).meta({ id: 'Node' }) });
  const { shapes, problems } = namedApart(
    Object.fromEntries(readShapes(z.toJSONSchema(schema, { io: 'input' }), 'Root').shapes),
  );
  const apart = Object.values(shapes).flatMap(shape =>
    shape.kind === 'object'
      ? shape.members.flatMap(({ field, apart }) => (apart ? [`${shape.name}.${field}: ${apart}`] : []))
      : [],
  );
  return { shapes, problems, apart };
};
const step = (members: z.ZodRawShape, id: string) => z.object(members).meta({ id });

describe('a member of a union', () => {
  it('keeps its name where all variants have one type by it', () => {
    expect(read(variant('a', { at: z.string() }), variant('b', { at: z.string() })).apart).toEqual([]);
  });

  it.each([
    ['another scalar', z.string(), z.number()],
    ['a list', z.string(), z.array(z.string())],
    ['one that can be missing', z.string(), z.string().optional()],
    ['a list of what can be null', z.array(z.string()), z.array(z.string().nullable())],
    ['an object in place of a scalar', z.string(), step({ name: z.string() }, 'Step')],
    ['an object whose member differs', step({ n: z.string() }, 'One'), step({ n: z.number() }, 'Two')],
  ])('is named for the later variant where that has %s', (_, one, other) => {
    expect(read(variant('a', { at: one }), variant('b', { at: other })).apart).toEqual(['B.at: bAt']);
  });

  it('keeps its name where objects differ in members that the other does not have', () => {
    const [one, two] = [step({ n: z.string(), a: z.int() }, 'One'), step({ n: z.string() }, 'Two')];
    expect(read(variant('a', { at: one }), variant('b', { at: two })).apart).toEqual([]);
  });

  it('keeps its name when a variant is added last', () => {
    const [a, b] = [variant('a', { at: z.string() }), variant('b', { at: z.number() })];
    expect(read(a, b, variant('c', { at: z.boolean() })).apart).toEqual(['B.at: bAt', 'C.at: cAt']);
  });

  it('is a problem where a third variant has the name that it would get, with another type', () => {
    const [a, b] = [variant('a', { at: z.string() }), variant('b', { at: z.number() })];
    expect(read(a, b, variant('c', { bAt: z.string() })).apart).toEqual(['B.at: bAt', 'C.bAt: cBAt']);
    expect(read(variant('c', { bAt: z.string() }), a, b).problems).toEqual([
      'The members "bAt" of shapes "C" and "B" cannot be selected together of the union "Node": rename one of them.',
    ]);
  });

  it('is shown by both names', () => {
    const { shapes } = read(variant('a', { at: z.string() }), variant('b', { at: z.number() }));
    const names = ['at', 'bAt', 'other'].map(name => memberShownBy(shapes.B as ObjectShape, name)?.key);
    expect(names).toEqual(['at', 'at', undefined]);
  });
});
