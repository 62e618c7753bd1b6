/**
 * How deep the variables of a request nest: what recurses into them, as graphql-js does, would run out of stack.
 */

/** Levels of lists and objects: more than any argument may have, and far fewer than the stack bears. */
export const maxVariableDepth = 500;

/** Whether the variables nest deeper than that, found without recursion. */
export function nestsTooDeeply(variables: unknown): boolean {
  // They are an object themselves, which is no level of theirs.
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value: variables, depth: 0 }];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    if (typeof entry.value !== 'object' || entry.value === null) continue;
    if (entry.depth > maxVariableDepth) return true;
    for (const value of Object.values(entry.value)) pending.push({ value, depth: entry.depth + 1 });
  }
  return false;
}
