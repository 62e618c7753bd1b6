/**
 * Rows that a row points to, told by a unique key: they are there, or made where there are none, in the one statement of the write.
 * Under the rules of references and of new rows, with everything that is wrong told at its place.
 */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Any } from './support/api.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { catalogue } from './support/worlds/catalogue.ts';
import { codes, type Mutated, mutate } from './support/write-client.ts';

const world = foreignWorld(catalogue);
beforeAll(() => world.open());
afterAll(() => world.close());

/** How many statements the server sends meanwhile. */
async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  const run = vi.spyOn(world.api().database.pool, 'run');
  try {
    await work();
    return run.mock.calls.length;
  } finally {
    run.mockRestore();
  }
}

const send = (mutation: string, input: object, selection = '', viewer = 'blue') =>
  mutate(world.api(), catalogue.viewers[viewer]!.token, mutation, input, selection);
const album = (code: string, artist: object) => ({ code, title: 't', artist });
const shown =
  'album { id artist { id name country number } tracks(orderBy: [{ line: ASC }]) { nodes { id line guest { name } } } }';
const artists = async (name: string) =>
  (
    await world.client()<
      { id: string; label: string | null }[]
    >`select id, label from artist where name = ${name}`
  ).map(row => ({ ...row }));
/** Two of the catalogue's own: everybody's, and the other label's. */
const [open, hidden] = ['artist 3', 'artist 5'];

