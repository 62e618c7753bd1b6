/**
 * Shapes: what the members of typed JSON mean, as plain data.
 * Names and kinds only; they are read from JSON Schema, and made into GraphQL types, elsewhere.
 */

/** The type of a member. */
export type ShapeRef =
  | {
      readonly kind: 'scalar';
      readonly name: 'String' | 'Int' | 'Float' | 'Boolean' | 'UUID' | 'JSON';
      /** The registry key of the table whose row a UUID stands for. */
      readonly references?: string;
    }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly of: ShapeRef; readonly itemsNullable: boolean };

export interface MemberShape {
  /** The key in the JSON. */
  readonly key: string;
  readonly field: string;
  /** The name of its field beside those of other variants of a union, which have another type by that name. */
  readonly apart?: string;
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
  readonly values: readonly {
    readonly name: string;
    readonly value: string;
    /** What it means, where the schema says so. */
    readonly description?: string;
  }[];
}

/** A value that is one of several primitives, such as a text or a number. */
export interface ScalarShape {
  readonly kind: 'scalar';
  readonly name: string;
  readonly description: string;
  readonly primitives: readonly ('string' | 'number' | 'boolean')[];
}

/** What is wrong with a value of typed JSON, and where in it. */
export interface ShapeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type NamedShape = ObjectShape | UnionShape | EnumShape | ScalarShape;
