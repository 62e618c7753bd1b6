/**
 * The Blueprint: what every type, field, relation, filter and ordering of the API means, as plain data.
 * It holds names and kinds only; schema and SQL are made from it elsewhere.
 */

import type { NamedShape, ShapeRef } from '../shapes/shape-blueprint.ts';
import type { WriteBlueprint } from './write-blueprint.ts';

/** How values of a column behave: which scalar shows them, how they compare, what a cursor of them looks like. */
export type ValueKind =
  | 'uuid'
  | 'text'
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'float'
  | 'decimal'
  | 'instant'
  | 'date'
  | 'time'
  | 'enum'
  | 'json';

export interface ColumnBlueprint {
  /** The TypeScript key of the column. */
  readonly key: string;
  /** The name of the field, and of the member in filters and orderings. */
  readonly field: string;
  readonly kind: ValueKind;
  /** Whether the column is a one-dimensional array of the kind. */
  readonly list: boolean;
  readonly nullable: boolean;
  /** The PostgreSQL type that a textual value is cast to. */
  readonly sqlType: string;
  /** The scalar or enum type of the field. */
  readonly typeName: string;
  /** The input type of filters on the column. */
  readonly filterName: string;
  readonly orderable: boolean;
  /** The labels of an enum column. */
  readonly labels: readonly string[];
  /** The shape of a typed JSON column; undefined where JSON stays a scalar. */
  readonly shape: ShapeRef | undefined;
  /** Whether JSON's null is a value of the shape; it is not the column's own. */
  readonly shapeNullable: boolean;
  readonly description: string;
}

export interface RelationBlueprint {
  readonly field: string;
  /** The registry key of the table it leads to. */
  readonly target: string;
  readonly many: boolean;
  /** The registry key of the join table of a many-to-many relation. */
  readonly through: string | undefined;
  readonly description: string;
}

export interface TypeBlueprint {
  /** The registry key of the table. */
  readonly table: string;
  /** The name of the object type. */
  readonly name: string;
  /** The root field for one row. */
  readonly single: string;
  /** The root field for pages of rows. */
  readonly plural: string;
  readonly description: string;
  /** The key of the primary key's column. */
  readonly primaryKey: string;
  /** Visible columns only. */
  readonly columns: readonly ColumnBlueprint[];
  readonly relations: readonly RelationBlueprint[];
  /** The key of the column that marks deleted rows. */
  readonly softDelete: string | undefined;
  /** The keys by which rows are ordered when nothing else is asked. */
  readonly defaultOrder: readonly string[];
  /** What can be written; undefined where nothing can. */
  readonly write: WriteBlueprint | undefined;
}

export interface EnumBlueprint {
  readonly name: string;
  readonly description: string;
  readonly values: readonly { readonly name: string; readonly value: string; readonly description: string }[];
}

export interface Blueprint {
  /** By registry key, in the registry's order. */
  readonly types: Readonly<Record<string, TypeBlueprint>>;
  readonly enums: readonly EnumBlueprint[];
  /** The shapes of typed JSON by name. */
  readonly shapes: Readonly<Record<string, NamedShape>>;
}

/** The type of a table. @throws when the Blueprint has none. */
export function typeOf(blueprint: Blueprint, table: string): TypeBlueprint {
  const type = blueprint.types[table];
  if (!type) throw new Error(`The Blueprint has no type for table ${table}.`);
  return type;
}

/** Freezes plain data at every depth. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
