/** Random lists that may be exported: one at the root, with plain columns of its rows. */
import { type GraphQLField, getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import type { Random } from '../../src/seed/random.ts';
import { RandomArguments } from './random-arguments.ts';
import { RandomInput } from './random-input.ts';
import { isConnection, type OperationWorld } from './random-operation.ts';

export interface RandomExport {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function randomExport({ schema, known, hints }: OperationWorld, random: Random): RandomExport {
  const args = new RandomArguments(random, new RandomInput(random, known, hints), known);
  const lists = Object.values(schema.getQueryType()!.getFields()).filter(
    ({ type, args: taken }) => isConnection(type) && !taken.some(isRequiredArgument),
  );
  const list = random.pick(lists);
  const { text } = args.of(list, { typeName: 'Query', isNested: false });
  const columns = new Set(Array.from({ length: 4 }, () => random.pick(columnsOf(list))));
  const header = args.definitions.length > 0 ? `query (${args.definitions.join(', ')}) ` : '';
  return {
    query: `${header}{ ${list.name}${text} { nodes { ${[...columns].join(' ')} } } }`,
    variables: Object.fromEntries(args.variables.map(({ name, make }) => [name, make()])),
  };
}

function columnsOf({ type }: GraphQLField<unknown, unknown>): string[] {
  const connection = getNamedType(type);
  const row = isObjectType(connection) && getNamedType(connection.getFields().nodes!.type);
  if (!isObjectType(row)) throw new Error(`${String(type)} has no rows.`);
  return Object.values(row.getFields())
    .filter(field => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument))
    .map(({ name }) => name);
}
