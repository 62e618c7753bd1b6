/**
 * Shapes: what the members of typed JSON mean, as plain data, read from JSON Schema.
 * Knows the part of JSON Schema that GraphQL can express; everything else stays the JSON scalar.
 */
import {
  alternatives,
  describe,
  findDiscriminator,
  fixedValues,
  isNullable,
  primitiveScalar,
  type Schema,
  withoutNull,
  withRanges,
} from './json-schema.ts';
import { enumValueName, upperFirst } from './names.ts';

/** The type of a member. */
export type ShapeRef =
  | { readonly kind: 'scalar'; readonly name: 'String' | 'Int' | 'Float' | 'Boolean' | 'UUID' | 'JSON' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly of: ShapeRef; readonly itemsNullable: boolean };

export interface MemberShape {
  /** The key in the JSON. */
  readonly key: string;
  readonly field: string;
  readonly type: ShapeRef;
  readonly required: boolean;
  /** Whether null is a value of the member, different from its absence. */
  readonly nullable: boolean;
  readonly description: string;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly name: string;
  readonly description: string;
  readonly members: readonly MemberShape[];
  /** Members with one fixed value, which the type's name or its place in a union already tells. */
  readonly constants: Readonly<Record<string, string>>;
}

export interface UnionShape {
  readonly kind: 'union';
  readonly name: string;
  readonly description: string;
  /** The member that tells variants apart. */
  readonly discriminator: string;
  readonly variants: readonly {
    /** The name of the variant's object shape. */
    readonly type: string;
    /** The variant's member in the one-of input. */
    readonly field: string;
    /** The discriminator's values. */
    readonly values: readonly string[];
  }[];
}

export interface EnumShape {
  readonly kind: 'enum';
  readonly name: string;
  readonly description: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** A value that is one of several primitives, such as a text or a number. */
export interface ScalarShape {
  readonly kind: 'scalar';
  readonly name: string;
  readonly description: string;
  readonly primitives: readonly ('string' | 'number' | 'boolean')[];
}

export type NamedShape = ObjectShape | UnionShape | EnumShape | ScalarShape;

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const camel = (text: string) =>
  lowerFirst(
    text
      .split(/[^A-Za-z0-9]+/)
      .map(upperFirst)
      .join(''),
  );

/**
 * Reads a JSON Schema into named shapes.
 * @param fallbackName for a root without a name of its own
 * @returns the root's type, and every shape below it by name
 */
export function readShapes(
  jsonSchema: unknown,
  fallbackName: string,
): { readonly root: ShapeRef; readonly shapes: ReadonlyMap<string, NamedShape> } {
  const document = jsonSchema as Schema;
  const definitions = (document.$defs ?? {}) as Readonly<Record<string, Schema>>;
  const reader = new ShapeReader(definitions);
  return { root: reader.refOf(document, fallbackName), shapes: reader.shapes };
}

class ShapeReader {
  readonly shapes = new Map<string, NamedShape>();
  private readonly definitions: Readonly<Record<string, Schema>>;

  constructor(definitions: Readonly<Record<string, Schema>>) {
    this.definitions = definitions;
  }

  /** The type of a schema; what has no name is named for its place. */
  refOf(schema: Schema, name: string): ShapeRef {
    if (typeof schema.$ref === 'string') {
      const target = schema.$ref.replace('#/$defs/', '');
      return this.refOf(this.definitions[target]!, target);
    }
    const members = alternatives(schema);
    const named = (): ShapeRef => ({ kind: 'named', name });
    if (this.shapes.has(name)) return named();
    if (Array.isArray(schema.enum)) return this.add(name, this.readEnum(schema, name));
    if (members) {
      const primitives = members.map(member => member.type);
      if (
        primitives.every(
          type => type === 'string' || type === 'number' || type === 'boolean' || type === 'integer',
        )
      ) {
        // Only a schema with a name of its own is worth a scalar.
        return this.definitions[name]
          ? this.add(name, readScalar(schema, name, primitives))
          : { kind: 'scalar', name: 'JSON' };
      }
      const union = this.readUnion(schema, members, name);
      return union ? named() : { kind: 'scalar', name: 'JSON' };
    }
    if (schema.type === 'array') {
      const items = (schema.items ?? {}) as Schema;
      return {
        kind: 'list',
        of: this.refOf(withoutNull(items), `${name}Item`),
        itemsNullable: isNullable(items),
      };
    }
    if (schema.type === 'object' && schema.properties !== undefined) {
      this.readObject(schema, name);
      return named();
    }
    return { kind: 'scalar', name: primitiveScalar(schema) };
  }

  private add(name: string, shape: NamedShape): ShapeRef {
    this.shapes.set(name, shape);
    return { kind: 'named', name };
  }

  private readObject(schema: Schema, name: string): void {
    const properties = schema.properties as Readonly<Record<string, Schema>>;
    const required = new Set((schema.required ?? []) as readonly string[]);
    const constants: Record<string, string> = {};
    const members: MemberShape[] = [];
    // Registered before its members are read, for recursive schemas.
    this.shapes.set(name, { kind: 'object', name, description: describe(schema), members, constants });
    for (const [key, property] of Object.entries(properties)) {
      if (typeof property.const === 'string') {
        constants[key] = property.const;
        continue;
      }
      const inner = withoutNull(property);
      members.push({
        key,
        field: camel(key),
        type: this.refOf(inner, `${name}${upperFirst(camel(key))}`),
        required: required.has(key),
        nullable: isNullable(property),
        description: withRanges(describe(property) || describe(this.resolve(inner)), inner),
      });
    }
  }

  private readUnion(schema: Schema, members: readonly Schema[], name: string): boolean {
    const resolved = members.map(member => this.resolve(member));
    if (!resolved.every(member => member.type === 'object')) return false;
    const discriminator = findDiscriminator(resolved, member => this.resolve(member));
    if (discriminator === undefined) return false;
    const variants: UnionShape['variants'][number][] = [];
    this.shapes.set(name, { kind: 'union', name, description: describe(schema), discriminator, variants });
    members.forEach((member, i) => {
      const values = fixedValues(
        this.resolve((resolved[i]!.properties as Record<string, Schema>)[discriminator]!),
      );
      const type = this.refOf(member, `${name}${upperFirst(camel(values[0]!))}`) as { name: string };
      variants.push({
        type: type.name,
        field: values.length === 1 ? camel(values[0]!) : lowerFirst(type.name),
        values,
      });
    });
    return true;
  }

  private readEnum(schema: Schema, name: string): EnumShape {
    const values = (schema.enum as readonly unknown[]).map(String);
    return {
      kind: 'enum',
      name,
      description: describe(schema),
      values: values.map(value => ({ name: enumValueName(value), value })),
    };
  }

  private resolve(schema: Schema): Schema {
    return typeof schema.$ref === 'string' ? this.definitions[schema.$ref.replace('#/$defs/', '')]! : schema;
  }
}

function readScalar(schema: Schema, name: string, types: readonly unknown[]): ScalarShape {
  const primitives = [...new Set(types.map(type => (type === 'integer' ? 'number' : (type as 'string'))))];
  return { kind: 'scalar', name, description: describe(schema), primitives };
}
