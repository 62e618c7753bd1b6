import { describe, expect, it } from 'vitest';
import { RecentWrites } from './recent-writes.ts';

const never = Number.NEGATIVE_INFINITY;
const make = () => new RecentWrites({ keptMs: 1_000, maxWriters: 3 });

describe('recent writes', () => {
  it('are known by writer, the last of each', () => {
    const writes = make();
    writes.note('a', 10);
    writes.note('b', 20);
    writes.note('a', 30);
    expect(['a', 'b', 'c', undefined].map(reader => writes.of(reader))).toEqual([30, 20, never, never]);
  });

  it('are forgotten once every replica that is asked has them, however often others write', () => {
    const writes = make();
    for (let at = 0; at <= 3_000; at += 400) writes.note(`w${at}`, at);
    expect(['w1600', 'w2000'].map(writer => writes.of(writer))).toEqual([never, 2_000]);
  });

  it('of more writers than are told from each other are taken for everybody’s: none is lost', () => {
    const writes = make();
    for (const writer of ['a', 'b', 'c']) writes.note(writer, 1);
    expect(writes.of('d')).toBe(never);
    writes.note('d', 5);
    expect(['a', 'd', 'e', undefined].map(reader => writes.of(reader))).toEqual([5, 5, 5, 5]);
    writes.note('a', 7);
    expect(['a', 'd'].map(reader => writes.of(reader))).toEqual([7, 5]);
  });
});
