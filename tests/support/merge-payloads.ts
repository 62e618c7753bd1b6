/**
 * What the payloads of an answer in parts amount to, put together as a client does.
 * Knows the format of the draft of 2022; refuses to know what is asked.
 */
import type { Any } from './api.ts';

/** The data, and the errors of all payloads. */
export function mergePayloads([first, ...later]: readonly Any[]): { data: Any; errors: Any[] } {
  const errors: Any[] = [...(first.errors ?? [])];
  const whole = { data: first.data };
  for (const part of later.flatMap(({ incremental = [] }) => incremental)) {
    errors.push(...(part.errors ?? []));
    if (part.items) put(whole, ['data', ...part.path], part.items[0]);
    else if (part.data) put(whole, ['data', ...part.path], part.data);
  }
  return { data: whole.data, errors };
}

function put(target: Any, path: readonly (string | number)[], value: unknown): void {
  const [key, ...rest] = path;
  if (rest.length === 0) target[key!] = merged(target[key!], value);
  else put(target[key!], rest, value);
}

function merged(known: Any, value: Any): unknown {
  if (typeof known !== 'object' || known === null || typeof value !== 'object' || value === null)
    return value;
  for (const [key, member] of Object.entries(value)) known[key] = merged(known[key], member);
  return known;
}
