/**
 * Arguments of fields: read once where they are written out, and for each request where variables are in them.
 * Knows GraphQL's coercion; what arguments mean is for their field to say.
 */
import { type ASTNode, type GraphQLSchema, getArgumentValues, isObjectType, visit } from 'graphql';
import type { Bound } from './operation-tree.ts';
import type { SelectedField } from './selection.ts';

export interface ArgumentScope {
  readonly schema: GraphQLSchema;
}

/** What is read from a field's arguments. @throws what `read` throws, at once where no variable is in them */
export function argumentsOf<Args, T>(
  { schema }: ArgumentScope,
  typeName: string,
  { name, nodes }: SelectedField,
  read: (args: Args) => T,
): Bound<T> {
  const type = schema.getType(typeName);
  const definition = isObjectType(type) ? type.getFields()[name]! : undefined;
  const [node] = nodes;
  const readWith = (variables: Readonly<Record<string, unknown>>) =>
    read(getArgumentValues(definition!, node!, variables) as Args);
  return (node!.arguments ?? []).some(hasVariable)
    ? { kind: 'variable', read: readWith }
    : { kind: 'fixed', value: readWith({}) };
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
