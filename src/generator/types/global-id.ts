/**
 * Global ids: the type and key of a row as one opaque text.
 * An id argument takes the row's plain key as well, where that is one value and the argument's type is known.
 */

import { badUserInput } from '../../errors.ts';
import { type Blueprint, columnOf, conventions, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { withArticle } from '../blueprint/names.ts';
import {
  hasUuidKey,
  isFreeText,
  keyTextOf,
  keyTextOfRow,
  parseKeyText,
  type RowKey,
} from '../blueprint/row-key.ts';
import { decodeGlobalId } from '../kinds/uuids.ts';
import type { Row } from '../request.ts';

export interface GlobalId {
  readonly type: TypeBlueprint;
  readonly key: RowKey;
}

const { separator, encoding, maxLength } = conventions.globalId;

export const encodeGlobalId = (type: string, keyText: string): string =>
  Buffer.from(`${type}${separator}${keyText}`).toString(encoding);

/** The global id of a row that was read with its key. */
export const globalIdOf = (type: TypeBlueprint, row: Row): string =>
  encodeGlobalId(type.name, keyTextOfRow(type, row));

/** The parts of a global id. @throws BAD_USER_INPUT naming the argument. */
export function parseGlobalId(blueprint: Blueprint, id: string, argument: string): GlobalId {
  const decoded = decodeGlobalId(id);
  const type = decoded && typeNamed(blueprint, decoded.type);
  if (decoded && !type) {
    throw badUserInput(
      `${argument} is not an id of this API: there is no type ${JSON.stringify(decoded.type)}.`,
    );
  }
  const key = decoded && type && parseKeyText(type, decoded.text);
  if (!type || !key) throw notAnId(argument);
  return { type, key };
}

const notAnId = (argument: string, orPlain = '') =>
  badUserInput(`${argument} is not an id of this API: pass the "id" of an object, unchanged${orPlain}.`);

/** The key meant by an id of the type. @throws BAD_USER_INPUT for an id of another type. */
export function parseIdOf(blueprint: Blueprint, type: TypeBlueprint, id: string, argument: string): RowKey {
  const plain = plainKey(type, id);
  const meant = namedBy(blueprint, id);
  // Any text may be a key; one that is an id of this API to the letter is meant as such.
  const isId = meant !== undefined && encodeGlobalId(meant.type.name, keyTextOf(meant.key)) === id;
  if (plain && !(isId && isFreeText(columnOf(type, type.key[0]!)))) return plain;
  if (!meant) throw notAnId(argument, hasUuidKey(type) ? '' : or(', or its plain', type));
  if (meant.type === type) return meant.key;
  throw badUserInput(
    `${argument} must be the id of ${withArticle(type.name)}; this is the id of ${withArticle(meant.type.name)}.`,
  );
}

/** The words for the plain key of a type, after others; nothing where ids are the only way to name its rows. */
function or(words: string, type: TypeBlueprint): string {
  if (type.key.length > 1) return '';
  return `${words} ${hasUuidKey(type) ? 'UUID' : columnOf(type, type.key[0]!).field}`;
}

/** What an argument says of itself that takes a row of the type. */
export const idWords = (type: TypeBlueprint): string => `The id${or(', or the plain', type)}.`;

/** What an input's column says of itself that points to a row of the type. */
export const referenceWords = (type: TypeBlueprint): string =>
  `The id of ${withArticle(type.name)}${or(', or its', type)}.`;

const plainKey = (type: TypeBlueprint, id: string): RowKey | undefined =>
  type.key.length === 1 && id.length <= maxLength ? parseKeyText(type, id) : undefined;

function namedBy(blueprint: Blueprint, id: string): GlobalId | undefined {
  const decoded = decodeGlobalId(id);
  const type = decoded && typeNamed(blueprint, decoded.type);
  const key = type && parseKeyText(type, decoded.text);
  return type && key && { type, key };
}

const byName = new WeakMap<Blueprint['types'], ReadonlyMap<string, TypeBlueprint>>();

/** A type by its GraphQL name. */
export function typeNamed({ types }: Pick<Blueprint, 'types'>, name: string): TypeBlueprint | undefined {
  const known = byName.get(types) ?? new Map(Object.values(types).map(type => [type.name, type]));
  byName.set(types, known);
  return known.get(name);
}
