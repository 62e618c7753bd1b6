import { describe, expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const refusal = () => new Error('refused');
/** Work that lasts as long as a test likes. */
function held() {
  let end = () => {};
  const done = new Promise<void>(resolve => {
    end = resolve;
  });
  return { work: () => done, end };
}

describe('WorkQueue', () => {
  it('does so much at once, and the rest in its order', async () => {
    const queue = new WorkQueue({ atOnce: 2, waiting: 10, patienceMs: 60_000, refusal });
    const started: number[] = [];
    const works = [0, 1, 2, 3].map(held);
    const all = works.map(({ work }, i) =>
      queue.run(() => {
        started.push(i);
        return work();
      }),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    works[1]!.end();
    await all[1];
    expect(started).toEqual([0, 1, 2]);
    for (const { end } of works) end();
    await Promise.all(all);
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('refuses at once who would be one too many, and in the end who waited too long', async () => {
    const queue = new WorkQueue({ atOnce: 1, waiting: 1, patienceMs: 1, refusal });
    const { work, end } = held();
    const running = queue.run(work);
    const done: string[] = [];
    const waits = queue.run(async () => void done.push('waited'));
    await expect(queue.run(async () => void done.push('too many'))).rejects.toThrow('refused');
    await expect(waits).rejects.toThrow('refused');
    end();
    await running;
    expect(done).toEqual([]);
  });

  it('makes room for others by work that fails', async () => {
    const queue = new WorkQueue({ atOnce: 1, waiting: 1, patienceMs: 60_000, refusal });
    const failing = queue.run(() => Promise.reject(new Error('failed')));
    const next = queue.run(async () => 'done');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
    expect(await queue.run(async () => 'again')).toBe('again');
  });
});
