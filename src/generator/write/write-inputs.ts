/**
 * Input types of generated mutations, and the reading of what comes in through them.
 * Every value is checked before SQL; all faults of an input are found, each with its path.
 */
import { isCoded } from '../../errors.ts';
import { type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { OwnedBlueprint, WriteColumn } from '../blueprint/write-blueprint.ts';
import { formatFaults } from '../format-path.ts';
import { assertText, jsonText } from '../list/client-values.ts';
import { type InputFields, named, type SchemaParts, type TypeRef } from '../types/builder.ts';
import { parseIdOf } from '../types/global-id.ts';
import { readShapedInput } from '../types/shaped-values.ts';
import { shapeInputType } from '../types/shapes.ts';

/** Something in an input that has to be mended, and where. */
export interface InputFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type InputRow = Readonly<Record<string, unknown>>;
type Purpose = 'create' | 'update';

const columnOfType = (type: TypeBlueprint, key: string): ColumnBlueprint =>
  type.columns.find(column => column.key === key)!;

/** The columns that a purpose can set, without those that a parent gives. */
function settable(type: TypeBlueprint, purpose: Purpose, owned?: OwnedBlueprint): WriteColumn[] {
  const linked = new Set(owned?.link.map(({ child }) => child));
  return type.write!.columns.filter(({ key, fixed }) => !linked.has(key) && (purpose === 'create' || !fixed));
}

/** The members of an input that set columns of the type. */
export function columnInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  purpose: Purpose,
  owned?: OwnedBlueprint,
): Record<string, object> {
  return Object.fromEntries(
    settable(type, purpose, owned).map(({ key, field, required, reference }) => {
      const column = columnOfType(type, key);
      const note = reference
        ? ` The id of a ${typeOf(parts.blueprint, reference.target).name}, or its UUID.`
        : '';
      return [
        field,
        t.field({
          type: columnInputType(parts, column, reference !== undefined),
          required: purpose === 'create' && required,
          description: `${column.description}${note}`,
        }),
      ];
    }),
  );
}

function columnInputType(parts: SchemaParts, column: ColumnBlueprint, isReference: boolean): TypeRef {
  if (isReference) return 'ID';
  if (column.shape) return shapeInputType(parts, column.shape);
  const scalar = named(parts, column.typeName);
  return column.list ? [scalar] : scalar;
}

/** The values that an input sets, by SQL column name, as JSON; what is wrong goes to `faults`. */
export function readColumns(
  parts: SchemaParts,
  type: TypeBlueprint,
  purpose: Purpose,
  input: InputRow,
  path: InputFault['path'],
  faults: InputFault[],
  owned?: OwnedBlueprint,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const column of settable(type, purpose, owned)) {
    const value = input[column.field];
    const at = [...path, column.field];
    if (value === undefined) continue;
    if (value === null) {
      const { nullable, shape } = columnOfType(type, column.key);
      // Typed JSON is nullable on the way out only.
      const canBeNull = shape ? !column.required : nullable;
      if (!canBeNull)
        faults.push({ path: at, message: `${column.field} must not be null; leave it out to keep it.` });
      else values[column.sqlName] = null;
      continue;
    }
    values[column.sqlName] = readValue(parts, type, column, value, at, faults);
  }
  return values;
}

function readValue(
  parts: SchemaParts,
  type: TypeBlueprint,
  column: WriteColumn,
  value: unknown,
  path: InputFault['path'],
  faults: InputFault[],
): unknown {
  const meaning = columnOfType(type, column.key);
  if (meaning.shape) {
    const result = readShapedInput(parts, type.table, column.key, meaning.shape, value);
    if (result.ok) return result.value;
    for (const issue of result.issues) {
      faults.push({ path: [...path, ...issue.path], message: formatFaults(column.field, [issue]) });
    }
    return undefined;
  }
  try {
    if (column.reference)
      return parseIdOf(typeOf(parts.blueprint, column.reference.target).name, value as string, column.field);
    return checkedJson(value, column.field);
  } catch (error) {
    if (!isCoded(error)) throw error;
    faults.push({ path, message: error.message });
    return undefined;
  }
}

/** The value as JSON that PostgreSQL takes for the column. @throws BAD_USER_INPUT */
function checkedJson(value: unknown, name: string): unknown {
  if (typeof value === 'string') return assertText(value, name);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((item, i) => checkedJson(item, `${name}[${i}]`));
  if (typeof value === 'object' && !(value instanceof Date)) jsonText(value, name);
  return value;
}
