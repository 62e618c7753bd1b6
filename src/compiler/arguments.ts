/**
 * Arguments of fields: read once where they are written out, and for each request where variables are in them.
 * Knows GraphQL's coercion; what arguments mean is for their field to say.
 */
import { type ASTNode, type GraphQLSchema, getArgumentValues, isObjectType, visit } from 'graphql';
import {
  type ArgumentBudget,
  maxArgumentNodes,
  newArgumentBudget,
} from '../generator/list/argument-budget.ts';
import type { SelectedField } from '../generator/read/selection.ts';
import type { Bound, Variables } from './operation-tree.ts';

export interface ArgumentScope {
  readonly schema: GraphQLSchema;
}

/**
 * What is read from a field's arguments. @param isLasting whether the same arguments mean the same at any moment
 * @throws what `read` throws, at once where no variable is in them
 */
export function argumentsOf<Args, T>(
  { schema }: ArgumentScope,
  typeName: string,
  { name, nodes }: SelectedField,
  read: (args: Args, budget: ArgumentBudget) => T,
  isLasting: (value: T) => boolean = () => true,
): Bound<T> {
  const type = schema.getType(typeName);
  const definition = isObjectType(type) ? type.getFields()[name]! : undefined;
  const [node] = nodes;
  const readWith = ({ values, budget }: Variables) => {
    const before = budget.nodes;
    const value = read(getArgumentValues(definition!, node!, values) as Args, budget);
    // Resolvers charge for every place at which the field stands.
    budget.nodes -= (nodes.length - 1) * (before - budget.nodes);
    return value;
  };
  if ((node!.arguments ?? []).some(hasVariable)) return { kind: 'variable', read: readWith, isLasting };
  const budget = newArgumentBudget();
  const value = readWith({ values: {}, budget });
  return isLasting(value)
    ? { kind: 'fixed', value, cost: maxArgumentNodes - budget.nodes }
    : { kind: 'variable', read: readWith, isLasting };
}

function hasVariable(node: ASTNode): boolean {
  let found = false;
  visit(node, {
    Variable: () => {
      found = true;
    },
  });
  return found;
}
