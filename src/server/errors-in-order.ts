/** The order of errors in an answer: as the document names their fields, and not as they came up, which depends on the moment. */
import type { GraphQLError } from 'graphql';

type Step = string | number;

/** The same errors; those that are about no place in the document stay in front, in their order. */
export const inOrder = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  errors.length < 2 ? errors : [...errors].sort(byPlace);

const byPlace = (one: GraphQLError, other: GraphQLError): number =>
  startOf(one) - startOf(other) || byPath(one.path ?? [], other.path ?? []);

const startOf = ({ positions }: GraphQLError): number => positions?.[0] ?? -1;

/** Of rows of one list, the first comes first. */
function byPath(one: readonly Step[], other: readonly Step[]): number {
  for (const [i, step] of one.entries()) {
    const compared = byStep(step, other[i]);
    if (compared !== 0) return compared;
  }
  return one.length - other.length;
}

function byStep(one: Step, other: Step | undefined): number {
  if (one === other || other === undefined) return one === other ? 0 : 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
}
