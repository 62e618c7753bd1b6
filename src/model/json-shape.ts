/**
 * The Zod schemas of JSON columns, declared beside the tables and looked up by them.
 * Knows schemas; what clients see of them is the generator's business.
 */
import type { Table, View } from 'drizzle-orm';
import { z } from 'zod';
import { findSchemaProblems } from './schema-problems.ts';
import { shapeWords } from './shape-words.ts';

/** What is wrong with a value, and where in it. */
export interface ShapeIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ShapeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly ShapeIssue[] };

export interface JsonShape {
  /** The schema as JSON Schema (draft 2020-12): plain data, with named parts under `$defs`. */
  readonly jsonSchema: unknown;
  /** Why values of the schema could not be stored and read; nothing else is asked of it then. */
  readonly problems: readonly string[];
  /** Checks a value of any origin. */
  parse(value: unknown): ShapeResult;
}

const shapes = new WeakMap<Table | View, Map<string, JsonShape>>();

/** Declares the schema of a JSON column. */
export function shapeColumn<T extends Table>(
  table: T,
  column: keyof T['_']['columns'] & string,
  schema: z.ZodType,
): void {
  const ofTable = shapes.get(table) ?? new Map<string, JsonShape>();
  shapes.set(table, ofTable.set(column, shapeOf(schema)));
}

/** The shapes of a table's JSON columns, by TypeScript key. */
export function shapesOf(table: Table | View): ReadonlyMap<string, JsonShape> {
  return shapes.get(table) ?? new Map();
}

/** A schema as a shape. */
export function shapeOf(schema: z.ZodType): JsonShape {
  return {
    get jsonSchema() {
      return z.toJSONSchema(schema, { io: 'input' });
    },
    get problems() {
      return findSchemaProblems(schema);
    },
    parse: value => parse(schema, value),
  };
}

function parse(schema: z.ZodType, value: unknown): ShapeResult {
  try {
    const result = schema.safeParse(value, { error: shapeWords });
    if (result.success) return { ok: true, value: result.data };
    return {
      ok: false,
      issues: result.error.issues.map(({ path, message }) => ({
        path: path.map(step => (typeof step === 'number' ? step : String(step))),
        message,
      })),
    };
  } catch (error) {
    // A recursive schema overflows the stack on a value that is nested some hundred levels deep.
    if (error instanceof RangeError)
      return { ok: false, issues: [{ path: [], message: 'is nested too deeply' }] };
    throw error;
  }
}
