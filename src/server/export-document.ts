/**
 * A query for one list, made into one for a page of it: the same list and fields, with the place of the page as variables.
 * Knows GraphQL's and Relay's conventions; refuses to know what becomes of the pages.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  separateOperations,
  visit,
} from 'graphql';
import { badUserInput } from '../errors.ts';
import { collectFields, fragmentsOf, innerSets, type SelectionScope } from '../generator/read/selection.ts';

export interface PageDocument {
  readonly query: string;
  /** The key of the list in the answer. */
  readonly key: string;
  /** Rows of a page, where the query says so. */
  readonly first: unknown;
  /** After which row the first page begins, where the query says so. */
  readonly after: unknown;
  /** The paths of what is selected of a row; what is a list is one value. */
  readonly columns: readonly (readonly string[])[];
}

const oneList = 'An export is of a query with one list at its root, as in { dashboards { nodes { name } } }.';

/** @throws BAD_USER_INPUT where the query is for anything else than one list */
export function pageDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): PageDocument {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'query') throw badUserInput(oneList);
  const switches = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {};
  const fragments: ReadonlyMap<string, FragmentDefinitionNode> = fragmentsOf(document);
  const scope: SelectionScope = { schema, fragments, switches };
  const root = schema.getQueryType()!;
  const [field, ...others] = collectFields(scope, [operation.selectionSet], root.name);
  const definition = field && root.getFields()[field.name];
  const node = field?.nodes[0];
  if (!node || !definition || others.length > 0 || field.nodes.length > 1) throw badUserInput(oneList);
  const row = rowTypeOf(definition);
  const { first, after, last, before } = getArgumentValues(definition, node, switches);
  if (!row) throw badUserInput(oneList);
  if (last != null || before != null)
    throw badUserInput('An export goes forward from its start, or from after: leave last and before out.');
  const page = getNamedType(definition.type).name;
  const members = collectFields(scope, innerSets(field), page);
  const sets = members.flatMap(member => {
    if (member.name === 'nodes') return innerSets(member);
    if (member.name !== 'edges') return [];
    const edge = collectFields(scope, innerSets(member), edgeName(definition));
    return edge.filter(({ name }) => name === 'node').flatMap(innerSets);
  });
  if (sets.length === 0) throw badUserInput('An export needs fields of rows: select them in nodes.');
  return {
    query: print(pageOf(document, operation, node, sets)),
    key: field.key,
    first,
    after,
    columns: columnsOf(scope, row, sets),
  };
}

type Definition = GraphQLField<unknown, unknown>;

/** The type of a list's rows; undefined where the field is no list with pages. */
function rowTypeOf({ type, args }: Definition): GraphQLObjectType | undefined {
  const connection = getNullableType(type);
  const nodes = isObjectType(connection) ? connection.getFields().nodes : undefined;
  const row = nodes && args.some(({ name }) => name === 'after') ? getNamedType(nodes.type) : undefined;
  return isObjectType(row) ? row : undefined;
}

const edgeName = ({ type }: Definition): string => {
  const connection = getNamedType(type);
  return isObjectType(connection) ? getNamedType(connection.getFields().edges!.type).name : '';
};

/** Arguments that say where a page lies; those of an export have names that a client would hardly choose. */
const placeArguments = ['first', 'after', 'last', 'before'];

function pageOf(
  document: DocumentNode,
  { name, variableDefinitions = [] }: OperationDefinitionNode,
  { alias, name: list, arguments: given = [], directives = [] }: FieldNode,
  sets: readonly SelectionSetNode[],
): DocumentNode {
  const args = given.filter(arg => !placeArguments.includes(arg.name.value)).map(print);
  const row = sets.flatMap(set => set.selections).map(print);
  const text = `query ${name?.value ?? ''} (${variableDefinitions.map(print).join()} $_first: Int, $_after: String) {
    ${alias ? `${alias.value}:` : ''} ${list.value}(${args.join()} first: $_first, after: $_after) ${directives.map(print).join(' ')} {
      _page: pageInfo { hasNextPage }
      _edges: edges { cursor node { ${row.join(' ')} } }
    }
  }`;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const whole: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [...parse(text).definitions, ...fragments],
  };
  // With the fragments that it still uses.
  return withoutUnusedVariables(Object.values(separateOperations(whole))[0]!);
}

/** What was asked of the list beside its rows may have been all that used a variable. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}

/** Members of objects one by one, of lists and of what has no members together. */
function columnsOf(
  scope: SelectionScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): readonly (readonly string[])[] {
  return collectFields(scope, sets, type.name).flatMap(field => {
    const inner = getNullableType(type.getFields()[field.name]?.type);
    if (!inner || isListType(inner)) return [[field.key]];
    const objects = isAbstractType(inner)
      ? scope.schema.getPossibleTypes(inner)
      : isObjectType(inner)
        ? [inner]
        : [];
    if (objects.length === 0) return [[field.key]];
    const paths = objects.flatMap(object => columnsOf(scope, object, innerSets(field)));
    const different = new Map(paths.map(path => [path.join('.'), path]));
    return [...different.values()].map(path => [field.key, ...path]);
  });
}
