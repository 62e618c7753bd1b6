/**
 * Values of typed JSON at the border: what is stored, on its way out, and what clients send, on its way in.
 * Whether a value fits is its shape's to say; this file says whose value it is, and where in it the fault lies.
 */
import { unreadable } from '../../errors.ts';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import type { JsonShape } from '../blueprint/table-rules.ts';
import { formatFaults } from '../format-path.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { inputPath, jsonFromInput } from '../shapes/shape-input.ts';
import type { SchemaParts } from './schema-parts.ts';

/** The stored value of a column, checked. @throws INTERNAL_SERVER_ERROR saying where it does not fit its shape */
export function readStored(parts: SchemaParts, type: TypeBlueprint, key: string, stored: unknown): unknown {
  const result = parts.shapes(type.table).get(key)!.parse(stored);
  if (result.ok) return result.value;
  throw unreadable(
    `The stored ${key} of this ${type.name} does not have the shape it should have: ${formatFaults(key, result.issues.slice(0, 1))}`,
  );
}

/** The JSON that a client's value of a column's input type stands for, checked; faults are placed in the input. */
export function readShapedInput(
  parts: Pick<SchemaParts, 'blueprint' | 'shapes'>,
  table: string,
  key: string,
  ref: ShapeRef,
  value: unknown,
): ReturnType<JsonShape['parse']> {
  const { shapes } = parts.blueprint;
  const json = jsonFromInput(shapes, ref, value);
  const result = parts.shapes(table).get(key)!.parse(json);
  if (result.ok) return result;
  const issues = result.issues.map(issue => ({ ...issue, path: inputPath(shapes, ref, json, issue.path) }));
  return { ok: false, issues };
}
