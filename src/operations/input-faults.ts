/**
 * What is wrong with an input that is read by hand, as `userErrors` tell it.
 * Knows Zod's issues and having to wait; what an input has to be is each operation's own.
 */
import { z } from 'zod';
import { type ErrorCode, isCoded } from '../errors.ts';
import type { UserError } from '../generator/types/user-errors.ts';

/** Whether PostgreSQL can hold a text. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);

/** A text of an input: there, of bounded length, and storable. */
export const textInput = (what: string, min: number, max: number) =>
  z
    .string()
    .min(min, min === 1 ? `The ${what} is missing.` : `The ${what} must have at least ${min} characters.`)
    .max(max, `The ${what} is longer than ${max} characters.`)
    .refine(isStorable, `The ${what} is not a valid text.`);

/** One fault, at a member of the input or at the input itself. */
export const fault = (code: ErrorCode, message: string, ...members: string[]): UserError => ({
  code,
  message,
  path: ['input', ...members],
});

export const faultsOf = (error: z.ZodError): readonly UserError[] =>
  error.issues.map(({ message, path }) => fault('BAD_USER_INPUT', message, ...path.map(String)));

/** The result of some work, in which having to wait is one of the things that a client can mend. */
export async function orHavingToWait<Result>(
  work: () => Promise<Result>,
  refused: (faults: readonly UserError[]) => Result,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isCoded(error) || error.extensions.code !== 'RATE_LIMITED') throw error;
    return refused([fault('RATE_LIMITED', error.message)]);
  }
}
