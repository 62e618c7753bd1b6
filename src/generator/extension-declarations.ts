/**
 * What is said of each member that is added to the generated schema by hand.
 * Interfaces only; by which names members are added, and what becomes of them, is the extension's.
 */
import type { ObjectFieldsShape } from '@pothos/core';
import type { SQL, Table } from 'drizzle-orm';
import type { ValuePrice } from './price/value-price.ts';
import type { ReadContext, Row } from './request.ts';
import type { AnyRule } from './rules/rule.ts';
import type { BuilderTypes } from './types/builder.ts';

/** The types of the builder whose requests have a context. */
export type TypesOf<Context extends ReadContext> = PothosSchemaTypes.ExtendDefaultTypes<
  BuilderTypes<Context>
>;

/** A condition over a row, or its value, in Drizzle's SQL. */
export type RowSql<RowTable = Table> = (row: RowTable) => SQL;

export interface FieldDeclaration {
  /** The GraphQL name of the field's scalar or enum. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
}

export interface ComputedFieldDeclaration<RowTable = Table> extends FieldDeclaration {
  /** The value, for a row of the table. */
  readonly sql: RowSql<RowTable>;
}

export interface ResolvedFieldDeclaration<Context, Column extends string = string> extends FieldDeclaration {
  /** Where it is nullable: whether a null always comes with an error, which `@semanticNonNull` tells clients. */
  readonly isNullOnlyByError?: boolean;
  /** Keys of the columns that are read for it. */
  readonly columns: readonly Column[];
  /** What each value of it costs, in points; 1 where it does not tell. */
  readonly price?: number;
  /** The value, from a row whose JSON columns are text. */
  resolve(row: Row, context: Context): unknown;
}

/** Decides, for one row, which rows a list of it has. */
export interface ComputedListDeclaration<Context, Column extends string = string, TargetTable = Table> {
  /** The columns of the row that the decision needs. */
  readonly columns: readonly Column[];
  /** What each list costs beside its rows, in points; 1 where it does not tell. */
  readonly price?: number;
  /** A condition over the target's rows that stands for the relation; undefined leaves it to the relation. */
  condition(row: Row, context: Context): Promise<RowSql<TargetTable> | undefined>;
}

export interface FilterDeclaration<RowTable = Table> {
  /** The GraphQL name of the value's type. */
  readonly type: string;
  readonly list: boolean;
  readonly description: string;
  /** What it costs to ask; 100 points where it does not tell. */
  readonly price?: ValuePrice;
  /** Reads the filter, and gives its condition; undefined where it asks for nothing. @throws BAD_USER_INPUT naming the path */
  parse(value: unknown, path: string): RowSql<RowTable> | undefined;
}

export interface ListFilterDeclaration<RowTable = Table, TableKey extends string = string> {
  readonly kind: 'text' | 'uuid';
  /** Of UUIDs: the table whose rows they are the keys of, so that their ids are taken as well. */
  readonly references?: TableKey;
  readonly description: string;
  /** What it costs to make the values, in points; 100 where it does not tell. */
  readonly price?: number;
  /** The values, as an array of the kind. */
  readonly sql: RowSql<RowTable>;
}

export interface RootRowDeclaration<TableKey extends string = string, TableRule = AnyRule> {
  readonly table: TableKey;
  readonly description: string;
  /** Which row; of those that the viewer may see. */
  readonly rule: TableRule;
  /** Whether payloads of mutations have it as well, as it is after the write; not unless given. */
  readonly inPayloads?: boolean;
  /** Whether a mutation updates it without naming it, `updateViewer` of `viewer`; not unless given. */
  readonly updates?: boolean;
}

export interface JsonInput {
  /** The GraphQL name of the input type. */
  readonly type: string;
  /** The JSON of an input, checked. @throws BAD_USER_INPUT naming every member that is wrong */
  parse(value: unknown, path: string): unknown;
}

export interface PayloadDeclaration<Context extends ReadContext, Result> {
  readonly description: string;
  /** When `userErrors` has anything. */
  readonly mended?: string;
  /** Its own members, beside those that every payload has. */
  readonly fields: ObjectFieldsShape<TypesOf<Context>, Result>;
}
