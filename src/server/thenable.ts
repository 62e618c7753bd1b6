/**
 * A response key that no answer can have: what executes operations takes an object with a member `then` for a promise.
 * Knows names only; refuses to know what the field gives.
 */
import type { ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput } from '../errors.ts';

/** Refused before anything runs: in a list it fails, and in a mutation it would fail after the write. */
const rule: ValidationRule = context => ({
  Field(node) {
    if ((node.alias ?? node.name).value !== 'then') return;
    context.reportError(
      badUserInput('No field can be answered under the name "then". Choose another alias for it.'),
    );
  },
});

export function useNoThenables(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(rule);
    },
  };
}
