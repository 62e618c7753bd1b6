/**
 * UUIDs: as they are, and named by the global id of the row whose key they are.
 * Knows how a global id is written; which types there are is known elsewhere.
 */
import { GraphQLScalarType, type ValueNode } from 'graphql';
import { GraphQLUUID } from 'graphql-scalars';
import { badUserInput } from '../../errors.ts';
import { quotedText } from './json-text.ts';
import type { Meaning } from './meaning.ts';
import { comparisons } from './operators.ts';
import { asText, type Kind } from './value-kind.ts';

/** A global id is the type's name and the text of the key, joined and encoded. */
export const globalIdForm = { separator: ':', encoding: 'base64url', maxLength: 16_384 } as const;

/** The name of a type and the text of a key, as an id has them; undefined where it has none. */
export function decodeGlobalId(id: string): { readonly type: string; readonly text: string } | undefined {
  const { separator, encoding, maxLength } = globalIdForm;
  if (id.length > maxLength) return undefined;
  const decoded = Buffer.from(id, encoding).toString('utf8');
  const at = decoded.indexOf(separator);
  const type = decoded.slice(0, at);
  return at > 0 && /^[A-Za-z][_0-9A-Za-z]*$/.test(type) ? { type, text: decoded.slice(at + 1) } : undefined;
}

const plain = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The type and key of the global id of a row that has a UUID; undefined for any other text. */
function namedRow(value: unknown) {
  const id = typeof value === 'string' && !plain.test(value) ? decodeGlobalId(value) : undefined;
  return id && plain.test(id.text) ? id : undefined;
}

/** Variables of this type stay what they are: what it takes beside UUIDs are texts, too. */
const scalar = new GraphQLScalarType<unknown, unknown>({
  ...GraphQLUUID.toConfig(),
  description:
    'A UUID. Where one is taken that is the key of a row, the global `id` of the row is taken as well; given back are UUIDs.',
  parseValue: value => (namedRow(value) ? value : GraphQLUUID.parseValue(value)),
  parseLiteral: (node: ValueNode, variables) =>
    node.kind === 'StringValue' && namedRow(node.value)
      ? node.value
      : GraphQLUUID.parseLiteral(node, variables ?? undefined),
});

/** The UUID that is meant by a UUID or the id of a row, or what is wrong with that, as the end of a sentence. */
export function meantUuid(
  value: unknown,
  names: Meaning['names'],
): { readonly uuid: string } | { readonly fault: string } {
  const id = namedRow(value);
  if (!id) return { uuid: asText(value) };
  if (names === undefined)
    return { fault: 'must be a UUID; ids of objects are taken where it is the key of one' };
  if (id.type === names) return { uuid: id.text };
  return { fault: `must be the id of a ${names}; this is the id of a ${id.type}` };
}

/** @throws BAD_USER_INPUT for the id of a row where none, or one of another type, is meant */
function uuidOf(value: unknown, path: string, { names }: Meaning): string {
  const meant = meantUuid(value, names);
  if ('uuid' in meant) return meant.uuid;
  throw badUserInput(`${path} ${meant.fault}.`);
}

export const uuid: Kind = {
  columnTypes: ['PgUUID', 'uuid'],
  scalar: 'UUID',
  type: scalar,
  orderable: true,
  operators: comparisons,
  encode: uuidOf,
  toStored: uuidOf,
  isWritten: text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  plainWidth: 36,
  json: quotedText,
  read: asText,
  inJson: true,
};
