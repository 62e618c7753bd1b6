/**
 * Brings answers of different dialects into one form, so that they can be compared value by value: lists without the objects
 * around them, ids as UUIDs, enum values in upper case, times in one spelling, JSON as what it says.
 * Nothing is left out but what says the same twice.
 */
import { isObject, type Json } from './work-items.ts';

/** Members whose value is one of an enumeration. */
const enumerated = new Set([
  'type',
  'role',
  'granularity',
  'chartType',
  'metric',
  'order',
  'visualization',
  'unit',
  'retentionType',
]);

/** Columns of type jsonb, which some answer as text. */
const jsonColumns = new Set(['config', 'layout', 'properties']);

/** Aliases that GraphQL asks for where members of a union have types of their own. */
const aliases = new Map([['trendGranularity', 'granularity']]);

const uuidPattern = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export function normalise(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(normalise);
  if (!isObject(value)) return value;
  const list = value.nodes ?? edgesOf(value);
  if (list !== undefined) return normalise(list);
  return Object.fromEntries(
    Object.entries(value).map(([alias, member]) => {
      const name = aliases.get(alias) ?? alias;
      return [name, normaliseMember(name, member)];
    }),
  );
}

function edgesOf(value: { readonly [name: string]: Json }): Json | undefined {
  const edges = value.edges;
  return Array.isArray(edges) ? (edges as { node: Json }[]).map(edge => edge.node) : undefined;
}

function normaliseMember(name: string, value: Json): Json {
  if (name === 'config') return normaliseConfig(parsed(value));
  if (jsonColumns.has(name)) return parsed(value);
  if (typeof value !== 'string') return normalise(value);
  if (name === 'id') return uuidOf(value);
  if (name === 'createdAt') return new Date(value).toISOString();
  return enumerated.has(name) ? value.toUpperCase() : value;
}

const parsed = (value: Json): Json => (typeof value === 'string' ? (JSON.parse(value) as Json) : value);

/** A typed configuration has no member `type`, its type says it; and null for what the stored one has not. */
function normaliseConfig(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(normaliseConfig);
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([alias, member]): [string, Json][] => {
    const name = aliases.get(alias) ?? alias;
    if (name === 'type' || name === '__typename' || member === null) return [];
    if (typeof member === 'string') return [[name, enumerated.has(name) ? member.toUpperCase() : member]];
    return [[name, normaliseConfig(member)]];
  });
  return Object.fromEntries(members);
}

/** The UUID in an id that may be a global one, in whatever way it is wrapped. */
function uuidOf(id: string): string {
  const uuid = uuidPattern.exec(id) ?? uuidPattern.exec(Buffer.from(id, 'base64url').toString('latin1'));
  if (!uuid) throw new Error(`There is no UUID in the id "${id}".`);
  return uuid[0];
}
