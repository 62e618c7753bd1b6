/**
 * Holds stored JSON to its shape: the kinds of values, and the members, that GraphQL needs to show it.
 * Lengths, ranges and rules between members are for writes: what was stored under the rules of another day is shown.
 */
import { JsonText } from './json-text.ts';
import type { ShapeRef } from './shape-blueprint.ts';
import { type Check, checkOf, mustBe, type Shapes } from './structure-checks.ts';

/** Where a value does not fit, and why: the end of a sentence that the place begins. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A value to look into, and the way to it. */
interface Place {
  readonly check: Check;
  readonly value: unknown;
  readonly parent: Place | undefined;
  readonly step: string | number | undefined;
}

/**
 * Where a value, parsed by `parseStored`, does not fit its shape; undefined where it does. What is nearest to the root is
 * told first. Works without recursion: what other hands stored may be nested deeper than the stack is.
 */
export function findMisfit(shapes: Shapes, ref: ShapeRef, value: unknown): Misfit | undefined {
  const pending: Place[] = [];
  const at = look(checkOf(shapes, ref), value, undefined, undefined, pending);
  if (at) return at;
  // Grows while it is gone through.
  for (const place of pending) {
    const found = lookInside(place, pending);
    if (found) return found;
  }
  return undefined;
}

/** Checks a value that has nothing inside; any other waits for its turn. */
function look(
  check: Check,
  value: unknown,
  parent: Place | undefined,
  step: string | number | undefined,
  pending: Place[],
): Misfit | undefined {
  if (check.kind === 'leaf') {
    const message = check.misfit(value);
    return message === undefined ? undefined : misfit(message, parent, step);
  }
  pending.push({ check, value, parent, step });
  return undefined;
}

function lookInside(place: Place, pending: Place[]): Misfit | undefined {
  const { check, value, parent, step } = place;
  switch (check.kind) {
    case 'list': {
      if (!Array.isArray(value)) return misfit(mustBe('a list', value), parent, step);
      for (let i = 0; i < value.length; i++) {
        const item: unknown = value[i];
        if (item === null && check.nullable) continue;
        const found = look(check.items, item, place, i, pending);
        if (found) return found;
      }
      return undefined;
    }
    case 'object': {
      if (!isObject(value)) return misfit(mustBe('an object', value), parent, step);
      for (const member of check.members) {
        const inner = ownMember(value, member.key);
        if (inner === undefined) {
          if (member.required) return misfit('is missing', place, member.key);
        } else if (inner !== null || !member.nullable) {
          const found = look(member.check, inner, place, member.key, pending);
          if (found) return found;
        }
      }
      return undefined;
    }
    case 'union': {
      if (!isObject(value)) return misfit(mustBe('an object', value), parent, step);
      const kind = ownMember(value, check.discriminator);
      if (kind === undefined) return misfit('is missing', place, check.discriminator);
      const variant = check.variants.get(kind);
      if (!variant) return misfit(mustBe(check.expected, kind), place, check.discriminator);
      // The same place, by another check.
      return lookInside({ check: variant, value, parent, step }, pending);
    }
    case 'leaf':
      return undefined;
  }
}

function misfit(message: string, parent: Place | undefined, step: string | number | undefined): Misfit {
  const path = step === undefined ? [] : [step];
  for (let place = parent; place !== undefined; place = place.parent) {
    if (place.step !== undefined) path.push(place.step);
  }
  return { path: path.reverse(), message };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonText);

/** A member of stored JSON; what every object inherits, such as `constructor`, is none. */
export const ownMember = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;
