/**
 * Which of several unique keys tells a row of an input that is made or is there already, and how descriptions name them.
 * Input types only; how a row is sought is compiled elsewhere.
 */
import { columnOf, type TypeBlueprint, type UniqueKey } from '../blueprint/blueprint.ts';
import { constantName, withArticle, words } from '../blueprint/names.ts';
import type { InputFields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';

const fieldsOf = (type: TypeBlueprint, { columns }: UniqueKey) =>
  columns.map(key => columnOf(type, key).field);

/** The fields of each of the keys. */
export const meantFields = (type: TypeBlueprint, keys: readonly UniqueKey[]): string =>
  keys.map(key => fieldsOf(type, key).join(' and ')).join(', or ');

export interface KeyChoice {
  readonly type: TypeBlueprint;
  readonly keys: readonly UniqueKey[];
  /** The name of the enum. */
  readonly name: string;
}

/** Which of several unique keys tells the row. */
export function uniqueKeyInput(parts: SchemaParts, t: InputFields, { type, keys, name }: KeyChoice): object {
  const values = keys.map(key => [
    constantName(key.name),
    { value: key.name, description: `By ${fieldsOf(type, key).join(' and ')}.` },
  ]);
  const ref = parts.builder.enumType(name, {
    description: `What ${withArticle(words(type.single))} is told by that is made or is there already.`,
    values: Object.fromEntries(values),
  });
  return t.field({ type: ref, required: true, description: 'The unique key that tells the row.' });
}
