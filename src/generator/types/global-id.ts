/**
 * Global IDs: the type and UUID of a row as one opaque text.
 * An id argument takes the row's plain UUID as well, where its type is known.
 */
import { badUserInput } from '../../errors.ts';
import { conventions, type TypeBlueprint } from '../blueprint/blueprint.ts';
import type { Row } from '../request.ts';

export interface GlobalId {
  readonly type: string;
  readonly uuid: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const { separator, encoding } = conventions.globalId;

export function encodeGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}${separator}${key}`).toString(encoding);
}

/** The values of a row's key, as an id holds them. */
export const keyTextOf = (type: TypeBlueprint, row: Row): string =>
  type.key.map(key => String(row[key])).join(separator);

/** The global ID of a row that was read with its key. */
export const globalIdOf = (type: TypeBlueprint, row: Row): string =>
  encodeGlobalId(type.name, keyTextOf(type, row));

/** The parts of a global ID. @throws BAD_USER_INPUT naming the argument. */
export function parseGlobalId(id: string, argument: string): GlobalId {
  const [type, uuid, ...rest] = Buffer.from(id, encoding).toString('utf8').split(separator);
  if (!type || !uuid || rest.length > 0 || !uuidPattern.test(uuid)) {
    throw badUserInput(`${argument} is not an id of this API: pass the "id" of an object, unchanged.`);
  }
  return { type, uuid: uuid.toLowerCase() };
}

/** The UUID meant by an id of the type. @throws BAD_USER_INPUT for an id of another type. */
export function parseIdOf(type: string, id: string, argument: string): string {
  if (uuidPattern.test(id)) return id.toLowerCase();
  const parsed = parseGlobalId(id, argument);
  if (parsed.type !== type) {
    throw badUserInput(`${argument} must be the id of a ${type}; this is the id of a ${parsed.type}.`);
  }
  return parsed.uuid;
}
