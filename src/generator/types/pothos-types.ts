/**
 * The part of Pothos' builder that the generator uses, by names known at run time.
 * Interfaces only; the builder itself is cast to them in one place.
 */
import type { GraphQLResolveInfo, ValueNode } from 'graphql';
import type { ReadContext } from '../request.ts';

/** A type of the schema, or its name, or a list of it. */
export type TypeRef = object | string | readonly [TypeRef];

export interface FieldOptions<Source, Args> {
  readonly type: TypeRef;
  readonly nullable?: boolean | { readonly list: boolean; readonly items: boolean };
  readonly description: string | undefined;
  readonly deprecationReason?: string | undefined;
  readonly args?: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  resolve(source: Source, args: Args, context: ReadContext, info: GraphQLResolveInfo): unknown;
}

export interface InputOptions {
  readonly type: TypeRef;
  readonly required?: boolean | { readonly list: boolean; readonly items: boolean };
  readonly description: string | undefined;
  readonly deprecationReason?: string | undefined;
}

export interface Fields {
  field<Source, Args = Record<string, never>>(options: FieldOptions<Source, Args>): object;
  arg(options: InputOptions): object;
  listRef(type: TypeRef, options: { readonly nullable: boolean }): TypeRef;
}

export interface RelationFields extends Fields {
  relation(
    name: string,
    options: {
      readonly nullable: true;
      readonly description: string;
      readonly deprecationReason: string | undefined;
      readonly query: object;
    },
  ): object;
}

export interface InputFields {
  field(options: InputOptions): object;
  listRef(type: TypeRef, options: { readonly required: boolean }): TypeRef;
}

export interface InputTypeOptions {
  readonly description: string;
  readonly isOneOf?: boolean;
  fields(t: InputFields): Readonly<Record<string, object>>;
}

/** The part of the Pothos builder that the generator uses, by run-time names. */
export interface DynamicBuilder {
  drizzleObject(
    table: string,
    options: {
      readonly name: string;
      readonly description: string | undefined;
      readonly select: { readonly columns: object };
      readonly interfaces: readonly object[];
      fields(t: RelationFields): Readonly<Record<string, object>>;
    },
  ): object;
  drizzleObjectFields(type: object, fields: (t: RelationFields) => Readonly<Record<string, object>>): void;
  objectFields(type: object, fields: (t: Fields) => Readonly<Record<string, object>>): void;
  queryFields(fields: (t: Fields) => Readonly<Record<string, object>>): void;
  queryType(options: { readonly description: string }): void;
  mutationType(options: { readonly description: string }): void;
  mutationFields(fields: (t: Fields) => Readonly<Record<string, object>>): void;
  objectRef(name: string): {
    implement(options: {
      readonly description: string;
      fields(t: Fields): Readonly<Record<string, object>>;
    }): object;
  };
  interfaceRef(name: string): {
    implement(options: {
      readonly description: string;
      fields(t: Fields): Readonly<Record<string, object>>;
    }): object;
  };
  inputRef(name: string): { implement(options: InputTypeOptions): object };
  enumType(
    name: string,
    options: {
      readonly description: string | undefined;
      readonly values: Readonly<
        Record<
          string,
          {
            readonly value: string;
            readonly description: string | undefined;
            readonly deprecationReason?: string | undefined;
          }
        >
      >;
    },
  ): object;
  unionType(
    name: string,
    options: {
      readonly description: string;
      types(): readonly TypeRef[];
      resolveType(value: unknown): string;
    },
  ): object;
  scalarType(
    name: string,
    options: {
      readonly description: string;
      serialize(value: unknown): unknown;
      parseValue(value: unknown): unknown;
      parseLiteral(node: ValueNode): unknown;
    },
  ): object;
  addScalarType(name: string, scalar: object): object;
}
