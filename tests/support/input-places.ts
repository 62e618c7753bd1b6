/**
 * Every place of a schema where a client can put a value: each argument of each field, and each member of each input.
 * Found by the schema alone, so that what is added to it is attacked without a change here.
 */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { uuidOf } from './fixture.ts';

export interface InputPlace {
  /** As `Mutation.createDashboard(input.name)`. */
  readonly name: string;
  readonly isWrite: boolean;
  readonly query: string;
  /** The type of the value, without lists. */
  readonly type: GraphQLNamedInputType;
  /** The name of the argument or member. */
  readonly member: string;
  /** The variables as JSON text, with the text of a value at the place. */
  variables(value: string): string;
}

/** Stands in variables where the value goes. */
const mark = '@@';

export type Uuids = Readonly<Record<string, string>>;

/** Fields that lead from a root to a type. */
interface Way {
  readonly open: string;
  readonly depth: number;
}

/** @param uuids of rows, by the names of members that want them */
export function inputPlaces(schema: GraphQLSchema, uuids: Uuids = {}): InputPlace[] {
  const reads = placesBelow(schema, schema.getQueryType()!, uuids);
  return [...reads, ...placesBelow(schema, schema.getMutationType()!, uuids)];
}

function placesBelow(schema: GraphQLSchema, root: GraphQLObjectType, uuids: Uuids): InputPlace[] {
  const isWrite = root === schema.getMutationType();
  const places: InputPlace[] = [];
  const seen = new Set<string>();
  const ways = new Map<GraphQLObjectType, Way>([[root, { open: '{', depth: 1 }]]);
  for (const [type, { open, depth }] of ways) {
    for (const field of Object.values(type.getFields())) {
      const of = getNamedType(field.type);
      for (const arg of field.args) {
        const others = field.args.filter(other => other !== arg && isRequiredArgument(other));
        const args = [arg, ...others];
        const definitions = args.map(({ name, type: given }) => `$${name}: ${given}`).join(', ');
        const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
        const selection =
          isObjectType(of) && of.getFields().userErrors ? 'userErrors { code message path }' : '__typename';
        const query = `${isWrite ? 'mutation' : 'query'} (${definitions}) ${open} ${field.name}(${given}) ${isLeafType(of) ? '' : `{ ${selection} }`} ${'}'.repeat(depth)}`;
        const fixed = Object.fromEntries(
          others.map(other => [other.name, sample(other.type, uuids, other.name)]),
        );
        for (const { path, type: at, value } of placesOf(arg, seen, uuids))
          places.push({
            name: `${type.name}.${field.name}(${path})`,
            isWrite,
            query,
            type: at,
            member: path.split('.').at(-1)!,
            variables: text =>
              JSON.stringify({ ...fixed, [arg.name]: value }).replace(`"${mark}"`, () => text),
          });
      }
      // A mutation's payload is what its input made; its lists are those of the reads.
      if (isWrite || !isObjectType(of) || ways.has(of) || field.args.some(isRequiredArgument)) continue;
      const page = field.args.some(({ name }) => name === 'first') ? '(first: 1)' : '';
      ways.set(of, { open: `${open} ${field.name}${page} {`, depth: depth + 1 });
    }
  }
  return places;
}

interface Place {
  readonly path: string;
  readonly type: GraphQLNamedInputType;
  /** A value of the argument, with the mark at the place. */
  readonly value: unknown;
}

/** The places in an argument, the shortest ways first. Each input type is gone into once. */
function placesOf(arg: GraphQLArgument, seen: Set<string>, uuids: Uuids): Place[] {
  const places: Place[] = [];
  const waiting: { path: string; type: GraphQLInputType; wrap: (value: unknown) => unknown }[] = [
    { path: arg.name, type: arg.type, wrap: value => value },
  ];
  for (const { path, type, wrap } of waiting) {
    const inner = getNullableType(type);
    if (isListType(inner)) waiting.push({ path, type: inner.ofType, wrap: value => wrap([value]) });
    else if (!isInputObjectType(inner)) places.push({ path, type: inner, value: wrap(mark) });
    else if (!seen.has(inner.name)) {
      seen.add(inner.name);
      for (const field of Object.values(inner.getFields())) {
        const others = inner.isOneOf ? {} : requiredMembers(inner, uuids, field);
        waiting.push({
          path: `${path}.${field.name}`,
          type: field.type,
          wrap: value => wrap({ ...others, [field.name]: value }),
        });
      }
    }
  }
  return places;
}

const requiredMembers = (type: GraphQLInputObjectType, uuids: Uuids, but?: GraphQLInputField): object =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter(field => field !== but && isRequiredInputField(field))
      .map(field => [field.name, sample(field.type, uuids, field.name)]),
  );

/** Values that scalars take; an id is that of no row. */
const samples: Readonly<Record<string, unknown>> = {
  Int: 2,
  Float: 1.5,
  Boolean: true,
  String: 'sample',
  DateTime: '2026-01-02T03:04:05Z',
  JSON: { a: 1 },
  PropertyValue: 'x',
  ID: uuidOf('sample'),
  UUID: uuidOf('sample'),
};

/** Something that a type takes, for a member of the name. */
export function sample(type: GraphQLInputType, uuids: Uuids = {}, name = ''): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [sample(inner.ofType, uuids, name)];
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  if (!isInputObjectType(inner)) return (inner.name === 'ID' && uuids[name]) || samples[inner.name];
  if (!inner.isOneOf) return requiredMembers(inner, uuids);
  const [first] = Object.values(inner.getFields());
  return { [first!.name]: sample(first!.type, uuids, first!.name) };
}
