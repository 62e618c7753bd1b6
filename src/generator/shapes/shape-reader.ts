/**
 * Reads JSON Schema into shapes, each with a name that is its own.
 * Knows the part of JSON Schema that GraphQL can express; everything else stays the JSON scalar.
 */

import { enumName, upperFirst } from '../blueprint/names.ts';
import { enumValueName } from '../kinds/enum-value-name.ts';
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
import type {
  MemberShape,
  NamedShape,
  ObjectShape,
  ScalarShape,
  ShapeRef,
  UnionShape,
} from './shape-blueprint.ts';

/** What a JSON Schema means, and what of it GraphQL has no words for. */
export interface ReadShapes {
  readonly root: ShapeRef;
  /** Whether null is a value of the root. */
  readonly nullable: boolean;
  /** Every shape below the root, by name. */
  readonly shapes: ReadonlyMap<string, NamedShape>;
  readonly problems: readonly string[];
}

/** `HTTPStatus` → `httpStatus`. */
const lowerFirst = (text: string) => text.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, start => start.toLowerCase());

/** `utm-source` → `utmSource`, `2fa` → `_2fa`. */
const camel = (text: string) => {
  const [first = '', ...rest] = text.split(/[^A-Za-z0-9]+/).filter(part => part !== '');
  return [lowerFirst(first), ...rest.map(upperFirst)].join('').replace(/^(?=\d)/, '_');
};

const isTypeName = (name: string) => /^[A-Za-z][_0-9A-Za-z]*$/.test(name);
const isMemberName = (name: string) => /^_?[0-9A-Za-z][_0-9A-Za-z]*$/.test(name);

const json: ShapeRef = { kind: 'scalar', name: 'JSON' };

/**
 * Reads a JSON Schema into named shapes.
 * @param fallbackName for a root without a name of its own
 */
export function readShapes(jsonSchema: unknown, fallbackName: string): ReadShapes {
  const document = jsonSchema as Schema;
  const reader = new ShapeReader(document, fallbackName);
  return {
    root: reader.refOf(document, fallbackName),
    nullable: reader.canBeNull(document),
    shapes: reader.shapes,
    problems: reader.problems,
  };
}

class ShapeReader {
  readonly shapes = new Map<string, NamedShape>();
  readonly problems: string[] = [];
  private readonly definitions: Readonly<Record<string, Schema>>;
  private readonly document: Schema;
  /** The schema that each name was given to, as text. */
  private readonly owners = new Map<string, string>();
  /** The names of references, and those whose schema is being read. */
  private readonly names: Map<string, string>;
  private readonly open = new Set<string>();

  constructor(document: Schema, rootName: string) {
    this.document = document;
    this.definitions = (document.$defs ?? {}) as Readonly<Record<string, Schema>>;
    this.names = new Map([['#', rootName]]);
  }

  /** The type of a schema, null aside; what has no name is named for its place. */
  refOf(schema: Schema, name: string, isNamed = false): ShapeRef {
    const ref = this.typeOf(schema, name, isNamed);
    const { references } = schema;
    if (references === undefined) return ref;
    if (typeof references === 'string' && ref.kind === 'scalar' && ref.name === 'UUID') {
      return { ...ref, references };
    }
    this.problems.push(
      `refers to ${JSON.stringify(references)} by "${name}", which is no UUID: say it of a z.guid()`,
    );
    return ref;
  }

  private typeOf(schema: Schema, name: string, isNamed: boolean): ShapeRef {
    if (typeof schema.$ref === 'string') return this.referred(schema.$ref, name);
    const bare = withoutNull(schema);
    if (typeof bare.$ref === 'string') return this.referred(bare.$ref, name);
    const members = alternatives(bare, this.resolve);
    if (members) {
      const primitives = [...new Set(members.map(member => primitiveOf(this.resolve(member))))];
      if (!primitives.includes(undefined)) {
        // Only a schema with a name of its own is worth a scalar.
        return isNamed ? this.add(bare, readScalar(bare, name, primitives as Primitive[])) : json;
      }
      return this.readUnion(bare, members, name);
    }
    if (bare.type === 'array') return this.readList(bare, name);
    if (bare.type === 'object') return this.readObject(bare, name);
    const values = fixedValues(bare);
    if (values.length > 0) return this.readEnum(bare, values, name);
    return { kind: 'scalar', name: primitiveScalar(bare) };
  }

  canBeNull(schema: Schema): boolean {
    return isNullable(schema, this.resolve);
  }

  /** Zod calls a recursive schema without a name `__schema0`: it is named for the place where it is met first. */
  private referred(reference: string, place: string): ShapeRef {
    const key = reference.replace('#/$defs/', '');
    const isOwn = key !== '#' && !key.startsWith('__schema');
    const name = this.names.get(key) ?? (isOwn ? enumName(key) : place);
    this.names.set(key, name);
    if (this.shapes.has(name) && this.open.has(key)) return { kind: 'named', name };
    // What contains itself without an object or union in between has no type in GraphQL.
    if (this.open.has(key)) return json;
    this.open.add(key);
    const ref = this.refOf(this.target(reference), name, isOwn);
    this.open.delete(key);
    return ref;
  }

