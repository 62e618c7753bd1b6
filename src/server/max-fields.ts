/**
 * A limit to the fields that an operation asks for once its fragments are written out.
 * Fragments that spread each other double with every level, so that a text of one kilobyte can ask for a million.
 */
import type { FragmentDefinitionNode, SelectionSetNode, ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limitExceeded } from '../errors.ts';

export function useMaxFields(limit: number): Plugin {
  const rule: ValidationRule = context => ({
    OperationDefinition({ selectionSet }) {
      if (countFields(selectionSet, name => context.getFragment(name)) <= limit) return;
      context.reportError(
        limitExceeded(
          `The operation asks for too many fields: at most ${limit} are allowed, those in fragments counted each time they are used. Ask for less at once.`,
        ),
      );
    },
  });
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(rule);
    },
  };
}

/** How many fields there are with every fragment written out; each fragment is looked at once. */
export function countFields(
  selectionSet: SelectionSetNode,
  fragmentNamed: (name: string) => FragmentDefinitionNode | null | undefined,
): number {
  const counts = new Map<string, number>();
  const count = (set: SelectionSetNode): number => {
    let fields = 0;
    for (const selection of set.selections) {
      if (selection.kind === 'FragmentSpread') fields += countFragment(selection.name.value);
      else if (selection.kind === 'InlineFragment') fields += count(selection.selectionSet);
      else fields += 1 + (selection.selectionSet ? count(selection.selectionSet) : 0);
    }
    return fields;
  };
  const countFragment = (name: string): number => {
    const known = counts.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is another rule's to refuse; here it must only come to an end.
    counts.set(name, 0);
    const fragment = fragmentNamed(name);
    const fields = fragment ? count(fragment.selectionSet) : 0;
    counts.set(name, fields);
    return fields;
  };
  return count(selectionSet);
}
