/**
 * From the input types of a shape to its JSON and back to places in the input.
 * Knows how one-of inputs stand for variants; whether the JSON is valid is the shape's schema to say.
 */
import type { NamedShape, ObjectShape, ShapeRef, UnionShape } from './shape-blueprint.ts';

type Shapes = Readonly<Record<string, NamedShape>>;
type Path = readonly (string | number)[];

/** What is stored for a value that refers to a row of a table. */
export type Meant = (target: string, value: unknown) => unknown;

/** The JSON that a value of the shape's input type stands for. */
export function jsonFromInput(shapes: Shapes, ref: ShapeRef, value: unknown, meant: Meant): unknown {
  if (value === null || value === undefined) return value;
  if (ref.kind === 'list')
    return (value as unknown[]).map(item => jsonFromInput(shapes, ref.of, item, meant));
  if (ref.kind === 'scalar') return ref.references === undefined ? value : meant(ref.references, value);
  const shape = shapes[ref.name]!;
  switch (shape.kind) {
    case 'object':
      return objectFromInput(shapes, shape, value as Record<string, unknown>, meant);
    case 'union': {
      const [field, inner] = Object.entries(value)[0]!;
      const variant = shape.variants.find(candidate => candidate.field === field)!;
      return jsonFromInput(shapes, { kind: 'named', name: variant.type }, inner, meant);
    }
    default:
      return value;
  }
}

function objectFromInput(
  shapes: Shapes,
  shape: ObjectShape,
  value: Record<string, unknown>,
  meant: Meant,
): unknown {
  const json: Record<string, unknown> = { ...shape.constants };
  for (const { key, field, type, required, nullable } of shape.members) {
    const member = value[field] ?? null;
    // Clients send null for what they leave out; it is kept where it is a value of its own.
    if (member !== null) json[key] = jsonFromInput(shapes, type, member, meant);
    else if (nullable && (required || value[field] === null)) json[key] = null;
  }
  return json;
}

/** Where in the input a place of its JSON is: the names of fields, with the one-of members in between. */
export function inputPath(shapes: Shapes, ref: ShapeRef, json: unknown, path: Path): Path {
  if (ref.kind === 'list') {
    const [index, ...rest] = path;
    if (typeof index !== 'number') return path;
    return [index, ...inputPath(shapes, ref.of, (json as unknown[])?.[index], rest)];
  }
  const shape = ref.kind === 'named' ? shapes[ref.name]! : undefined;
  if (shape?.kind === 'union') {
    const variant = variantOf(shape, json);
    if (!variant) return path;
    return [variant.field, ...inputPath(shapes, { kind: 'named', name: variant.type }, json, path)];
  }
  if (shape?.kind === 'object') {
    const [key, ...rest] = path;
    const member = shape.members.find(candidate => candidate.key === key);
    if (!member) return path;
    const inner = (json as Record<string, unknown> | null)?.[member.key];
    return [member.field, ...inputPath(shapes, member.type, inner, rest)];
  }
  return path;
}

/** The shape of a column whose variants are told apart by a member; undefined for any other. */
export function unionOf(shapes: Shapes, ref: ShapeRef | undefined): UnionShape | undefined {
  const shape = ref?.kind === 'named' ? shapes[ref.name] : undefined;
  return shape?.kind === 'union' ? shape : undefined;
}

/** The variant that a JSON value is of, by its discriminator. */
export function variantOf(shape: UnionShape, json: unknown): UnionShape['variants'][number] | undefined {
  const value = (json as Record<string, unknown> | null)?.[shape.discriminator];
  return shape.variants.find(variant => variant.values.includes(value as string));
}