  /** Gives a name to a shape; false where the same schema has it already. */
  private claim(schema: Schema, name: string): boolean {
    const text = JSON.stringify({ ...schema, $schema: undefined, $defs: undefined });
    const owner = this.owners.get(name);
    if (owner === undefined) {
      this.owners.set(name, text);
      if (!isTypeName(name)) this.problems.push(`needs the name "${name}", which GraphQL does not allow`);
      return true;
    }
    if (owner !== text) {
      this.problems.push(
        `needs the name "${name}" for two different schemas: give one of them another with .meta({ id })`,
      );
    }
    return false;
  }

  private add(schema: Schema, shape: NamedShape): ShapeRef {
    if (this.claim(schema, shape.name)) this.shapes.set(shape.name, shape);
    return { kind: 'named', name: shape.name };
  }

  private readList(schema: Schema, name: string): ShapeRef {
    if ('prefixItems' in schema) return json;
    const items = (schema.items ?? {}) as Schema;
    const of = this.refOf(items, `${name}Item`);
    // Of a list in a list, GraphQL's builder cannot say that items may be null.
    const isSayable = of.kind !== 'list' || !of.itemsNullable;
    return { kind: 'list', of: isSayable ? of : json, itemsNullable: isNullable(items, this.resolve) };
  }

  private readObject(schema: Schema, name: string): ShapeRef {
    const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
    if (properties.length === 0) return json;
    const required = new Set((schema.required ?? []) as readonly string[]);
    const isConstant = ([key, property]: [string, Schema]) =>
      required.has(key) && typeof property.const === 'string';
    // A type needs a member: an object of constants only shows them.
    const fixed = properties.every(isConstant) ? [] : properties.filter(isConstant);
    const constants = Object.fromEntries(fixed.map(([key, property]) => [key, property.const as string]));
    const members: MemberShape[] = [];
    // Registered before its members are read, for recursive schemas.
    const shape: ObjectShape = { kind: 'object', name, description: describe(schema), members, constants };
    if (!this.claim(schema, name)) return { kind: 'named', name };
    this.shapes.set(name, shape);
    for (const [key, property] of properties.filter(entry => !fixed.includes(entry))) {
      const inner = withoutNull(property);
      const target = this.resolve(inner);
      const field = this.nameOf(camel(key), `key "${key}"`, name);
      if (field === 'id') {
        this.problems.push(
          `has the member "id" in "${name}": only objects with a global id may have a field of that name, as normalising clients take it for one; rename it`,
        );
      }
      members.push({
        key,
        field,
        type: this.refOf(inner, `${name}${upperFirst(field)}`),
        required: required.has(key),
        nullable: isNullable(property, this.resolve),
        description: withRanges(describe(property) || describe(target), withoutNull(target)),
      });
    }
    return { kind: 'named', name };
  }

  private readUnion(schema: Schema, members: readonly Schema[], name: string): ShapeRef {
    const resolved = members.map(this.resolve);
    if (!resolved.every(member => member.type === 'object')) return json;
    const discriminator = findDiscriminator(resolved, this.resolve);
    if (discriminator === undefined) return json;
    const variants: UnionShape['variants'][number][] = [];
    const shape: UnionShape = { kind: 'union', name, description: describe(schema), discriminator, variants };
    if (!this.claim(schema, name)) return { kind: 'named', name };
    this.shapes.set(name, shape);
    members.forEach((member, i) => {
      const values = fixedValues(
        this.resolve((resolved[i]!.properties as Record<string, Schema>)[discriminator]!),
      );
      const type = this.refOf(member, `${name}${upperFirst(camel(values[0]!))}`) as { name: string };
      const field = values.length === 1 ? camel(values[0]!) : lowerFirst(type.name);
      variants.push({ type: type.name, field: this.nameOf(field, `value "${values[0]}"`, name), values });
    });
    return { kind: 'named', name };
  }

  private readEnum(schema: Schema, values: readonly string[], name: string): ShapeRef {
    return this.add(schema, {
      kind: 'enum',
      name,
      description: describe(schema),
      values: values.map(value => ({
        name: this.nameOf(enumValueName(value), `value "${value}"`, name),
        value,
        ...valueWords(schema, value),
      })),
    });
  }

  /** A name of a member or value, if GraphQL allows it. */
  private nameOf(name: string, what: string, shape: string): string {
    if (!isMemberName(name)) {
      this.problems.push(`has the ${what} in "${shape}", of which no name in GraphQL can be made`);
    }
    return name;
  }

  private readonly resolve = (schema: Schema): Schema =>
    typeof schema.$ref === 'string' ? this.resolve(this.target(schema.$ref)) : schema;

  private target(reference: string): Schema {
    return reference === '#' ? this.document : this.definitions[reference.replace('#/$defs/', '')]!;
  }
}

type Primitive = ScalarShape['primitives'][number];

function primitiveOf({ type }: Schema): Primitive | undefined {
  if (type === 'integer') return 'number';
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

/** What a schema says of one of its values. */
function valueWords({ valueDescriptions }: Schema, value: string): { readonly description?: string } {
  const description: unknown = Object(valueDescriptions)[value];
  return typeof description === 'string' ? { description } : {};
}

function readScalar(schema: Schema, name: string, primitives: readonly Primitive[]): ScalarShape {
  return { kind: 'scalar', name, description: describe(schema), primitives };
}
