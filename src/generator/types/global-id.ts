/**
 * Global IDs: the type and UUID of a row as one opaque text.
 * An id argument takes the row's plain UUID as well, where its type is known.
 */
import { badUserInput } from '../../errors.ts';

export interface GlobalId {
  readonly type: string;
  readonly uuid: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function encodeGlobalId(type: string, uuid: string): string {
  return Buffer.from(`${type}:${uuid}`).toString('base64url');
}

/** The parts of a global ID. @throws BAD_USER_INPUT naming the argument. */
export function parseGlobalId(id: string, argument: string): GlobalId {
  const [type, uuid, ...rest] = Buffer.from(id, 'base64url').toString('utf8').split(':');
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
