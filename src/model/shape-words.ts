/**
 * What is wrong with a value of typed JSON, in words that go on where its place ends: `config.funnel.steps must have at least 2 items`.
 * Knows Zod's issues; what a schema says itself comes first, and what has no words here keeps Zod's.
 */
import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const units: Readonly<Record<string, string>> = {
  string: 'character',
  array: 'item',
  set: 'item',
  record: 'member',
};

/** The words for an issue; undefined leaves it to Zod. */
export const shapeWords: z.core.$ZodErrorMap = issue => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return kinds[issue.expected] && `must be ${kinds[issue.expected]}`;
    case 'too_small':
      return bounded(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return bounded(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(value => JSON.stringify(value)).join(', ')}`;
    case 'unrecognized_keys':
      return `has members that nobody knows: ${issue.keys.map(key => JSON.stringify(key)).join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return undefined;
  }
};

function bounded(origin: string, words: string, bound: number | bigint): string {
  const unit = units[origin];
  return unit ? `must have ${words} ${bound} ${unit}${bound === 1 ? '' : 's'}` : `must be ${words} ${bound}`;
}
