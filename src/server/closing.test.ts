import { describe, expect, it } from 'vitest';
import { Closing } from './closing.ts';

/** Adds a step that notes its turn, and then does as told. */
function stepsOf(closing: Closing) {
  const turns: string[] = [];
  const add = (name: string, close: () => Promise<void> = async () => {}) =>
    closing.add({
      name,
      patienceMs: 50,
      close: () => {
        turns.push(name);
        return close();
      },
    });
  return { turns, add };
}

const reasonsOf = (error: unknown) =>
  (error as AggregateError).errors.map(failure => [failure.message, failure.cause.message]);

describe('Closing', () => {
  it('closes in reverse, once', async () => {
    const closing = new Closing();
    const { turns, add } = stepsOf(closing);
    for (const name of ['first', 'second', 'third']) add(name);
    await closing.close();
    await closing.close();
    expect(turns).toEqual(['third', 'second', 'first']);
  });

  it('a step that fails, at once or later, keeps no other from its turn, and all failures are told together', async () => {
    const closing = new Closing();
    const { turns, add } = stepsOf(closing);
    add('PostgreSQL');
    add('The pool', async () => {
      throw new Error('it broke');
    });
    add('The server', () => {
      throw new Error('it never ran');
    });
    const error = await closing.close().catch((thrown: unknown) => thrown);
    expect(turns).toEqual(['The server', 'The pool', 'PostgreSQL']);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as Error).message).toBe('The server could not be closed. The pool could not be closed.');
    expect(reasonsOf(error)).toEqual([
      ['The server could not be closed.', 'it never ran'],
      ['The pool could not be closed.', 'it broke'],
    ]);
  });

  it('a step that never ends is left behind after its time', async () => {
    const closing = new Closing();
    const { turns, add } = stepsOf(closing);
    add('PostgreSQL');
    add('The server', () => new Promise(() => {}));
    const error = await closing.close().catch((thrown: unknown) => thrown);
    expect(turns).toEqual(['The server', 'PostgreSQL']);
    expect(reasonsOf(error)).toEqual([['The server could not be closed.', 'It was not done after 50 ms.']]);
  });
});