describe('a row that is there', () => {
  it('is pointed to by a unique key of one column or several, from new rows and from changed ones, by one statement', async () => {
    let made: Any;
    const sent = await statementsDuring(async () => {
      made = await send('createAlbum', {
        ...album('by name', { connect: { name: open } }),
        tracks: {
          create: [
            { line: 1, title: 't', guest: { connect: { countryAndNumber: { country: 'DE', number: 4 } } } },
          ],
        },
      });
    });
    expect(codes(made)).toEqual([]);
    expect(sent).toBe(1);
    const { payload } = await send(
      'updateAlbum',
      { id: await idOf('by name'), artist: { connect: { name: 'artist 4' } } },
      shown,
    );
    expect(payload.album.artist.name).toBe('artist 4');
    const [track] = payload.album.tracks.nodes;
    expect(track.guest).toEqual({ name: 'artist 4' });
    const changed = await send(
      'updateAlbum',
      { id: payload.album.id, tracks: { update: [{ id: track.id, guest: { connect: { name: open } } }] } },
      shown,
    );
    expect(changed.payload.album.tracks.nodes[0].guest).toEqual({ name: open });
  });

  it('is not found where the viewer sees none, and told with all else that is wrong', async () => {
    const before = await stateOf();
    const result = await send('createAlbums', {
      rows: [
        album('a', { connect: { name: 'nobody' } }),
        {
          ...album('code 1', { connect: { name: hidden } }),
          tracks: { create: [{ line: 500, title: 't' }] },
        },
        album('b', { connect: { name: 'a\u0000' } }),
        { ...album('c', { connect: { name: open } }), artistId: '00000000-0000-4000-8000-000000000000' },
        {
          ...album('d', { connect: { name: open } }),
          tracks: {
            create: [
              { line: 1, title: 't', guest: { connect: { countryAndNumber: { country: 'XX', number: 1 } } } },
            ],
          },
        },
      ],
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.rows.1.tracks.create.0.line',
      'BAD_USER_INPUT input.rows.2.artist.connect.name',
      'BAD_USER_INPUT input.rows.3.artist',
      'CONFLICT input.rows.1.code',
      'NOT_FOUND input.rows.0.artist.connect.name',
      'NOT_FOUND input.rows.1.artist.connect.name',
      'NOT_FOUND input.rows.4.tracks.create.0.guest.connect.countryAndNumber',
    ]);
    expect(await stateOf()).toEqual(before);
  });

  it('is exactly one of the ways to say what is pointed to', async () => {
    const both = { connect: { name: open }, create: { name: 'x' } };
    for (const artist of [both, {}, { connect: null }]) {
      const result = await send('createAlbum', album('x', artist));
      expect(result.failures, JSON.stringify(artist)).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('a row that is made where there is none', () => {
  const either = (create: object, by = 'NAME') => ({ connectOrCreate: { by, create } });

  it('is made once, and pointed to from then on, as it is', async () => {
    const made = await send(
      'createAlbum',
      album('new 1', either({ name: 'New', country: 'IT', number: 1 })),
      shown,
    );
    expect(codes(made)).toEqual([]);
    expect(made.payload.album.artist).toMatchObject({ name: 'New', country: 'IT' });
    const met = await send('createAlbum', album('new 2', either({ name: 'New', country: 'ES' })), shown);
    expect(met.payload.album.artist).toEqual(made.payload.album.artist);
    const other = { name: 'Other', country: 'IT', number: 1 };
    const byNumber = await send('createAlbum', album('new 3', either(other, 'COUNTRY_AND_NUMBER')), shown);
    expect(byNumber.payload.album.artist).toEqual(made.payload.album.artist);
    expect(await artists('New')).toEqual([{ id: expect.any(String), label: 'blue' }]);
    expect(await artists('Other')).toEqual([]);
  });

  it('is one for all rows of a write that tell the same, at whatever depth, by one statement', async () => {
    const same = either({ name: 'Same' });
    const track = (line: number) => ({ line, title: 't', guest: same });
    const rows = ['same 1', 'same 2'].map(code => ({
      ...album(code, same),
      tracks: { create: [track(1), track(2)] },
    }));
    let made: Any;
    const sent = await statementsDuring(async () => {
      made = await send('createAlbums', { rows });
    });
    expect(codes(made)).toEqual([]);
    expect(sent).toBe(1);
    const [{ id } = { id: '' }, ...further] = await artists('Same');
    expect(further).toEqual([]);
    const [pointing] =
      await world.client()`select (select count(*)::int from album where artist_id = ${id}) as albums,
      (select count(*)::int from track where guest_id = ${id}) as tracks`;
    expect(pointing).toEqual({ albums: 2, tracks: 4 });
    const changed = await send(
      'updateAlbum',
      { id: await idOf('same 1'), artist: either({ name: open }) },
      shown,
    );
    expect(changed.payload.album.artist.name).toBe(open);
  });

  it('is the one that somebody else makes at the same moment', async () => {
    const waiting = async () => {
      const [row] = await world.client()<{ n: number }[]>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row!.n;
    };
    let made: Promise<Mutated> | undefined;
    await world.client().begin(async held => {
      await held`insert into artist (name, label) values ('Raced', 'blue')`;
      made = send('createAlbum', album('race', either({ name: 'Raced' })), shown);
      while ((await waiting()) === 0) await setTimeout(10);
    });
    const result = await made!;
    expect(codes(result)).toEqual([]);
    expect(result.payload.album.artist.name).toBe('Raced');
    expect(await artists('Raced')).toHaveLength(1);
  });

  it('is under the rules and constraints of new rows, and in the way of others that do not see it', async () => {
    const before = await stateOf();
    const result = await send('createAlbums', {
      rows: [
        album('a', either({ name: hidden })),
        album('b', either({ name: ' ' })),
        album('c', either({ name: 'x' }, 'COUNTRY_AND_NUMBER')),
        album('d', either({ name: 'y', number: 1 }, 'COUNTRY_AND_NUMBER')),
        album('code 1', either({ name: 'z' })),
      ],
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.rows.1.artist.connectOrCreate.create.name',
      'BAD_USER_INPUT input.rows.2.artist.connectOrCreate.create.country',
      'BAD_USER_INPUT input.rows.2.artist.connectOrCreate.create.number',
      'BAD_USER_INPUT input.rows.3.artist.connectOrCreate.create.country',
      'CONFLICT input.rows.0.artist.connectOrCreate.create.name',
      'CONFLICT input.rows.4.code',
    ]);
    expect(await stateOf()).toEqual(before);
  });

  it('counts as a row that may be written', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => album(`many ${i}`, either({ name: `many ${i}` })));
    const query = `mutation ($input: CreateManyAlbumsInput!) {
      one: createAlbums(input: $input) { count } two: createAlbums(input: $input) { count } }`;
    const { errors } = await world
      .api()
      .ask(query, { token: catalogue.viewers.blue!.token!, variables: { input: { rows } } });
    expect(errors?.map(({ message }: Any) => message)).toEqual([
      'The operation would write up to 3600 rows: at most 2000 are allowed in one operation. Write them in several.',
    ]);
  });
});

async function idOf(code: string): Promise<string> {
  const [row] = await world.client()<{ id: string }[]>`select id from album where code = ${code}`;
  return row!.id;
}

async function stateOf(): Promise<Any> {
  const [row] =
    await world.client()`select (select count(*)::int from artist) as artists, (select count(*)::int from album) as albums,
    (select count(*)::int from track) as tracks`;
  return { ...row };
}
