/**
 * What hand-written fields, filters and lists are added to the generated schema with.
 * Every way in applies the table's rule; none hands out rows that the viewer may not see.
 */
import type { InputRef, ObjectRef } from '@pothos/core';
import { and, getTableName, type SQL, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../errors.ts';
import { type Blueprint, relationOf, typeOf } from './blueprint/blueprint.ts';
import { filterName, shapeInputName } from './blueprint/names.ts';
import type { RowKey } from './blueprint/row-key.ts';
import type { ViewerBlueprint } from './blueprint/viewer-blueprint.ts';
import type { DeclarationCollector } from './collect-declarations.ts';
import type {
  ComputedFieldDeclaration,
  ComputedListDeclaration,
  FilterDeclaration,
  JsonInput,
  ListFilterDeclaration,
  PayloadDeclaration,
  ResolvedFieldDeclaration,
  RootRowDeclaration,
  RowSql,
  TypesOf,
} from './extension-declarations.ts';
import { formatFaults } from './format-path.ts';
import type { WriteHook } from './hooks/write-hook.ts';
import { kinds } from './kinds/kinds.ts';
import { visible } from './list/visibility.ts';
import { untoldPrice } from './price/value-price.ts';
import type { QueryConfig, ReadContext, Row } from './request.ts';
import type { Rule } from './rules/rule.ts';
import type {
  ColumnName,
  Registry,
  RelationName,
  RowOf,
  TableName,
  TargetName,
  VocabularyOf,
  WrittenRow,
} from './rules/vocabulary.ts';
import { toDrizzle } from './sql/drizzle-sql.ts';
import { type Builder, dynamic, planQuery } from './types/builder.ts';
import { parseIdOf } from './types/global-id.ts';
import type { SchemaParts } from './types/schema-parts.ts';
import { readChecked, readShapedInput } from './types/shaped-values.ts';
import { type NoticedRows, noticeInserts } from './write/compile-notices.ts';
import type { OwnWrites, Written } from './write/own-write.ts';
import { commonMembers, type Refusable } from './write/payload-members.ts';
import type { WriteCheck } from './write/write-check.ts';

/** What hand-written fields are added with. Tables, columns and relations that are not in the registry do not compile. */
export interface Extension<
  Context extends ReadContext,
  R extends Registry = Registry,
  V extends ViewerBlueprint = ViewerBlueprint,
> {
  readonly builder: Builder<Context>;
  /** A generated object type by its GraphQL name, whose values are rows unless said otherwise. */
  type<Value = Row>(name: string): ObjectRef<TypesOf<Context>, Value>;
  /**
   * The type of a mutation's payload: what it tells, and what all payloads have, as `query`, the root rows that are in payloads,
   * and `userErrors`.
   */
  payload<Result extends Refusable>(
    name: string,
    payload: PayloadDeclaration<Context, Result>,
  ): PothosSchemaTypes.ObjectRef<TypesOf<Context>, Result>;
  /** A generated input type by its GraphQL name. */
  inputType(name: string): InputRef<unknown>;
  /** Adds a root field that gives the one visible row of a table that meets a rule; null for viewers who may ask for nothing. */
  addRootRow<T extends TableName<R>>(
    name: string,
    row: RootRowDeclaration<T, Rule<VocabularyOf<R, T, V>>>,
  ): void;
  /** Adds a field whose value is an expression over its row, read with the row. */
  addComputedField<T extends TableName<R>>(
    table: T,
    name: string,
    field: ComputedFieldDeclaration<RowOf<R, T>>,
  ): void;
  /** Adds a field that is resolved from its row by hand; `columns` are read for it. */
  addResolvedField<T extends TableName<R>>(
    table: T,
    name: string,
    field: ResolvedFieldDeclaration<Context, ColumnName<R, T>>,
  ): void;
  /** Makes the list of a relation depend on its row. */
  addComputedList<T extends TableName<R>, F extends RelationName<R, T>>(
    table: T,
    field: F,
    list: ComputedListDeclaration<Context, ColumnName<R, T>, RowOf<R, TargetName<R, T, F>>>,
  ): void;
  /** Adds a member to the `Where` of a type. */
  addFilter<T extends TableName<R>>(table: T, name: string, filter: FilterDeclaration<RowOf<R, T>>): void;
  /** Adds a member to the `Where` of a type that filters a computed list of values by `has`, `hasSome` and so on. */
  addListFilter<T extends TableName<R>>(
    table: T,
    name: string,
    filter: ListFilterDeclaration<RowOf<R, T>, TableName<R>>,
  ): void;
  /** Checks rows of a table before they are written, at whatever door. */
  addWriteCheck<T extends TableName<R>>(check: WriteCheck<T, ColumnName<R, T>>): void;
  /**
   * Has something done after rows of a table were written, at whatever door: after the commit, at least once, also where
   * the process ends in between.
   */
  addWriteHook<T extends TableName<R>>(hook: WriteHook<T, WrittenRow<R, T>>): void;
  /**
   * Writes as the viewer of the request, by a generated mutation: with its rules, references, checks and trail.
   * @param selection what is asked of its payload, beside `userErrors`: "dashboard { id }"
   * @throws what the mutation fails with, where it is nothing that its input could mend
   */
  write(mutation: string, input: object, selection: string, context: ReadContext): Promise<Written>;
  /** The inserts of what accounts are told of rows, each for an expression of the statement written by hand that writes them. */
  notices(noticed: NoticedRows<TableName<R>>): readonly SQL[];
  /** The key that an id, or plain key, of a table's row stands for. @throws BAD_USER_INPUT naming the argument */
  parseId(table: TableName<R>, id: string, argument: string): RowKey;
  /** The typed JSON of a column, for input. */
  jsonInput<T extends TableName<R>>(table: T, column: ColumnName<R, T>): JsonInput;
  /** What a row holds in a typed JSON column, held to every rule of its schema. @throws INTERNAL_SERVER_ERROR saying where it does not fit */
  readChecked<T extends TableName<R>>(table: T, column: ColumnName<R, T>, stored: unknown): unknown;
  /** The condition under which a row of the table exists for the viewer. */
  visible(table: TableName<R>, row: Table): SQL;
  /** The rows of a table that meet a condition and that the viewer may see, with what the field selects. */
  readRows<T extends TableName<R>>(
    table: T,
    condition: RowSql<RowOf<R, T>>,
    limit: number,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): Promise<Row[]>;
  /** The visible row that meets a condition, read with what the document selects under the field; or null. */
  readRow<T extends TableName<R>>(
    table: T,
    condition: RowSql<RowOf<R, T>>,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): Promise<Row | null>;
}

/** What is known before anything is declared. */
interface Known {
  readonly blueprint: Blueprint;
  readonly registry: TablesRelationalConfig;
  readonly shapes: SchemaParts['shapes'];
  readonly writes: OwnWrites;
}

/** @param built what the schema was built with; only resolvers can ask for it */
export function extensionOf<Context extends ReadContext>(
  builder: Builder<Context>,
  declared: DeclarationCollector,
  known: Known,
  built: () => SchemaParts,
): Extension<Context> {
  const { blueprint, writes } = known;
  const visibleRow = (table: string, row: Table) =>
    toDrizzle(visible(blueprint, typeOf(blueprint, table)), getTableName(row));
  const plan = (
    table: string,
    condition: RowSql,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): QueryConfig =>
    planQuery(
      built(),
      { context, info, typeName: typeOf(blueprint, table).name },
      { where: { RAW: (row: Table) => and(condition(row), visibleRow(table, row)) } },
    );
  return {
    builder,
    // Pothos looks names up when it builds the schema; its types know none that are made at run time.
    type: name => name as never,
    inputType: name => name as never,
    payload<Result extends Refusable>(name: string, declaration: PayloadDeclaration<Context, Result>) {
      const { mended = 'What has to be mended; empty where it was done.', ...own } = declaration;
      const payload = builder.objectRef<Result>(name).implement(own);
      dynamic(builder).objectFields(payload, t => commonMembers(built(), t, mended));
      return payload;
    },
    addRootRow: (field, row) => declared.addRootRow({ field, ...row }),
    addComputedField: (table, field, { type, sql, ...declaration }) =>
      declared.add('computed', table, {
        ...declaration,
        field,
        typeName: type,
        sql: declared.sql(table, sql),
      }),
    addResolvedField: (table, field, { type, resolve, price = 1, ...declaration }) => {
      declared.add('resolved', table, { ...declaration, field, typeName: type, price });
      declared.addResolver(`${table}.${field}`, (row, context) => resolve(row, context as Context));
    },
    addComputedList: (table, field, { columns, condition, price = 1 }) => {
      const { target } = relationOf(typeOf(blueprint, table), field);
      declared.add('computedLists', table, { field, columns, price });
      declared.addListCode(`${table}.${field}`, async (row, context) => {
        const only = await condition(row, context as Context);
        return only && declared.sql(target, only);
      });
    },
    addFilter: (table, name, { type, list, description, parse, price = untoldPrice }) => {
      declared.add('filters', table, { name, typeName: type, list, description, values: undefined, price });
      declared.addFilterCode(`${table}.${name}`, (value, path) => {
        const condition = parse(value, path);
        return condition && declared.sql(table, condition);
      });
    },
    addListFilter: (table, name, { kind, references, description, sql, price = untoldPrice.each }) =>
      declared.add('filters', table, {
        name,
        typeName: filterName(kinds[kind].scalar!, true),
        list: false,
        description,
        values: {
          kind,
          sqlType: `${kind}[]`,
          sql: declared.sql(table, sql),
          ...(references === undefined ? {} : { names: typeOf(blueprint, references).name }),
        },
        price: { each: price },
      }),
    addWriteCheck: check => declared.addCheck(check),
    addWriteHook: hook => declared.addHook(hook),
    write: (mutation, input, selection, context) => writes.write(mutation, input, selection, context),
    notices: noticed => noticeInserts(blueprint, noticed).map(insert => toDrizzle(insert)),
    parseId: (table, id, argument) => parseIdOf(blueprint, typeOf(blueprint, table), id, argument),
    jsonInput: (table, column) => jsonInput(known, table, column),
    readChecked: (table, column, stored) => readChecked(built(), typeOf(blueprint, table), column, stored),
    visible: visibleRow,
    readRow: (table, condition, context, info) =>
      context.reads.first(table, plan(table, condition, context, info)),
    readRows: (table, condition, limit, context, info) =>
      context.reads.many(table, { ...plan(table, condition, context, info), limit }),
  };
}

function jsonInput(known: Known, table: string, column: string): JsonInput {
  const ref = typeOf(known.blueprint, table).columns.find(({ key }) => key === column)?.shape;
  if (ref?.kind !== 'named') throw new Error(`Column ${table}.${column} has no shape with a name.`);
  return {
    type: shapeInputName(ref.name),
    parse: (value, path) => {
      const result = readShapedInput(known, table, column, ref, value);
      if (result.ok) return result.value;
      throw badUserInput(formatFaults(path, result.issues));
    },
  };
}
