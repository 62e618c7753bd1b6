/** Nothing is timed before all servers gave the same answer to every work item, and that answer is whole. */
import { isDeepStrictEqual } from 'node:util';
import { normalise } from './normalise.ts';
import { dataOf, type Running } from './running.ts';
import { countAt, type ItemName, itemNames, type Json, workItems } from './work-items.ts';

/** The bytes of each answer by item. @throws where answers differ, with the first place at which they do */
export async function compareAnswers(
  reference: Running,
  servers: readonly Running[],
): Promise<ReadonlyMap<Running, Readonly<Record<ItemName, number>>>> {
  const bytes = new Map<Running, Record<ItemName, number>>();
  for (const item of itemNames) {
    const expected = normalise(dataOf(await reference.ask(reference.requests[item])));
    assertWhole(item, expected);
    for (const server of servers) {
      const text = await server.ask(server.requests[item]);
      const difference = firstDifference(expected, normalise(dataOf(text)));
      if (difference !== undefined) {
        throw new Error(
          `${server.peer.title} answers ${workItems[item].title} differently from ${reference.peer.title}: ${difference}`,
        );
      }
      bytes.set(server, { ...bytes.get(server), [item]: Buffer.byteLength(text) } as Record<
        ItemName,
        number
      >);
    }
  }
  return bytes;
}

function assertWhole(item: ItemName, answer: Json): void {
  for (const [path, expected] of Object.entries(workItems[item].counts)) {
    const found = countAt(answer, path);
    if (found !== expected) {
      throw new Error(
        `${workItems[item].title} should have ${expected} objects at ${path}, and has ${found}.`,
      );
    }
  }
}

function firstDifference(expected: Json, given: Json, path = 'data'): string | undefined {
  if (isDeepStrictEqual(expected, given)) return undefined;
  const inside = (value: Json): value is { readonly [name: string]: Json } =>
    typeof value === 'object' && value !== null;
  if (!inside(expected) || !inside(given) || Array.isArray(expected) !== Array.isArray(given)) {
    return `at ${path} it has ${shown(given)}, not ${shown(expected)}`;
  }
  for (const name of new Set([...Object.keys(expected), ...Object.keys(given)])) {
    const [one, other] = [expected[name], given[name]];
    if (one === undefined) return `at ${path} it has "${name}", which nobody asked for`;
    if (other === undefined) return `at ${path} it lacks "${name}"`;
    const difference = firstDifference(one, other, `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const shown = (value: Json) => JSON.stringify(value).slice(0, 120);
