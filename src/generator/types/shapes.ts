/**
 * Typed JSON in the schema: an output type for every shape, and an input type that gives the same JSON.
 * A union is a GraphQL union on the way out and a one-of input on the way in; both share enums and scalars.
 */
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { typeOf } from '../blueprint/blueprint.ts';
import { shapeInputName } from '../blueprint/names.ts';
import { ownMember } from '../shapes/read-structure.ts';
import type {
  NamedShape,
  ObjectShape,
  ScalarShape,
  ShapeRef,
  UnionShape,
} from '../shapes/shape-blueprint.ts';
import { variantOf } from '../shapes/shape-input.ts';
import type { TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';
import { shown } from './shaped-values.ts';

/** Adds the types of every shape. */
export function addShapes(parts: SchemaParts): void {
  const shapes = Object.values(parts.blueprint.shapes);
  for (const shape of shapes) {
    if (shape.kind === 'enum') addEnum(parts, shape);
    if (shape.kind === 'scalar') addScalar(parts, shape);
  }
  // References first: recursive shapes name each other.
  const inputs = new Map(
    shapes
      .filter(shape => shape.kind === 'object' || shape.kind === 'union')
      .map(shape => {
        const ref = parts.builder.inputRef(shapeInputName(shape.name));
        parts.types.set(shapeInputName(shape.name), ref);
        return [shape.name, ref] as const;
      }),
  );
  for (const shape of shapes) {
    if (shape.kind === 'object') {
      addObject(parts, shape);
      addObjectInput(parts, shape, inputs.get(shape.name)!);
    }
    if (shape.kind === 'union') {
      addUnion(parts, shape);
      addUnionInput(parts, shape, inputs.get(shape.name)!);
    }
  }
}

type InputRef = ReturnType<SchemaParts['builder']['inputRef']>;

/** The type that a shape has on the way out. */
export function shapeType(parts: SchemaParts, ref: ShapeRef): TypeRef {
  return ref.kind === 'list' ? [shapeType(parts, ref.of)] : named(parts, ref.name);
}

/** The type that a shape has on the way in. */
export function shapeInputType(parts: SchemaParts, ref: ShapeRef): TypeRef {
  if (ref.kind === 'list') return [shapeInputType(parts, ref.of)];
  return named(parts, parts.types.has(shapeInputName(ref.name)) ? shapeInputName(ref.name) : ref.name);
}

function addEnum(parts: SchemaParts, shape: NamedShape & { kind: 'enum' }): void {
  const sentence = (value: string) => {
    const words = value.replace(/_/g, ' ').toLowerCase();
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  };
  parts.types.set(
    shape.name,
    parts.builder.enumType(shape.name, {
      description: shape.description,
      values: Object.fromEntries(
        shape.values.map(({ name, value, description }) => [
          name,
          { value, description: description ?? sentence(value) },
        ]),
      ),
    }),
  );
}

function addScalar(parts: SchemaParts, { name, description, primitives }: ScalarShape): void {
  const parse = (value: unknown): unknown => {
    if ((primitives as readonly string[]).includes(typeof value)) return value;
    throw new GraphQLError(`${name} expects one of ${primitives.join(', ')}, not ${JSON.stringify(value)}.`);
  };
  parts.types.set(
    name,
    parts.builder.scalarType(name, {
      description,
      serialize: value => value,
      parseValue: parse,
      parseLiteral: node => parse(primitiveOf(node)),
    }),
  );
}

function primitiveOf(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    default:
      return undefined;
  }
}

function addObject(parts: SchemaParts, shape: ObjectShape): void {
  const ref = parts.builder.objectRef(shape.name);
  parts.types.set(shape.name, ref);
  ref.implement({
    description: shape.description,
    fields: t =>
      Object.fromEntries(
        shape.members.flatMap(({ key, field, apart, type, required, nullable, description }) => {
          const show = shown(type);
          const fieldOf = (deprecationReason?: string) =>
            t.field<Readonly<Record<string, unknown>>>({
              type: shapeType(parts, type),
              nullable: nullability(type, !required || nullable),
              description,
              ...(deprecationReason === undefined ? {} : { deprecationReason }),
              resolve: show ? value => show(ownMember(value, key)) : value => ownMember(value, key),
            });
          if (apart === undefined) return [[field, fieldOf()]];
          const reason = `Other variants of a union have another type by this name. Select ${apart}.`;
          return [
            [field, fieldOf(reason)],
            [apart, fieldOf()],
          ];
        }),
      ),
  });
}

/** Of a list, whether it and whether its items can be null. */
export function nullability(type: ShapeRef, nullable: boolean) {
  return type.kind === 'list' ? { list: nullable, items: type.itemsNullable } : nullable;
}

function addUnion(parts: SchemaParts, shape: UnionShape): void {
  const variants = new Set(shape.variants.map(variant => variant.type));
  parts.types.set(
    shape.name,
    parts.builder.unionType(shape.name, {
      description: shape.description,
      types: () => [...variants].map(variant => named(parts, variant)),
      resolveType: value => variantOf(shape, value)!.type,
    }),
  );
}

function addObjectInput(parts: SchemaParts, shape: ObjectShape, ref: InputRef): void {
  ref.implement({
    description: shape.description,
    fields: t =>
      Object.fromEntries(
        shape.members.map(({ field, type, required, nullable, description }) => [
          field,
          t.field({
            type: shapeInputType(parts, type),
            required: required && !nullable,
            description: [description, idsTaken(parts, type)].filter(Boolean).join(' '),
          }),
        ]),
      ),
  });
}

/** What is taken in place of UUIDs that refer to rows. */
function idsTaken(parts: SchemaParts, type: ShapeRef): string | undefined {
  const of = type.kind === 'list' ? type.of : type;
  if (of.kind !== 'scalar' || of.references === undefined) return undefined;
  const name = typeOf(parts.blueprint, of.references).name;
  return type.kind === 'list' ? `Ids of a ${name} are taken, too.` : `The id of a ${name} is taken, too.`;
}

function addUnionInput(parts: SchemaParts, shape: UnionShape, ref: InputRef): void {
  ref.implement({
    description: `${shape.description} Exactly one of the members.`,
    isOneOf: true,
    fields: t =>
      Object.fromEntries(
        shape.variants.map(({ field, type }) => [
          field,
          t.field({
            type: shapeInputType(parts, { kind: 'named', name: type }),
            description: parts.blueprint.shapes[type]!.description,
          }),
        ]),
      ),
  });
}
