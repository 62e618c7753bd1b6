/**
 * The Blueprint: what every type, field, relation, filter, ordering, rule and value means, and where it lies in the database.
 * Plain frozen data: schema, SQL, documents and compiled reads are made from it alone.
 */
import type { ValueKind } from '../kinds/kinds.ts';
import type { EnumLabel } from '../kinds/meaning.ts';
import { globalIdForm } from '../kinds/uuids.ts';
import type { AnyRule } from '../rules/rule.ts';
import type { NamedShape, ShapeRef } from '../shapes/shape-blueprint.ts';
import type { Fragment } from '../sql/fragment.ts';
import type { AbilitiesBlueprint, RootAbilitiesBlueprint } from './abilities-blueprint.ts';
import type { ComputedField, ComputedList, DeclaredFilter, ResolvedField } from './declared-members.ts';
import type { HookBlueprint } from './hook-blueprint.ts';
import type { NoticeRule, NoticesBlueprint } from './notice-blueprint.ts';
import type { ColumnPair, OwnTable, ReservedIndex, SearchBlueprint, ValueSource } from './shared-parts.ts';
import type { ViewerBlueprint } from './viewer-blueprint.ts';
import type { ConstraintBlueprint, WriteBlueprint } from './write-blueprint.ts';

/** A column as it is stored; hidden ones too. */
export interface StoredColumn {
  /** The TypeScript key. */
  readonly key: string;
  readonly sqlName: string;
  /** The PostgreSQL type that a textual value is cast to; of an array, the array's. */
  readonly sqlType: string;
}

/** A column that clients meet. */
export interface ColumnBlueprint extends StoredColumn {
  /** The name of the field, and of the member in filters and orderings. */
  readonly field: string;
  readonly kind: ValueKind;
  /** Whether the application makes something else of values: of a custom type. */
  readonly mapped: boolean;
  /** Whether the column is an array of the kind. */
  readonly list: boolean;
  /** How many dimensions an array is declared with; 0 for a single value. */
  readonly dimensions: number;
  readonly nullable: boolean;
  /** Whether elements of an array can be missing. */
  readonly nullableItems: boolean;
  /** The scalar or enum type of the field. */
  readonly typeName: string;
  /** The input type of filters on the column. */
  readonly filterName: string;
  readonly orderable: boolean;
  /** In which rows clients may know the value, if not in all: elsewhere it is null. Whether it can be missing is then told here. */
  readonly restricted: { readonly read: AnyRule; readonly nullable: boolean } | undefined;
  /** What clients meet in place of the stored value; undefined where that is what they meet. */
  readonly shownAs: Fragment | undefined;
  /** The most characters of a text, or bytes of JSON, that the table holds it to; undefined where it says none. */
  readonly longest: number | undefined;
  /** The labels of an enum column. */
  readonly labels: readonly EnumLabel[];
  /** Of UUIDs that are keys of rows, the name of their type. */
  readonly names?: string;
  /** The shape of a typed JSON column; undefined where JSON stays a scalar. */
  readonly shape: ShapeRef | undefined;
  /** Whether JSON's null is a value of the shape; it is not the column's own. */
  readonly shapeNullable: boolean;
  /** Whether the column always has a value of its shape, unless other hands wrote it: its null is an error's. */
  readonly isNullOnlyByError?: boolean;
  readonly description: string | undefined;
  /** Why clients should not ask for it any more. */
  readonly deprecated: string | undefined;
}

/** How rows of one table are found from those of another. */
export interface RowTies {
  readonly pairs: readonly ColumnPair[];
  /** Further columns that are equal because a foreign key of several columns says so. */
  readonly implied: readonly ColumnPair[];
}

/** How its rows are found; of a many-to-many relation, from the join table. */
export interface RelationBlueprint extends RowTies {
  readonly field: string;
  /** The registry key of the table it leads to. */
  readonly target: string;
  readonly many: boolean;
  /** The join table of a many-to-many relation, and how its rows are found from the row. */
  readonly through: (RowTies & { readonly table: string }) | undefined;
  /** What the relation asks beyond its columns, of the row at one of its ends. */
  readonly condition: { readonly of: 'source' | 'target'; readonly sql: Fragment } | undefined;
  readonly description: string;
  /** Why clients should not ask for it any more. */
  readonly deprecated: string | undefined;
}

/** Columns of which no two rows have the same values. */
export interface UniqueKey {
  /** As clients name it: `slug`, `projectIdAndUserId`. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Deleted rows are not counted among them. */
  readonly onlyPresent: boolean;
}

