/**
 * What a document must not ask of the parts of its answer: parts of a write, items of what is no list, one name for two parts.
 * Validation rules, as GraphQL's draft of 2022 has them; how many parts there may be depends on variables and is held later.
 */
import { type ASTNode, GraphQLError, getNullableType, isListType, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput } from '../errors.ts';
import { deferDirective, streamDirective } from '../generator/types/directives.ts';

const names = new Set([deferDirective.name, streamDirective.name]);

const fault = (message: string, ...nodes: readonly ASTNode[]) =>
  new GraphQLError(message, { nodes, extensions: badUserInput(message).extensions });

/** A label tells parts apart, so that it is written out, and once. */
const labels: ValidationRule = context => {
  const known = new Map<string, ASTNode>();
  return {
    Directive(node) {
      const value = node.arguments?.find(argument => argument.name.value === 'label')?.value;
      if (!names.has(node.name.value) || !value || value.kind === 'NullValue') return;
      if (value.kind !== 'StringValue')
        return context.reportError(
          fault(`The label of @${node.name.value} must be a text, no variable.`, node),
        );
      const other = known.get(value.value);
      if (other) context.reportError(fault(`The label "${value.value}" is given to two parts.`, other, node));
      known.set(value.value, node);
    },
  };
};

/** Root fields of mutations run in turn, and those of subscriptions are one: neither can wait. */
const roots: ValidationRule = context => ({
  Directive(node) {
    const parent = context.getParentType();
    const schema = context.getSchema();
    if (!names.has(node.name.value) || !parent) return;
    if (parent !== schema.getMutationType() && parent !== schema.getSubscriptionType()) return;
    context.reportError(fault(`@${node.name.value} cannot be used on fields of ${parent.name}.`, node));
  },
});

const lists: ValidationRule = context => ({
  Directive(node) {
    const field = context.getFieldDef();
    if (node.name.value !== streamDirective.name || !field || isListType(getNullableType(field.type))) return;
    context.reportError(fault(`@stream is for lists, which ${field.name} is not.`, node));
  },
});

export function usePartRules(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      for (const rule of [labels, roots, lists]) addValidationRule(rule);
    },
  };
}
