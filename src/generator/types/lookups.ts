/**
 * Input types by which one row is looked up: its unique keys, of which exactly one is said.
 */
import { columnOf, type TypeBlueprint, type UniqueKey } from '../blueprint/blueprint.ts';
import { lookupKeyName, lookupName, withArticle } from '../blueprint/names.ts';
import type { InputFields } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

/** Adds the input of every type that has unique keys beside its id. */
export function addLookups(parts: SchemaParts): void {
  for (const type of Object.values(parts.blueprint.types)) {
    if (type.uniqueKeys.length === 0) continue;
    const name = lookupName(type.name);
    const input = parts.builder.inputRef(name);
    input.implement({
      description: `What ${withArticle(type.name)} is looked up by: exactly one of the members.`,
      isOneOf: true,
      fields: t => Object.fromEntries(type.uniqueKeys.map(key => [key.name, keyField(parts, t, type, key)])),
    });
    parts.types.set(name, input);
  }
}

function keyField(parts: SchemaParts, t: InputFields, type: TypeBlueprint, key: UniqueKey): object {
  const columns = key.columns.map(each => columnOf(type, each));
  const among = key.onlyPresent ? ', among those that are not deleted' : '';
  const [single] = columns;
  if (columns.length === 1)
    return t.field({ type: named(parts, single!.typeName), description: `The ${single!.field}${among}.` });
  const input = parts.builder.inputRef(lookupKeyName(type.name, key.name));
  input.implement({
    description: `Values that no two ${type.name} rows have together${among}.`,
    fields: f =>
      Object.fromEntries(
        columns.map(({ field, typeName }) => [
          field,
          f.field({ type: named(parts, typeName), required: true, description: `The ${field}.` }),
        ]),
      ),
  });
  return t.field({ type: input, description: `These values together${among}.` });
}