export interface TypeBlueprint {
  /** The registry key of the table. */
  readonly table: string;
  /** Where the table lies; without a schema, on PostgreSQL's search path. */
  readonly sql: {
    readonly schema: string | undefined;
    readonly name: string;
    readonly kind: 'table' | 'view' | 'materialized view';
  };
  /** The name of the object type. */
  readonly name: string;
  /** The root field for one row. */
  readonly single: string;
  /** The root field for pages of rows. */
  readonly plural: string;
  readonly description: string | undefined;
  /** The keys of the columns that a row is named by, in the order of the key: `row-key.ts` says how it is written. */
  readonly key: readonly string[];
  /** All columns, in the table's order. */
  readonly stored: readonly StoredColumn[];
  /** The SQL names of the columns that statements may read, where they may not read whole rows. */
  readonly readable?: readonly string[];
  /** Visible columns only. */
  readonly columns: readonly ColumnBlueprint[];
  readonly relations: readonly RelationBlueprint[];
  /** The keys of the columns that hold when a row was made and last changed, where there are such. */
  readonly timestamps: { readonly created: string | undefined; readonly updated: string | undefined };
  /** The key of the column that marks deleted rows, and who sees such rows and brings them back. */
  readonly softDelete: { readonly column: string; readonly restore: AnyRule } | undefined;
  /** The rows that a viewer may see, deleted ones aside. */
  readonly read: AnyRule;
  /** The rows among them that guests may meet, where there are such viewers. */
  readonly guests: AnyRule | undefined;
  /** The key of the column that says which tenant a row belongs to; undefined where the rule tells none. */
  readonly tenant: string | undefined;
  /** The keys by which rows are ordered when nothing else is asked. */
  readonly defaultOrder: readonly string[];
  /** What can be written; undefined where nothing can. */
  readonly write: WriteBlueprint | undefined;
  /** What a viewer may do with a row, as the row itself tells; undefined where nothing ever can be done. */
  readonly abilities: AbilitiesBlueprint | undefined;
  /** The columns of plain indexes, by key, in their order: what pages can be read from. */
  readonly indexes: readonly (readonly string[])[];
  /** Those that only statements which ask for them are to use. */
  readonly reservedIndexes: readonly ReservedIndex[];
  /** By what a row is looked up beside its id. */
  readonly uniqueKeys: readonly UniqueKey[];
  /** What rows are searched by; undefined where they are not. */
  readonly search: SearchBlueprint | undefined;
  /** Who is told of rows when they are written; undefined where nobody is. */
  readonly notifies?: readonly NoticeRule[];
  /** What the database holds rows to. */
  readonly constraints: readonly ConstraintBlueprint[];
  readonly computed: readonly ComputedField[];
  readonly resolved: readonly ResolvedField[];
  readonly computedLists: readonly ComputedList[];
  readonly filters: readonly DeclaredFilter[];
}

export interface EnumValue extends EnumLabel {
  readonly description: string | undefined;
  /** Why clients should not use it any more. */
  readonly deprecated: string | undefined;
}

export interface EnumBlueprint {
  /** How SQL names it. */
  readonly sqlName: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly values: readonly EnumValue[];
}

/** The table that keeps the trail of writes, and what its columns hold, by key. */
export interface TrailBlueprint {
  readonly table: string;
  readonly values: Readonly<Record<string, ValueSource>>;
}

/** A root field that gives one visible row of a table, by a condition on it. */
export interface RootRow {
  readonly field: string;
  readonly table: string;
  /** Which row, of those that the viewer may see. */
  readonly rule: AnyRule;
  readonly description: string;
  /** Whether payloads of mutations have it as well. */
  readonly inPayloads?: boolean;
  /** Whether there is a mutation that updates the row, which need not be named then. */
  readonly updates?: boolean;
}

export interface Blueprint {
  /** By registry key, in the registry's order. */
  readonly types: Readonly<Record<string, TypeBlueprint>>;
  readonly enums: readonly EnumBlueprint[];
  /** The shapes of typed JSON by name. */
  readonly shapes: Readonly<Record<string, NamedShape>>;
  readonly viewer: ViewerBlueprint;
  readonly trail: TrailBlueprint | undefined;
  /** Where notices are kept. */
  readonly notices?: NoticesBlueprint;
  readonly outbox: OwnTable | undefined;
  /** The table that remembers writes which were sent with a key of the client's. */
  readonly idempotency: OwnTable | undefined;
  /** Root fields that are declared by hand. */
  readonly rootRows: readonly RootRow[];
  /** What may be done that no row tells. */
  readonly abilities: RootAbilitiesBlueprint | undefined;
  readonly hooks: readonly HookBlueprint[];
  readonly conventions: typeof conventions;
  /** Whether statements are for roles of row-level security, and say of themselves what policies have to know. */
  readonly secured?: true;
}

/** What holds for every type, and is no table's to say. */
export const conventions = {
  /** A global id is the type's name and the text of the key, joined and encoded; escaped are the values of a key of several. */
  globalId: {
    ...globalIdForm,
    escapes: [
      { of: '%', by: '%25' },
      { of: ':', by: '%3A' },
    ],
  },
  page: { defaultSize: 20, maxSize: 100, maxOrderKeys: 8 },
  /** `nodes` answers in the order of the ids, null for what is not there. */
  nodes: { maxIds: 100, order: 'ids' },
  pageInfo: {
    /** Forward, rows beyond the page are counted; backward, a cursor that was given is itself beyond it. */
    hasNextPage: 'rows beyond the page, or a cursor before which it ends',
    hasPreviousPage: 'rows beyond the page, or a cursor after which it begins',
  },
} as const;

/** The type of a table. @throws when the Blueprint has none. */
export function typeOf(blueprint: Blueprint, table: string): TypeBlueprint {
  const type = blueprint.types[table];
  if (!type) throw new Error(`The Blueprint has no type for table ${table}.`);
  return type;
}

/** A column of a type, by key. @throws where clients do not meet it */
export function columnOf(type: TypeBlueprint, key: string): ColumnBlueprint {
  const column = type.columns.find(candidate => candidate.key === key);
  if (!column) throw new Error(`Table ${type.table} has no visible column ${key}.`);
  return column;
}

/** The SQL name of a column, hidden or not. @throws where there is none */
export function sqlNameOf(type: TypeBlueprint, key: string): string {
  const column = type.stored.find(candidate => candidate.key === key);
  if (!column) throw new Error(`Table ${type.table} has no column ${key}.`);
  return column.sqlName;
}

/** A relation of a type. @throws where there is none */
export function relationOf(type: TypeBlueprint, field: string): RelationBlueprint {
  const relation = type.relations.find(candidate => candidate.field === field);
  if (!relation) throw new Error(`Table ${type.table} has no relation ${field}.`);
  return relation;
}

/** Freezes plain data at every depth. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
