/**
 * Rows that are made together with the row they belong to, where their rules ask about that row.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignWorld } from './support/foreign-world.ts';
import { press } from './support/worlds/press.ts';
import { codes, mutate } from './support/write-client.ts';

const world = foreignWorld(press);
beforeAll(() => world.open());
afterAll(() => world.close());

describe('a row that is made with rows that belong to it', () => {
  it('counts for the rules of these as if it was there, and for whoever may not make it as if it was not', async () => {
    const create = (viewer: string, authorId: string) =>
      mutate(
        world.api(),
        press.viewers[viewer]!.token,
        'createArticle',
        { authorId, title: 'New', copies: { create: [{ number: 1, price: '2.50' }] } },
        'article { copies { nodes { number price } } }',
      );
    const made = await create('nora', '1');
    expect(codes(made)).toEqual([]);
    expect(made.payload.article).toEqual({ copies: { nodes: [{ number: 1, price: '2.50' }] } });
    expect(codes(await create('nora', '2'))).toEqual(['FORBIDDEN input']);
    expect(codes(await create('anonymous', '1'))).toEqual(['FORBIDDEN input']);
  });
});
