/**
 * Values of typed JSON at the border: what is stored, on its way out, and what clients send, on its way in.
 * Whether a value fits is its shape's to say; this file says whose value it is, and where in it the fault lies.
 */
import { unreadable } from '../../errors.ts';
import type { ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import type { JsonShape } from '../blueprint/table-rules.ts';
import { formatFaults } from '../format-path.ts';
import { meantUuid } from '../kinds/uuids.ts';
import { JsonText } from '../shapes/json-text.ts';
import { parseStored, parseWithSources, sourceOf } from '../shapes/parse-stored.ts';
import { findMisfit } from '../shapes/read-structure.ts';
import type { ShapeIssue, ShapeRef } from '../shapes/shape-blueprint.ts';
import { inputPath, jsonFromInput } from '../shapes/shape-input.ts';
import { holdsJson } from '../shapes/structure-checks.ts';
import type { SchemaParts } from './schema-parts.ts';

/**
 * Reads what a column of typed JSON holds, which comes as its text: so are JSON's null and the column's told apart.
 * @returns a function that throws INTERNAL_SERVER_ERROR, saying where, for a value that its fields could not show
 */
export function storedReader(
  { blueprint: { shapes } }: SchemaParts,
  type: TypeBlueprint,
  { key, shapeNullable }: ColumnBlueprint,
  ref: ShapeRef,
): (text: string) => unknown {
  const parse = holdsJson(shapes, ref) ? parseWithSources : parseStored;
  const show = shown(ref);
  return text => {
    const value = parse(text);
    if (value === null && shapeNullable) return null;
    const misfit = findMisfit(shapes, ref, value);
    if (misfit) throw unfit(type, key, misfit);
    return show ? show(value) : value;
  };
}

/**
 * The stored value of a column, held to every rule of its schema: for code that acts upon it.
 * @throws INTERNAL_SERVER_ERROR saying where it does not fit
 */
export function readChecked(parts: SchemaParts, type: TypeBlueprint, key: string, stored: unknown): unknown {
  const value: unknown = typeof stored === 'string' ? JSON.parse(stored) : null;
  const result = parts.shapes(type.table).get(key)!.parse(value);
  if (result.ok) return result.value;
  throw unfit(type, key, result.issues[0]!);
}

/** Steps of a place that a message names; nobody reads more. */
const longestPath = 40;

function unfit(type: TypeBlueprint, key: string, { path, message }: ShapeIssue) {
  const issue =
    path.length > longestPath
      ? { path: path.slice(0, longestPath), message: `… ${message}` }
      : { path, message };
  return unreadable(
    `The stored ${key} of this ${type.name} does not have the shape it should have: ${formatFaults(key, [issue])}`,
  );
}

/**
 * From a value inside stored JSON to what GraphQL is given for it; undefined where they are the same.
 * What is JSON to GraphQL too goes out as the text that it came in with, and what is a number there as JavaScript's.
 */
export function shown(ref: ShapeRef): ((value: unknown) => unknown) | undefined {
  if (ref.kind === 'list') {
    const inner = shown(ref.of);
    return inner && (value => (Array.isArray(value) ? value.map(inner) : value));
  }
  if (ref.kind === 'named') return undefined;
  switch (ref.name) {
    case 'JSON':
      return value => {
        const source = typeof value === 'object' && value !== null ? sourceOf(value) : undefined;
        return source === undefined ? value : new JsonText(source);
      };
    case 'Int':
    case 'Float':
      return value => (value instanceof JsonText ? Number(value.text) : value);
    default:
      return undefined;
  }
}

/** The JSON that a client's value of a column's input type stands for, checked; faults are placed in the input, and ids of rows are their UUIDs. */
export function readShapedInput(
  parts: Pick<SchemaParts, 'blueprint' | 'shapes'>,
  table: string,
  key: string,
  ref: ShapeRef,
  value: unknown,
): ReturnType<JsonShape['parse']> {
  const { shapes, types } = parts.blueprint;
  // By the ids that are none of the row that is meant: they are no UUIDs, which the schema finds.
  const faults = new Map<unknown, string>();
  const json = jsonFromInput(shapes, ref, value, (target, id) => {
    const meant = meantUuid(id, types[target]!.name);
    if ('uuid' in meant) return meant.uuid;
    faults.set(id, meant.fault);
    return id;
  });
  const result = parts.shapes(table).get(key)!.parse(json);
  if (result.ok) return result;
  const issues = result.issues.map(({ path, message }) => ({
    path: inputPath(shapes, ref, json, path),
    message: faults.get(valueAt(json, path)) ?? message,
  }));
  return { ok: false, issues };
}

const valueAt = (json: unknown, path: ShapeIssue['path']): unknown =>
  path.reduce(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    json,
  );
