/**
 * Arguments of fields: read once where they are written out, and for each request where variables are in them.
 * Knows GraphQL's coercion; what arguments mean is for their field to say.
 */
import { type ASTNode, type GraphQLSchema, getArgumentValues, isObjectType, visit } from 'graphql';
import { type ArgumentBudget, newArgumentBudget } from '../generator/list/argument-budget.ts';
import type { Bound, Variables } from './operation-tree.ts';
import type { SelectedField } from './selection.ts';

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
  const readWith = ({ values, budget }: Variables) =>
    read(getArgumentValues(definition!, node!, values) as Args, budget);
  if ((node!.arguments ?? []).some(hasVariable)) return { kind: 'variable', read: readWith, isLasting };
  const value = readWith({ values: {}, budget: newArgumentBudget() });
  return isLasting(value) ? { kind: 'fixed', value } : { kind: 'variable', read: readWith, isLasting };
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
