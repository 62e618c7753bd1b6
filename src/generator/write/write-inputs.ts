/**
 * Input types of generated mutations, and the reading of what comes in through them.
 * Every value is checked before SQL; all faults of an input are found, each with its path.
 */
import { type ColumnBlueprint, columnOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { Followed, ReferredBlueprint, WriteColumn } from '../blueprint/write-blueprint.ts';
import { formatFaults } from '../format-path.ts';
import { valueToStored } from '../schemas/column-values.ts';
import { referencesIn } from '../shapes/references.ts';
import { unionOf } from '../shapes/shape-input.ts';
import { inputType } from '../types/column-types.ts';
import { idWords, parseIdOf, referenceWords } from '../types/global-id.ts';
import type { InputFields, InputOptions } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { readShapedInput } from '../types/shaped-values.ts';
import { shapeInputType } from '../types/shapes.ts';
import { connectInputs } from './connect-inputs.ts';
import type { InputPlace } from './input-place.ts';
import { connectsOf, type RowInput, settable } from './settable-columns.ts';
import type { JsonReference, WriteItem } from './write-units.ts';

export type InputRow = Readonly<Record<string, unknown>>;

/** The members of an input that set columns. */
export function columnInputs(parts: SchemaParts, t: InputFields, rows: RowInput): Record<string, object> {
  const connects = connectsOf(parts.blueprint, rows);
  const columns = Object.fromEntries(
    settable(rows).map(({ key, field, required, reference, follows, rule }) => {
      const column = columnOf(rows.type, key);
      const made = rows.type.write!.makes.find(({ column: pointing }) => pointing === key);
      const connect = connects.find(({ column: pointing }) => pointing === key);
      const isRequired = rows.purpose === 'create' && required && !follows && !made && !connect;
      const target = reference?.byId ? typeOf(parts.blueprint, reference.target) : undefined;
      const words = [
        column.description,
        target && referenceWords(target),
        follows && followedWords(rows, follows),
        made && `May be left out beside ${made.field}, which makes it.`,
        connect && rows.purpose === 'create' && `May be left out beside ${connect.field}.`,
        rule && 'FORBIDDEN in rows in which the viewer may not set it.',
      ].filter(each => each !== undefined);
      return [
        field,
        t.field({
          ...columnInputType(parts, t, column, { isRequired, isReference: target !== undefined }),
          description: words.join(' ') || undefined,
          // GraphQL lets nobody give up what has to be given.
          deprecationReason: isRequired ? undefined : column.deprecated,
        }),
      ];
    }),
  );
  return { ...columns, ...connectInputs(parts, t, rows) };
}

/** When a column may be left out. */
function followedWords({ type, purpose }: RowInput, { kind, column }: Followed): string | undefined {
  const { field } = columnOf(type, column);
  if (kind === 'variant') return `May be left out beside ${field}, which tells it.`;
  return purpose === 'create' ? `May be left out: it is that of ${field}.` : undefined;
}

/** The members of an input that say which row is meant, and as of when. */
export function targetInputs(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
): Record<string, object> {
  return {
    id: t.field({ type: 'ID', required: true, description: idWords(type) }),
    ...(type.timestamps.updated === undefined
      ? {}
      : {
          ifUpdatedAt: t.field({
            type: named(parts, 'DateTime'),
            description:
              'The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered.',
          }),
        }),
  };
}

function columnInputType(
  parts: SchemaParts,
  t: InputFields,
  column: ColumnBlueprint,
  { isRequired, isReference }: { readonly isRequired: boolean; readonly isReference: boolean },
): Pick<InputOptions, 'type' | 'required'> {
  if (isReference) return { type: 'ID', required: isRequired };
  if (column.shape) return { type: shapeInputType(parts, column.shape), required: isRequired };
  return inputType(parts, t, column, isRequired);
}

/** What an input sets. */
export type GivenValues = Pick<WriteItem, 'values' | 'given' | 'references' | 'points'>;

/** The values that an input sets, and the rows that they refer to. */
export function readColumns(
  parts: SchemaParts,
  rows: RowInput,
  input: InputRow,
  place: InputPlace,
): GivenValues {
  const values: Record<string, unknown> = {};
  const references: JsonReference[] = [];
  for (const column of settable(rows)) {
    const given = input[column.field];
    if (given === undefined) continue;
    const at = place.at(column.field);
    const value = given === null ? readNull(rows, column, at) : readValue(parts, rows, column, given, at);
    if (value === undefined) continue;
    values[column.sqlName] = value;
    references.push(...referencesOf(parts, columnOf(rows.type, column.key), value, at));
  }
  refuseUnmade(rows, input, place);
  refuseUntold(connectsOf(parts.blueprint, rows), rows, input, place);
  for (const column of settable(rows)) addFollowed(parts, rows, { column, input, values }, place);
  return { values, given: Object.keys(values), references };
}

/** What is needed and neither given nor made, and what would follow from a row that is not there yet. */
function refuseUnmade(rows: RowInput, input: InputRow, place: InputPlace): void {
  const { type, purpose, only } = rows;
  if (purpose !== 'create' || only !== undefined) return;
  const columns = settable(rows);
  for (const { field: made, column: key } of type.write!.makes) {
    const { field, required } = columns.find(column => column.key === key) ?? {};
    const isMade = (input[made] ?? undefined) !== undefined;
    if (field !== undefined && required && input[field] === undefined && !isMade)
      place.at(field).refuse(`${field} must be given, or a new ${made}.`);
    const isNew = isMade && Object(input[made]).connect == null;
    for (const column of columns.filter(({ follows }) => follows?.column === key))
      if (isNew && input[column.field] === undefined)
        place.at(column.field).refuse(`${column.field} must be given beside a new ${made}.`);
  }
}

/** What is needed, and neither given nor told by a unique key. */
function refuseUntold(
  connects: readonly ReferredBlueprint[],
  rows: RowInput,
  input: InputRow,
  place: InputPlace,
): void {
  if (rows.purpose !== 'create' || rows.only !== undefined) return;
  const columns = settable(rows);
  for (const { field: told, column: key } of connects) {
    const { field, required, follows } = columns.find(column => column.key === key)!;
    const isGiven = input[field] !== undefined || (input[told] ?? undefined) !== undefined;
    if (required && !follows && !isGiven) place.at(field).refuse(`${field} must be given, or ${told}.`);
  }
}

interface FollowedInput {
  readonly column: WriteColumn;
  readonly input: InputRow;
  readonly values: Record<string, unknown>;
}

/** A column that is left out, by the variant of typed JSON that is given. */
function addFollowed(
  { blueprint }: SchemaParts,
  { type, purpose }: RowInput,
  { column: { field, sqlName, follows, required }, input, values }: FollowedInput,
  place: InputPlace,
): void {
  if (follows?.kind !== 'variant' || input[field] !== undefined) return;
  const source = columnOf(type, follows.column);
  const told = values[source.sqlName];
  if (told !== undefined && told !== null)
    values[sqlName] = Object(told)[unionOf(blueprint.shapes, source.shape)!.discriminator];
  else if (purpose === 'create' && required && !(input[source.field] ?? false))
    place.at(field).refuse(`${field} must be given where ${source.field} does not tell it.`);
}

/** The rows that typed JSON refers to. */
function referencesOf(
  { blueprint }: SchemaParts,
  { shape }: ColumnBlueprint,
  value: unknown,
  place: InputPlace,
): JsonReference[] {
  if (!shape) return [];
  return referencesIn(blueprint.shapes, shape, value).map(({ target, id, path }) => {
    return { target, id, path: place.at(...path).path };
  });
}

/** Null, or undefined where the column must have a value. */
function readNull({ type }: RowInput, column: WriteColumn, place: InputPlace): null | undefined {
  const { nullable, restricted, shape } = columnOf(type, column.key);
  // Typed JSON, and what not all may know, is nullable on the way out only.
  if (shape ? !column.required : (restricted ?? { nullable }).nullable) return null;
  place.refuse(`${column.field} must not be null; leave it out to keep it.`);
  return undefined;
}

function readValue(
  parts: SchemaParts,
  { type }: RowInput,
  { key, field, reference }: WriteColumn,
  value: unknown,
  place: InputPlace,
): unknown {
  const column = columnOf(type, key);
  if (column.shape) {
    const result = readShapedInput(parts, type.table, key, column.shape, value);
    if (result.ok) return result.value;
    for (const issue of result.issues) place.at(...issue.path).refuse(formatFaults(field, [issue]));
    return undefined;
  }
  if (reference?.byId) {
    const target = typeOf(parts.blueprint, reference.target);
    return place.read(() => parseIdOf(parts.blueprint, target, value as string, field)[0]);
  }
  return place.read(() => valueToStored(value, field, column));
}
