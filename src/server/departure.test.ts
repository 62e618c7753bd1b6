import { expect, it, vi } from 'vitest';
import { Departure } from './departure.ts';

it('tells each listener once, and none that was taken away', () => {
  const departure = new Departure();
  const [told, forgotten] = [vi.fn(), vi.fn()];
  departure.addEventListener('abort', told);
  departure.addEventListener('abort', forgotten);
  departure.removeEventListener('abort', forgotten);
  expect([departure.aborted, told.mock.calls.length]).toEqual([false, 0]);
  departure.leave();
  departure.leave();
  expect([departure.aborted, told.mock.calls.length, forgotten.mock.calls.length]).toEqual([true, 1, 0]);
});

it('aborts its signal, whether that was asked for before or after', () => {
  const [before, after] = [new Departure(), new Departure()];
  const { signal } = before;
  expect([signal.aborted, before.signal === signal]).toEqual([false, true]);
  before.leave();
  after.leave();
  expect([signal.aborted, after.signal.aborted]).toEqual([true, true]);
});

it('lets a listener take others away while they are told', () => {
  const departure = new Departure();
  const second = vi.fn();
  departure.addEventListener('abort', () => departure.removeEventListener('abort', second));
  departure.addEventListener('abort', second);
  expect(() => departure.leave()).not.toThrow();
  expect(second).toHaveBeenCalledTimes(1);
});
