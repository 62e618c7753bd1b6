/**
 * What hand-written fields, filters and lists are added to the generated schema with.
 * Every way in applies the table's rule; none hands out rows that the viewer may not see.
 */
import type { OutputRefShape } from '@pothos/core';
import { and, type SQL, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../errors.ts';
import { typeOf } from './blueprint/blueprint.ts';
import { scalarByKind } from './blueprint/column-kinds.ts';
import { filterName, shapeInputName } from './blueprint/names.ts';
import { formatFaults } from './format-path.ts';
import { compileColumnFilter } from './list/compile-column-filter.ts';
import type { Where } from './list/compile-where.ts';
import { visible } from './list/visibility.ts';
import type { ReadContext, Row } from './read/reads.ts';
import {
  type Builder,
  type ComputedList,
  type Extra,
  type Fields,
  named,
  planQuery,
  type SchemaParts,
  type WriteCheck,
} from './types/builder.ts';
import { addColumnFilter } from './types/filters.ts';
import { readShapedInput, readStored } from './types/shaped-values.ts';

export interface ComputedField {
  /** The GraphQL name of the field's scalar or enum. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
  /** The value, for a row of the table. */
  readonly sql: Extra;
}

export interface ResolvedField<Context> {
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
  readonly columns: readonly string[];
  resolve(row: Row, context: Context): unknown;
}

export interface HandWrittenFilter {
  /** The GraphQL name of the value's type. */
  readonly type: string;
  readonly list: boolean;
  readonly description: string;
  compile(row: Table, value: unknown, path: string): SQL | undefined;
}

export interface ListFilter {
  readonly kind: 'text' | 'uuid';
  readonly description: string;
  /** The values, as an array of the kind. */
  readonly sql: Extra;
}

export interface JsonInput {
  /** The GraphQL name of the input type. */
  readonly type: string;
  /** The JSON of an input, checked. @throws BAD_USER_INPUT naming every member that is wrong */
  parse(value: unknown, path: string): unknown;
}

/** What hand-written fields are added with. */
export interface Extension<Context extends ReadContext> {
  readonly builder: Builder<Context>;
  /** A generated type by its GraphQL name, as Pothos' field options take it. */
  type(name: string): never;
  /** The same, for a field whose resolver returns a `Value`; a row of a table is what `readRow` gives. */
  type<Value>(name: string): OutputRefShape<Value>;
  /** Adds a field whose value is an expression over its row, read with the row. */
  addComputedField(table: string, name: string, field: ComputedField): void;
  /** Adds a field that is resolved from its row by hand; `columns` are read for it. */
  addResolvedField(table: string, name: string, field: ResolvedField<Context>): void;
  /** Makes the list of a relation depend on its row: see `ComputedList`. */
  addComputedList(table: string, field: string, list: ComputedList): void;
  /** Adds a member to the `Where` of a type. */
  addFilter(table: string, name: string, filter: HandWrittenFilter): void;
  /** Adds a member to the `Where` of a type that filters a computed list of values by `has`, `hasSome` and so on. */
  addListFilter(table: string, name: string, filter: ListFilter): void;
  /** Checks rows of a table before they are written; see `WriteCheck`. */
  addWriteCheck(table: string, check: WriteCheck): void;
  /** The typed JSON of a column, for input. */
  jsonInput(table: string, column: string): JsonInput;
  /** The stored value of a typed JSON column, checked. @throws INTERNAL_SERVER_ERROR where it does not fit its shape */
  readStored(table: string, column: string, stored: unknown): unknown;
  /** The condition under which a row of the table exists for the viewer. */
  visible(table: string, row: Table): SQL;
  /** The rows of a table that meet a condition and that the viewer may see, with what the field selects. */
  readRows(
    table: string,
    condition: (row: Table) => SQL,
    limit: number,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): Promise<Row[]>;
  /** The visible row that meets a condition, read with what the document selects under the field; or null. */
  readRow(
    table: string,
    condition: (row: Table) => SQL,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): Promise<Row | null>;
}

/** The means to add to a schema under construction. */
export function extensionOf<Context extends ReadContext>(
  parts: SchemaParts,
  builder: Builder<Context>,
): Extension<Context> {
  const addField = (table: string, name: string, field: (t: Fields) => object) =>
    parts.builder.objectFields(named(parts, typeOf(parts.blueprint, table).name) as object, t => ({
      [name]: field(t),
    }));
  const plan = (
    table: string,
    condition: (row: Table) => SQL,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ) =>
    planQuery(
      parts,
      { context, info, typeName: typeOf(parts.blueprint, table).name },
      { where: { RAW: (row: Table) => and(condition(row), visible(parts.scope, table, row)) } },
    );
  return {
    builder,
    type: (name: string) => named(parts, name) as never,
    addComputedField: (table, name, { type, nullable, description, sql }) => {
      const member = `@${name}`;
      addField(table, name, t =>
        t.field<Row>({
          type: named(parts, type),
          nullable,
          description,
          extensions: { pothosDrizzleSelect: { columns: {}, extras: { [member]: sql } } },
          resolve: row => row[member],
        }),
      );
    },
    addResolvedField: (table, name, { type, nullable, description, columns, resolve }) =>
      addField(table, name, t =>
        t.field<Row>({
          type: named(parts, type),
          nullable,
          description,
          extensions: {
            pothosDrizzleSelect: { columns: Object.fromEntries(columns.map(column => [column, true])) },
          },
          resolve: (row, _args, context) => resolve(row, context as Context),
        }),
      ),
    addComputedList: (table, field, list) => {
      parts.computedLists.set(`${table}.${field}`, list);
    },
    addFilter: (table, name, { type, list, description, compile }) => {
      const ref = named(parts, type);
      parts.customFilters.set(`${table}.${name}`, { type: list ? [ref] : ref, description, compile });
    },
    addListFilter: (table, name, { kind, description, sql }) => {
      const meaning = { kind, list: true, sqlType: `${kind}[]` };
      const type = addColumnFilter(parts, {
        ...meaning,
        typeName: scalarByKind[kind],
        filterName: filterName(scalarByKind[kind], true),
      });
      parts.customFilters.set(`${table}.${name}`, {
        type,
        description,
        compile: (row, value, path) => compileColumnFilter(sql(row), meaning, value as Where, path),
      });
    },
    addWriteCheck: (table, check) => {
      parts.writeChecks.set(table, check);
    },
    jsonInput: (table, column) => jsonInput(parts, table, column),
    readStored: (table, column, stored) => readStored(parts, typeOf(parts.blueprint, table), column, stored),
    visible: (table, row) => visible(parts.scope, table, row),
    readRow: (table, condition, context, info) =>
      context.reads.first(table, plan(table, condition, context, info)),
    readRows: (table, condition, limit, context, info) =>
      context.reads.many(table, { ...plan(table, condition, context, info), limit }),
  };
}

function jsonInput(parts: SchemaParts, table: string, column: string): JsonInput {
  const ref = typeOf(parts.blueprint, table).columns.find(({ key }) => key === column)?.shape;
  if (ref?.kind !== 'named') throw new Error(`Column ${table}.${column} has no shape with a name.`);
  return {
    type: shapeInputName(ref.name),
    parse: (value, path) => {
      const result = readShapedInput(parts, table, column, ref, value);
      if (result.ok) return result.value;
      throw badUserInput(formatFaults(path, result.issues));
    },
  };
}
