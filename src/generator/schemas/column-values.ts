/**
 * What a column takes: values held to its type, its length and precision, the same for inputs of the API and for code beside it.
 * Knows columns of the Blueprint; typed JSON is its shape's to hold.
 */
import { badUserInput } from '../../errors.ts';
import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import { kinds } from '../kinds/kinds.ts';

/** A value as JSON from which PostgreSQL fills the column. @throws BAD_USER_INPUT naming the path */
export function valueToStored(value: unknown, path: string, column: ColumnBlueprint): unknown {
  if (column.list) return elementsToStored(value as readonly unknown[], path, column);
  const stored = kinds[column.kind].toStored(value, path, column);
  const { longest, kind } = column;
  if (kind === 'text' && longest !== undefined && String(stored).length > longest) {
    // As PostgreSQL counts them.
    if ([...String(stored)].length > longest)
      throw badUserInput(`${path} must have at most ${longest} characters.`);
  }
  return stored;
}

function elementsToStored(
  values: readonly unknown[],
  path: string,
  column: ColumnBlueprint,
  dimensions = column.dimensions,
): unknown[] {
  const lengths = new Set(dimensions > 1 ? values.map(row => (row as readonly unknown[]).length) : []);
  if (lengths.size > 1) throw badUserInput(`${path} must hold lists of one length.`);
  return values.map((value, i) => {
    const at = `${path}[${i}]`;
    if (value === null) return null;
    return dimensions > 1
      ? elementsToStored(value as readonly unknown[], at, column, dimensions - 1)
      : kinds[column.kind].toStored(value, at, column);
  });
}
