/**
 * What normalising caches of clients have to know of a schema, as files of TypeScript: for Apollo Client, urql's Graphcache and Relay.
 * Knows GraphQL's and Relay's conventions alone; refuses to know what any type means.
 */
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
} from 'graphql';

interface CacheLists {
  /** Types without an id: part of the object that they are met in. */
  readonly embedded: readonly string[];
  /** The object types that a value of an interface or a union can be. */
  readonly possibleTypes: Readonly<Record<string, readonly string[]>>;
  /** Root fields that find a row by its id, with its type. */
  readonly rows: Readonly<Record<string, string>>;
  /** Fields with pages, by type, with the arguments that two pages of one list have in common. */
  readonly pages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Fields of embedded types that hold several objects, by type. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** The fields of every object and interface, each with its type: `name:String!`. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

type Field = GraphQLField<unknown, unknown>;

/** The arguments that tell the pages of a list apart. */
const placeArguments = ['first', 'after', 'last', 'before'];

const byName = ({ name: a }: { name: string }, { name: b }: { name: string }) => (a < b ? -1 : 1);

function cacheLists(schema: GraphQLSchema): CacheLists {
  const types = Object.values(schema.getTypeMap()).filter(type => !isIntrospectionType(type));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = types.filter(isObjectType).sort(byName);
  const embedded = objects.filter(type => !roots.includes(type) && !hasId(type));
  return {
    embedded: embedded.map(({ name }) => name),
    possibleTypes: Object.fromEntries(
      types
        .filter(isAbstractType)
        .sort(byName)
        .map(type => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
    ),
    rows: Object.fromEntries(fieldsOf(schema.getQueryType()!).flatMap(rowOf)),
    pages: ofFields(objects, fields => Object.fromEntries(fields.flatMap(pagesOf))),
    fields: Object.fromEntries(
      types
        .filter(type => isObjectType(type) || isInterfaceType(type))
        .sort(byName)
        .map(type => [type.name, fieldsOf(type).map(({ name, type: inner }) => `${name}:${inner}`)]),
    ),
    lists: ofFields(embedded, fields => fields.filter(holdsObjects).map(({ name }) => name)),
  };
}

const fieldsOf = (type: GraphQLObjectType | GraphQLInterfaceType): Field[] =>
  Object.values(type.getFields()).sort(byName);
const hasId = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');

function ofFields<T extends object>(types: readonly GraphQLObjectType[], of: (fields: Field[]) => T) {
  const found = types.map(type => [type.name, of(fieldsOf(type))] as const);
  return Object.fromEntries(found.filter(([, value]) => Object.keys(value).length > 0));
}

function rowOf({ name, args, type }: Field): [string, string][] {
  const row = getNullableType(type);
  const byId = args.some(arg => arg.name === 'id');
  return byId && isObjectType(row) && hasId(row) ? [[name, row.name]] : [];
}

function pagesOf({ name, args, type }: Field): [string, string[]][] {
  const page = getNullableType(type);
  const isConnection =
    isObjectType(page) && ['edges', 'pageInfo'].every(member => member in page.getFields());
  if (!isConnection || !args.some(arg => arg.name === 'after')) return [];
  return [[name, args.map(arg => arg.name).filter(arg => !placeArguments.includes(arg))]];
}

const holdsObjects = ({ type }: Field) =>
  isListType(getNullableType(type)) && isCompositeType(getNamedType(type));

/** Values as TypeScript, one line for each. */
const lines = (entries: readonly (readonly [string, string])[], indent: string) =>
  entries.map(([name, value]) => `${indent}${name}: ${value},\n`).join('');
const texts = (values: readonly string[]) => values.map(value => `'${value}'`).join(', ');
const typesText = (possibleTypes: CacheLists['possibleTypes'], indent: string) =>
  lines(
    Object.entries(possibleTypes).map(([name, types]) => [name, `[${texts(types)}]`]),
    indent,
  );
const rowsText = (rows: CacheLists['rows'], indent: string) =>
  lines(
    Object.entries(rows).map(([field, type]) => [field, `row('${type}')`]),
    indent,
  );

/** The files, by name. */
export function clientCaches(schema: GraphQLSchema): Readonly<Record<string, string>> {
  const known = cacheLists(schema);
  return {
    'apollo-cache.ts': apolloCache(known),
    'urql-cache.ts': urqlCache(known),
    'relay-store.ts': relayStore(known),
  };
}

const written = 'Written by "npm run codegen" from the schema.';

function apolloCache({ embedded, possibleTypes, rows, pages, lists }: CacheLists): string {
  const fieldsText = (type: string) =>
    [
      type === 'Query' ? rowsText(rows, '        ') : '',
      lines(
        Object.entries(pages[type] ?? {}).map(([field, others]) => [field, `pages(${texts(others)})`]),
        '        ',
      ),
      lines(
        (lists[type] ?? []).map(field => [field, 'whole']),
        '        ',
      ),
    ].join('');
  const policies = [...new Set([...embedded, ...Object.keys(pages)])].sort().map(type => {
    const fields = fieldsText(type);
    const isEmbedded = embedded.includes(type);
    if (fields === '') return [type, 'embedded'] as const;
    return [
      type,
      `{\n${isEmbedded ? '      ...embedded,\n' : ''}      fields: {\n${fields}      },\n    }`,
    ] as const;
  });
  return `/** What Apollo Client's cache has to know of the schema: \`new InMemoryCache(cacheConfig)\`. ${written} */
import type { FieldPolicy, InMemoryCacheConfig } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** An object without an id is part of the one that it is met in. */
const embedded = { keyFields: false, merge: true } as const;

/** A list of objects without an id is replaced whole. */
const whole: FieldPolicy = { merge: false };

/** A row that is asked for by its id, and may be there already. */
const row = (__typename: string): FieldPolicy => ({
  read: (known, { args, toReference }) =>
    known === undefined && args?.id ? toReference({ __typename, id: args.id }) : known,
});

/** Pages of one size are one list, where the arguments named are equal. */
const pages = (...others: readonly string[]): FieldPolicy =>
  relayStylePagination((args, { fieldName }) => {
    const size = args?.first ?? args?.last ?? null;
    return \`\${fieldName}:\${JSON.stringify([size, ...others.map(name => args?.[name] ?? null)])}\`;
  });

export const cacheConfig = {
  possibleTypes: {
${typesText(possibleTypes, '    ')}  },
  typePolicies: {
${lines(policies, '    ')}  },
} satisfies InMemoryCacheConfig;
`;
}

function urqlCache({ embedded, possibleTypes, rows, fields }: CacheLists): string {
  return `/** What urql's Graphcache has to know of the schema: \`cacheExchange(cacheOptions)\`. ${written} */
import type { CacheExchangeOpts, Resolver } from '@urql/exchange-graphcache';

/** An object without an id is part of the one that it is met in. */
const embedded = () => null;

/** A row that is asked for by its id, and may be there already. */
const row =
  (__typename: string): Resolver =>
  (_, args, cache, { parentKey, fieldName }) => {
    const known = cache.resolve(parentKey, fieldName, args);
    return known === undefined && args.id ? { __typename, id: args.id } : known;
  };

/** The object types that a value of an interface or a union can be. */
const possibleTypes = {
${typesText(possibleTypes, '  ')}};

/** The fields of objects and interfaces, each with its type. */
const fields = {
${lines(
  Object.entries(fields).map(([type, members]) => [type, `'${members.join(' ')}'`]),
  '  ',
)}};

const isOneOf = (name: string) => (type: string) => (possibleTypes as Record<string, string[]>)[type]!.includes(name);
const interfaces = Object.keys(possibleTypes).filter(name => name in fields);
const unions = Object.entries(possibleTypes).filter(([name]) => !(name in fields));

/** A type as introspection tells it, as far as Graphcache reads it. */
function typeOf(text: string): object {
  if (text.endsWith('!')) return { kind: 'NON_NULL', ofType: typeOf(text.slice(0, -1)) };
  if (text.startsWith('[')) return { kind: 'LIST', ofType: typeOf(text.slice(1, -1)) };
  return { kind: 'OBJECT', name: text };
}

/** Of the schema, what Graphcache reads: without it, fragments on unions are matched by guesses. */
const schema = {
  __schema: {
    queryType: { name: 'Query' },
    mutationType: 'Mutation' in fields ? { name: 'Mutation' } : null,
    subscriptionType: null,
    types: [
      ...Object.entries(fields).map(([name, members]) => ({
        kind: interfaces.includes(name) ? 'INTERFACE' : 'OBJECT',
        name,
        interfaces: interfaces.filter(isOneOf(name)).map(each => ({ name: each })),
        possibleTypes: [],
        fields: members.split(' ').map(member => {
          const [field, type] = member.split(':') as [string, string];
          return { name: field, type: typeOf(type), args: [] };
        }),
      })),
      ...unions.map(([name, types]) => ({ kind: 'UNION', name, possibleTypes: types.map(each => ({ name: each })) })),
    ],
  },
};

export const cacheOptions = {
  schema,
  keys: {
${lines(
  embedded.map(type => [type, 'embedded']),
  '    ',
)}  },
  resolvers: {
    Query: {
${rowsText(rows, '      ')}    },
  },
} satisfies Partial<CacheExchangeOpts>;
`;
}

function relayStore({ rows }: CacheLists): string {
  return `/** What Relay's store has to know of the schema: \`new Environment({ …, missingFieldHandlers })\`. ${written} */
import { type MissingFieldHandler, ROOT_TYPE } from 'relay-runtime';

/** Fields that find a row by its id. Objects without an id are kept where they are met, without being told. */
const rows = new Set(['node', ${texts(Object.keys(rows))}]);

/** A row that is asked for by its id, and may be there already. */
export const missingFieldHandlers: MissingFieldHandler[] = [
  {
    kind: 'linked',
    handle: ({ name }, parent, { id }) =>
      parent?.getType() === ROOT_TYPE && rows.has(name) && typeof id === 'string' ? id : undefined,
  },
];
`;
}
