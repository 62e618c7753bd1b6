/**
 * What becomes of an error that nobody meant a client to read.
 * Made by hand: a healthy server has no such errors to offer.
 */
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { maskError } from '../src/server/mask-errors.ts';

const log = pino({ level: 'silent' });
const inField = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['dashboards'], originalError });
const shown = (error: Error): Record<string, unknown> => {
  const { message, extensions } = maskError(error, 'the-request', log);
  return { message, ...(extensions as Record<string, unknown>) };
};
const failed = (code: string) => Object.assign(new Error('relation "users" does not exist'), { code });

describe('an error of the server', () => {
  it('is shown without its own words', () => {
    expect(shown(inField(new Error('select "password_hash" from "users"')))).toEqual({
      message: 'Something went wrong on the server.',
      code: 'INTERNAL_SERVER_ERROR',
      requestId: 'the-request',
    });
  });
});

describe('an error of PostgreSQL', () => {
  it.each([
    ['57014', 'TIMEOUT'],
    ['57P01', 'UNAVAILABLE'],
    ['08006', 'UNAVAILABLE'],
    ['53300', 'UNAVAILABLE'],
    ['22008', 'BAD_USER_INPUT'],
    ['42P01', 'INTERNAL_SERVER_ERROR'],
  ])('%s is shown as %s, in words of our own', (code, expected) => {
    const { message, code: found } = shown(inField(failed(code)));
    expect(found).toBe(expected);
    expect(message).not.toContain('users');
  });
});
