import { GraphQLError, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { inOrder } from './errors-in-order.ts';

const document = parse('{ first { a b } second }');
const [first, second] = (document.definitions[0] as OperationDefinitionNode).selectionSet.selections;
const error = (message: string, path?: readonly (string | number)[], node = first) =>
  new GraphQLError(message, { ...(path ? { path, nodes: node } : {}) });
const orderOf = (...errors: GraphQLError[]) => inOrder(errors).map(({ message }) => message);

describe('errors', () => {
  it('come as the document names their fields', () => {
    expect(orderOf(error('2', ['second'], second), error('1', ['first']))).toEqual(['1', '2']);
  });

  it('of one field come as its rows do', () => {
    const paths = [
      ['first', 10],
      ['first', 9, 'b'],
      ['first', 9],
      ['first', 9, 'a'],
    ];
    expect(orderOf(...paths.map(path => error(path.join('.'), path)))).toEqual([
      'first.9',
      'first.9.a',
      'first.9.b',
      'first.10',
    ]);
  });

  it('about no place stay in front, in their order', () => {
    expect(orderOf(error('1', ['first']), error('z'), error('y'))).toEqual(['z', 'y', '1']);
  });
});
