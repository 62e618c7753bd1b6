/**
 * Zod schemas of tables for code beside the API: what a row is, what a new one takes, and what a change may set.
 * Built by Drizzle, and held to all that the API itself holds inputs to: column types, lengths, shapes, checks of values.
 */
import { type Table, type TablesRelationalConfig, View } from 'drizzle-orm';
import {
  type BuildSchema,
  createInsertSchema,
  createSelectSchema,
  createUpdateSchema,
} from 'drizzle-orm/zod';
import type { z } from 'zod';
import { isCoded } from '../../errors.ts';
import { type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { storedValue } from '../blueprint/column-default.ts';
import { columnsOf } from '../blueprint/drizzle-tables.ts';
import { kinds, type ValueKind } from '../kinds/kinds.ts';
import type { Registry, TableName } from '../rules/vocabulary.ts';
import type { ShapeIssue } from '../shapes/shape-blueprint.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { ValueCheck } from '../write/write-check.ts';
import { valueToStored } from './column-values.ts';

type ColumnsOf<T> = T extends View ? T['_']['selectedFields'] : T extends Table ? T['_']['columns'] : never;

/** Of a table or view, by the types that Drizzle tells. */
type SchemasOf<T> = {
  /** A row as Drizzle reads it. */
  readonly select: BuildSchema<'select', ColumnsOf<T>, undefined, undefined>;
} & (T extends View
  ? unknown
  : {
      /** A row to insert. */
      readonly insert: BuildSchema<'insert', ColumnsOf<T>, undefined, undefined>;
      /** What an update sets. */
      readonly update: BuildSchema<'update', ColumnsOf<T>, undefined, undefined>;
    });

interface AnySchemas {
  readonly select: z.ZodType;
  readonly insert?: z.ZodType;
  readonly update?: z.ZodType;
}

/** By the keys of the registry. */
export type TableSchemas<R extends Registry> = { readonly [T in TableName<R>]: SchemasOf<R[T]['table']> };

/** The same of tables that nothing is known of. */
export type AnyTableSchemas = Readonly<Record<string, AnySchemas>>;

export type SchemaSources = Pick<SchemaParts, 'blueprint' | 'shapes' | 'checks'> & {
  readonly relations: TablesRelationalConfig;
};

/** Each is made when somebody first asks for it. */
export function tableSchemas(sources: SchemaSources): AnyTableSchemas {
  const schemas: Record<string, AnySchemas> = {};
  for (const table of Object.keys(sources.blueprint.types)) {
    const made = once(() => schemasOf(sources, typeOf(sources.blueprint, table)));
    Object.defineProperty(schemas, table, { enumerable: true, get: made });
  }
  return schemas;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function schemasOf(sources: SchemaSources, type: TypeBlueprint): AnySchemas {
  const { table } = sources.relations[type.table]!;
  const refine = refinements(sources, type, table);
  if (table instanceof View) return { select: createSelectSchema(table, refine) };
  const checks = sources.checks.filter(
    (check): check is ValueCheck => check.kind === 'values' && check.table === type.table,
  );
  const checked = (schema: z.ZodObject): z.ZodType =>
    checks.length === 0 ? schema.strict() : schema.strict().superRefine(checking(checks, table));
  return {
    select: createSelectSchema(table, refine),
    insert: checked(createInsertSchema(table, refine)),
    update: checked(createUpdateSchema(table, refine)),
  };
}

type Refine = (schema: z.ZodType) => z.ZodType;

/** What Drizzle's schemas do not ask of values by themselves. */
function refinements(
  sources: SchemaSources,
  type: TypeBlueprint,
  table: Table | View,
): Record<string, Refine> {
  const columns = columnsOf(table);
  return Object.fromEntries(
    type.columns
      .filter(({ key }) => columns[key] && !columns[key].generated)
      .map(column => {
        const faults = (value: unknown) =>
          faultsOf(sources, type, column, storedValue(columns[column.key]!, value), value);
        return [column.key, schema => schema.superRefine((value, context) => report(faults(value), context))];
      }),
  );
}

/** Kinds whose values are told as text, or as JSON, alike by the application and by clients. */
const alike: readonly ValueKind[] = ['text', 'integer', 'bigint', 'float', 'decimal', 'json'];

function faultsOf(
  { shapes }: SchemaSources,
  { table }: TypeBlueprint,
  column: ColumnBlueprint,
  stored: unknown,
  value: unknown,
): readonly ShapeIssue[] {
  if (value === null || value === undefined) return [];
  const shape = shapes(table).get(column.key);
  if (shape) {
    const result = shape.parse(value);
    return result.ok ? [] : result.issues;
  }
  if (column.kind === 'date' && typeof value === 'string' && !kinds.date.isWritten(value, column))
    return [{ path: [], message: `${column.field} must be a date such as 2026-01-31.` }];
  if (!alike.includes(column.kind)) return [];
  try {
    valueToStored(stored, column.field, column);
    return [];
  } catch (error) {
    if (!isCoded(error)) throw error;
    return [{ path: [], message: error.message }];
  }
}

/** Checks that are written by hand, of the values given. */
const checking =
  (checks: readonly ValueCheck[], table: Table) =>
  (row: Record<string, unknown>, context: z.RefinementCtx) => {
    const columns = columnsOf(table);
    const given = Object.entries(row).filter(([key, value]) => columns[key] && value !== undefined);
    const values = Object.fromEntries(given.map(([key, value]) => [key, storedValue(columns[key]!, value)]));
    const about = checks.filter(check => check.columns.some(key => Object.hasOwn(values, key)));
    report(
      about.flatMap(check => check.check(values)),
      context,
    );
  };

function report(faults: readonly ShapeIssue[], context: z.RefinementCtx): void {
  for (const { path, message } of faults) context.addIssue({ code: 'custom', path: [...path], message });
}
