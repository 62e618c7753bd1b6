/**
 * An upsert with the rows that belong to its row and the one that this points to: what is written is told by whether the row is there.
 * One statement, under the rules of each table; what a branch that is not taken says is not done.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Any } from './support/api.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { catalogue } from './support/worlds/catalogue.ts';
import { codes, mutate } from './support/write-client.ts';

const world = foreignWorld(catalogue);
beforeAll(() => world.open());
afterAll(() => world.close());

const shown = `created album { id title artist { name } tracks(orderBy: [{ line: ASC }]) { nodes { id line title guest { name } } } }
  clientKeys { clientKey nodeId }`;
const upsert = (input: object, viewer = 'blue') =>
  mutate(world.api(), catalogue.viewers[viewer]!.token, 'upsertAlbum', input, shown);
const track = (line: number, more: object = {}) => ({ line, title: 'new', ...more });
const linesOf = ({ payload }: Any) => payload.album.tracks.nodes.map(({ line, title }: Any) => [line, title]);
const [missing, other] = [0, 1].map(n => `00000000-0000-4000-8000-00000000000${n}`);

describe('an upsert with rows that belong to its row', () => {
  it('makes those of a new row, and writes those of a row that is there, each by one statement', async () => {
    const input = (whenUpdated: object) => ({
      code: 'U-1',
      title: 'first',
      artist: { connectOrCreate: { by: 'NAME', create: { name: 'Upserted' } } },
      tracks: {
        whenCreated: {
          create: [
            track(1, { clientKey: 'a' }),
            track(2, { clientKey: 'b', guest: { connect: { name: 'artist 3' } } }),
          ],
        },
        whenUpdated,
      },
    });
    const run = vi.spyOn(world.api().database.pool, 'run');
    const made = await upsert(
      input({
        create: [track(9, { clientKey: 'a' })],
        delete: [missing],
        update: [{ id: other, line: 7 }],
      }),
    );
    expect(codes(made)).toEqual([]);
    // And one for the payload.
    expect(run).toHaveBeenCalledTimes(2);
    run.mockRestore();
    expect(made.payload).toMatchObject({ created: true, album: { artist: { name: 'Upserted' } } });
    expect(linesOf(made)).toEqual([
      [1, 'new'],
      [2, 'new'],
    ]);
    const [first, second] = made.payload.album.tracks.nodes;
    expect(second.guest).toEqual({ name: 'artist 3' });
    expect(made.payload.clientKeys).toEqual([
      { clientKey: 'a', nodeId: first.id },
      { clientKey: 'b', nodeId: second.id },
    ]);
    const changed = await upsert(
      input({
        create: [track(3, { clientKey: 'c' })],
        update: [{ id: first.id, title: 'changed' }],
        delete: [second.id],
      }),
    );
    expect(codes(changed)).toEqual([]);
    expect(changed.payload.created).toBe(false);
    expect(linesOf(changed)).toEqual([
      [1, 'changed'],
      [3, 'new'],
    ]);
    const third = changed.payload.album.tracks.nodes[1];
    expect(changed.payload.clientKeys).toEqual([{ clientKey: 'c', nodeId: third.id }]);
    const [row] = await world.client()`select count(*)::int as n from artist where name = 'Upserted'`;
    expect(row!.n).toBe(1);
  });

  it('tells what is wrong in both, and of rows only where they would be written', async () => {
    const both = (code: string, more: object = {}) => ({
      code,
      title: 't',
      artist: { connect: { name: 'nobody' } },
      tracks: {
        whenCreated: { create: [track(500), track(1, { title: 'a\u0000' })] },
        whenUpdated: { create: [track(600)], update: [{ id: other, line: 1 }], delete: [missing] },
      },
      ...more,
    });
    expect(codes(await upsert(both('U-2'))).sort()).toEqual([
      'BAD_USER_INPUT input.tracks.whenCreated.create.0.line',
      'BAD_USER_INPUT input.tracks.whenCreated.create.1.title',
      'NOT_FOUND input.artist.connect.name',
    ]);
    expect(codes(await upsert(both('code 2'))).sort()).toEqual([
      'BAD_USER_INPUT input.tracks.whenCreated.create.1.title',
      'BAD_USER_INPUT input.tracks.whenUpdated.create.0.line',
      'NOT_FOUND input.artist.connect.name',
      'NOT_FOUND input.tracks.whenUpdated.delete.0',
      'NOT_FOUND input.tracks.whenUpdated.update.0.id',
    ]);
    // A row that is not seen is one that is to be made, and in the way of it.
    const hidden = {
      code: 'code 2',
      title: 't',
      artist: { connect: { name: 'artist 3' } },
      tracks: { whenUpdated: { delete: [missing] } },
    };
    expect(codes(await upsert(hidden, 'red'))).toEqual(['CONFLICT input.code']);
  });

  it('is done once with a key of the client’s, and tells the same again', async () => {
    const input = {
      code: 'U-3',
      title: 't',
      artist: { create: { name: 'Of U-3' } },
      tracks: {
        whenCreated: { create: [track(1, { clientKey: 'a' })] },
        whenUpdated: { create: [track(2, { clientKey: 'a' })] },
      },
      idempotencyKey: 'once',
    };
    const first = await upsert(input);
    expect(codes(first)).toEqual([]);
    expect(first.payload.clientKeys).toHaveLength(1);
    expect(linesOf(first)).toEqual([[1, 'new']]);
    expect((await upsert(input)).payload).toEqual(first.payload);
  });

  it('counts the rows of the one or the other', async () => {
    const tracks = (n: number) => ({ create: Array.from({ length: n }, (_, i) => track(i)) });
    const input = {
      code: 'x',
      title: 't',
      artist: { create: { name: 'x' } },
      tracks: { whenCreated: tracks(400), whenUpdated: tracks(450) },
    };
    const query = `mutation ($input: UpsertAlbumInput!) { ${[1, 2, 3, 4, 5].map(n => `u${n}: upsertAlbum(input: $input) { created }`).join(' ')} }`;
    const { errors } = await world
      .api()
      .ask(query, { token: catalogue.viewers.blue!.token!, variables: { input } });
    expect(errors?.map(({ message }: Any) => message)).toEqual([
      'The operation would write up to 2260 rows: at most 2000 are allowed in one operation. Write them in several.',
    ]);
  });
});
