/**
 * A limit to the rows that an operation asks for: pages inside of pages multiply.
 * Estimated from page sizes before anything is read, however few rows there are.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limitExceeded } from '../errors.ts';
import { conventions } from '../generator/blueprint/blueprint.ts';
import { countNames } from '../generator/list/counts.ts';

const { defaultSize, maxSize } = conventions.page;

type Variables = Readonly<Record<string, unknown>>;

/** Refuses operations that ask for more rows than the limit. */
export function useMaxRows(limit: number): Plugin {
  return {
    onExecute({ args: { schema, document, operationName, variableValues } }) {
      const variables = (variableValues as Variables | undefined) ?? {};
      assertRows(limit, { schema, document, operationName: operationName ?? undefined, variables });
    },
  };
}

export interface RowsInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Variables;
}

/** @throws LIMIT_EXCEEDED where the operation asks for more rows than the limit */
export function assertRows(limit: number, { schema, document, operationName, variables }: RowsInput): void {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return;
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition')
      .map(fragment => [fragment.name.value, fragment]),
  );
  const estimate = new RowEstimate(schema, fragments, { ...defaultsOf(operation), ...variables });
  const rows = estimate.of(operation.selectionSet, root);
  if (rows > limit) {
    throw limitExceeded(
      `The operation asks for up to ${rows} rows: at most ${limit} are allowed. Ask for smaller pages, or for fewer lists inside of lists.`,
    );
  }
}

/** Whole numbers that variables have unless they are given. */
const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === 'IntValue' ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  );

/** How many rows a selection can have at most, by the sizes of its pages. */
export class RowEstimate {
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly variables: Variables;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Variables,
  ) {
    this.schema = schema;
    this.fragments = fragments;
    this.variables = variables;
  }

  /** Rows below a selection of a type. A field that stands several times counts several times. */
  of(set: SelectionSetNode, type: GraphQLOutputType): number {
    let rows = 0;
    for (const selection of set.selections) {
      if (selection.kind === 'Field') rows += this.ofField(selection, type);
      else if (selection.kind === 'InlineFragment') {
        rows += this.of(selection.selectionSet, this.conditioned(selection.typeCondition?.name.value, type));
      } else {
        const fragment = this.fragments.get(selection.name.value);
        if (fragment)
          rows += this.of(fragment.selectionSet, this.conditioned(fragment.typeCondition.name.value, type));
      }
    }
    return rows;
  }

  private conditioned(name: string | undefined, type: GraphQLOutputType): GraphQLOutputType {
    const condition = name === undefined ? undefined : this.schema.getType(name);
    return isObjectType(condition) ? condition : type;
  }

  private ofField(node: FieldNode, parent: GraphQLOutputType): number {
    const parentType = getNamedType(parent);
    const field = isObjectType(parentType) ? parentType.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 0;
    const isPage =
      field.args.some(arg => arg.name === 'first') && field.args.some(arg => arg.name === 'last');
    if (!isPage) return this.of(node.selectionSet, field.type);
    const asksForRows = node.selectionSet.selections.some(
      selection =>
        selection.kind !== 'Field' || ![...countNames, '__typename'].includes(selection.name.value),
    );
    return asksForRows ? this.pageSize(node) * (1 + this.of(node.selectionSet, field.type)) : 0;
  }

  /** The size of a page as it is asked for; what is out of range is refused by the field itself. */
  private pageSize(node: FieldNode): number {
    for (const name of ['first', 'last']) {
      const value = node.arguments?.find(argument => argument.name.value === name)?.value;
      const size =
        value?.kind === 'IntValue'
          ? Number(value.value)
          : value?.kind === 'Variable'
            ? this.variables[value.name.value]
            : undefined;
      if (typeof size === 'number') return Math.min(Math.max(size, 0), maxSize);
    }
    return defaultSize;
  }
}
