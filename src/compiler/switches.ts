/**
 * The variables by which a document decides what it selects.
 */
import { type DocumentNode, visit } from 'graphql';

/** The names of the variables that @skip and @include ask, in the order of the alphabet. */
export function switchesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === 'Variable') names.add(value.name.value);
    },
  });
  return [...names].sort();
}
