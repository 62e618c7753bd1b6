/**
 * Tables whose keys are whole numbers, or several columns, or those of another row: read on both paths, and written.
 * What is answered is compared with plain SQL.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { type ForeignApi, startForeignApi } from './support/foreign-api.ts';
import { musicDdl, musicRelations, musicRules } from './support/music-store.ts';
import { codes } from './support/write-client.ts';

const viewer = { user: randomUUID(), shops: [] };
let store: ForeignApi;

beforeAll(async () => {
  store = await startForeignApi({ relations: musicRelations, rules: musicRules, ddl: musicDdl });
});
afterAll(() => store.close());

const idOf = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString('base64url');

async function ask(query: string, variables: object = {}): Promise<Any> {
  const { data, errors } = await store.ask(viewer, query, variables as Record<string, unknown>);
  expect(errors, query).toEqual([]);
  return data;
}

const refused = async (query: string) => (await store.ask(viewer, query)).errors;

async function send(mutation: string, input: object, selection = ''): Promise<Any> {
  const result = await store.mutate(viewer, mutation, input, selection);
  expect([result.failures, codes(result)], mutation).toEqual([[], []]);
  return result.payload;
}

/** The rows of plain SQL; numbers as text. */
const rowsOf = (text: string) =>
  store.client.unsafe(text).then(rows => rows.map(row => Object.values(row).map(String)));

describe('a row', () => {
  it('is found by its global id and by its plain key, which is a field under its own name', async () => {
    const album = {
      id: idOf('Album', '7'),
      albumId: 7,
      title: 'Album 3',
      artist: { id: idOf('Artist', '1'), rowId: 1 },
    };
    const fields = '{ id albumId title artist { id rowId } }';
    expect(await ask(`{ a: album(id: "7") ${fields} b: album(id: "${album.id}") ${fields} }`)).toEqual({
      a: album,
      b: album,
    });
  });

  it('of a key of several columns is found by its global id alone', async () => {
    const entry = { id: idOf('PlaylistTrack', '2:5'), playlistId: 2, trackId: 5, track: { trackId: 5 } };
    expect(
      await ask(`{ playlistTrack(id: "${entry.id}") { id playlistId trackId track { trackId } } }`),
    ).toEqual({
      playlistTrack: entry,
    });
    expect(await refused('{ playlistTrack(id: "2:5") { id } }')).toEqual([
      'BAD_USER_INPUT: id is not an id of this API: pass the "id" of an object, unchanged.',
    ]);
  });

  it('is told exactly where JavaScript holds no number of its size', async () => {
    for (const key of ['9007199254740993', '9223372036854775807']) {
      const { invoice, node } = await ask(
        `{ invoice(id: "${key}") { id invoiceId items { totalCount } } node(id: "${idOf('Invoice', key)}") { id } }`,
      );
      expect(invoice).toEqual({ id: idOf('Invoice', key), invoiceId: key, items: { totalCount: 0 } });
      expect(node).toEqual({ id: idOf('Invoice', key) });
    }
  });

  it('that is not there is null, and what is no key is refused', async () => {
    expect(await ask(`{ album(id: "4711") { id } node(id: "${idOf('Album', '4711')}") { id } }`)).toEqual({
      album: null,
      node: null,
    });
    const wrong = [
      'abc',
      '',
      '1.5',
      '07',
      '+7',
      '99999999999',
      idOf('Album', 'x'),
      idOf('Album', '07'),
      idOf('Album', '1:2'),
    ];
    for (const id of wrong) {
      expect(await refused(`{ album(id: "${id}") { id } }`), id).toEqual([
        'BAD_USER_INPUT: id is not an id of this API: pass the "id" of an object, unchanged, or its plain albumId.',
      ]);
    }
    expect(await refused(`{ album(id: "${idOf('Artist', '1')}") { id } }`)).toEqual([
      'BAD_USER_INPUT: id must be the id of an Album; this is the id of an Artist.',
    ]);
    for (const key of ['2', '2:', '2:5:1', ':5', '2:5%3A', '2: 5'])
      expect(await refused(`{ node(id: "${idOf('PlaylistTrack', key)}") { id } }`), key).toHaveLength(1);
  });

  it('of a type that has no rows is refused', async () => {
    for (const type of ['Query', 'PageInfo', 'AlbumConnection', 'Nothing'])
      expect(await refused(`{ node(id: "${idOf(type, '1')}") { id } }`), type).toEqual([
        `BAD_USER_INPUT: id is not an id of this API: there is no type "${type}".`,
      ]);
  });

  it('is found by nodes among those of other types with the same key', async () => {
    const keys = [
      ['Track', '3'],
      ['Album', '3'],
      ['PlaylistTrack', '1:3'],
      ['PlaylistTrack', '3:3'],
      ['Album', '999'],
      ['Track', '4'],
    ];
    const ids = keys.map(([type, key]) => idOf(type!, key!));
    const { nodes } = await ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Track { trackId } ... on Album { albumId } } }',
      { ids },
    );
    const there = await rowsOf('select 1 from playlist_track where playlist_id = 1 and track_id = 3');
    expect(nodes.map((node: Any) => node?.id ?? null)).toEqual([
      ids[0],
      ids[1],
      there.length > 0 ? ids[2] : null,
      // Of a playlist that the viewer does not see.
      null,
      null,
      ids[5],
    ]);
  });
});

describe('a list', () => {
  it.each([
    [
      'albums',
      'albumId',
      '[{ title: DESC }]',
      'select album_id from album order by title desc, album_id desc',
    ],
    [
      'albums',
      'albumId',
      '[{ artist: { name: ASC } }]',
      'select album_id from album a join artist r on r.id = a.artist_id order by r.name, album_id',
    ],
    [
      'playlistTracks',
      'playlistId trackId',
      '[]',
      'select playlist_id, track_id from playlist_track where playlist_id < 3 order by 1, 2',
    ],
    [
      'playlistTracks',
      'playlistId trackId',
      '[{ position: ASC }]',
      'select playlist_id, track_id from playlist_track where playlist_id < 3 order by position, 1, 2',
    ],
    [
      'playlistTracks',
      'playlistId trackId',
      '[{ trackId: DESC }]',
      'select playlist_id, track_id from playlist_track where playlist_id < 3 order by 2 desc, 1 desc',
    ],
    [
      'playlistTracks',
      'playlistId trackId',
      '[{ trackId: DESC }, { playlistId: ASC }, { position: ASC }]',
      'select playlist_id, track_id from playlist_track where playlist_id < 3 order by 2 desc, 1',
    ],
    [
      'invoices',
      'invoiceId',
      '[{ soldBy: ASC_NULLS_FIRST }]',
      'select invoice_id from invoice order by sold_by nulls first, invoice_id',
    ],
    [
      'employees',
      'employeeId',
      '[{ manager: { name: DESC } }]',
      'select e.employee_id from employee e left join employee m on m.employee_id = e.reports_to order by m.name desc, 1 desc',
    ],
  ])(
    'of %s by %s in the order %s is walked over ties in both directions',
    async (list, fields, order, sql) => {
      const expected = await rowsOf(sql);
      for (const [size, next, info] of [
        ['first', 'after', 'hasNextPage endCursor'],
        ['last', 'before', 'hasPreviousPage startCursor'],
      ]) {
        const found: string[][] = [];
        let cursor: string | undefined;
        for (;;) {
          const { [list]: page } = await ask(
            `query ($cursor: String) { ${list}(${size}: 7, ${next}: $cursor, orderBy: ${order}) {
            totalCount totalCountEstimate edges { cursor node { id ${fields} } } pageInfo { ${info} } } }`,
            cursor === undefined ? {} : { cursor },
          );
          const rows = page.edges.map(({ node }: Any) => fields.split(' ').map(field => String(node[field])));
          if (size === 'first') found.push(...rows);
          else found.unshift(...rows);
          expect([page.totalCount, page.totalCountEstimate]).toEqual([expected.length, expected.length]);
          const [more, position] = info!.split(' ').map(name => page.pageInfo[name]);
          if (!more) break;
          cursor = position;
        }
        expect(found).toEqual(expected);
      }
    },
  );

  it('refuses a cursor that somebody made', async () => {
    const forged = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
    for (const cursor of [
      forged('albums: albumId ASC', 'x'),
      forged('albums: albumId ASC', null),
      forged('albums: albumId ASC', '99999999999'),
      forged('albums: albumId ASC'),
    ])
      expect(await refused(`{ albums(after: "${cursor}") { nodes { id } } }`)).toEqual([
        expect.stringMatching(/^BAD_USER_INPUT: after is not a cursor of this list/),
      ]);
  });

  it('is filtered by keys, by what they lead to, and counted for each row', async () => {
    const { playlists, tracks, employees, invoices } = await ask(`{
      playlists { totalCount nodes { playlistId entries(first: 2, where: { track: { name: { eq: "Track 1" } } }) { totalCount nodes { trackId } } } }
      tracks(where: { playlists: { some: { playlistId: { in: [1] } } }, trackId: { lte: 6 } }) { nodes { trackId playlists { nodes { name } } } }
      employees(where: { reports: { some: { reports: { some: {} } } } }) { nodes { name manager { name } reports { totalCount nodes { name reports { nodes { name } } } } } }
      invoices(where: { seller: { name: { eq: "Ada" } }, checker: { name: { ne: "Ada" } } }) { nodes { invoiceId seller { name } checker { employeeId } } } }`);
    expect(playlists.totalCount).toBe(2);
    for (const { playlistId, entries } of playlists.nodes) {
      const expected = await rowsOf(
        `select track_id from playlist_track join track using (track_id) where playlist_id = ${playlistId} and name = 'Track 1' order by 1`,
      );
      expect(entries.totalCount).toBe(expected.length);
      expect(entries.nodes.map(({ trackId }: Any) => [String(trackId)])).toEqual(expected.slice(0, 2));
    }
    const inFirst = await rowsOf(
      'select track_id from playlist_track where playlist_id = 1 and track_id <= 6 order by 1',
    );
    expect(tracks.nodes.map(({ trackId }: Any) => [String(trackId)])).toEqual(inFirst);
    expect(employees.nodes).toEqual([
      {
        name: 'Ada',
        manager: null,
        reports: {
          totalCount: 2,
          nodes: [
            { name: 'Ben', reports: { nodes: [{ name: 'Dan' }] } },
            { name: 'Cleo', reports: { nodes: [] } },
          ],
        },
      },
    ]);
    const sold = await rowsOf(
      'select invoice_id, checked_by from invoice where sold_by = 1 and checked_by <> 1 order by 1',
    );
    expect(
      invoices.nodes.map((node: Any) => [String(node.invoiceId), String(node.checker.employeeId)]),
    ).toEqual(sold);
  });

  it('leads to the row that shares its key', async () => {
    const { customers } = await ask(
      '{ customers(first: 5, where: { note: { note: { contains: "Note" } } }) { nodes { customerId note { id customerId customer { email } } } } }',
    );
    expect(customers.nodes).toHaveLength(4);
    for (const { customerId, note } of customers.nodes)
      expect(note).toEqual({
        id: idOf('CustomerNote', String(customerId)),
        customerId,
        customer: { email: `c${customerId}@example.com` },
      });
  });
});

describe('a write', () => {
  it('makes rows whose keys PostgreSQL counts, with children, and tells the keys', async () => {
    const { artist, clientKeys } = await send(
      'createArtist',
      {
        name: 'New',
        albums: {
          create: [
            { title: 'First', clientKey: 'a' },
            { title: 'Second', clientKey: 'b' },
          ],
        },
      },
      'artist { id rowId name } clientKeys { clientKey nodeId uuid }',
    );
    expect(artist).toEqual({ id: idOf('Artist', String(artist.rowId)), rowId: artist.rowId, name: 'New' });
    const albums = await rowsOf(
      `select album_id, title from album where artist_id = ${artist.rowId} order by 1`,
    );
    expect(albums.map(([, title]) => title)).toEqual(['First', 'Second']);
    expect(clientKeys).toEqual(
      albums.map(([key], i) => ({ clientKey: 'ab'[i], nodeId: idOf('Album', key!), uuid: null })),
    );
  });

  it('makes a row with the key that the client gives, which then stays', async () => {
    const { track } = await send(
      'createTrack',
      { trackId: 500, name: 'Own', milliseconds: 1, unitPrice: '1.50', albumId: idOf('Album', '2') },
      'track { id trackId unitPrice }',
    );
    expect(track).toEqual({ id: idOf('Track', '500'), trackId: 500, unitPrice: '1.50' });
    const again = await store.mutate(viewer, 'createTrack', {
      trackId: 500,
      name: 'x',
      milliseconds: 1,
      unitPrice: '1',
    });
    expect(codes(again)).toEqual(['CONFLICT input.trackId']);
    const update = store.api.schema.getType('UpdateTrackInput') as unknown as { getFields(): object };
    expect(Object.keys(update.getFields())).toEqual(['albumId', 'id', 'milliseconds', 'name', 'unitPrice']);
  });

  it('takes references by global id and by plain key, and refuses those that lead nowhere', async () => {
    for (const artistId of ['3', idOf('Artist', '3')]) {
      const { album } = await send('updateAlbum', { id: '5', artistId }, 'album { albumId artistId }');
      expect(album).toEqual({ albumId: 5, artistId: 3 });
    }
    const wrong = async (artistId: string) =>
      codes(await store.mutate(viewer, 'updateAlbum', { id: idOf('Album', '5'), artistId }));
    expect(await wrong('777')).toEqual(['NOT_FOUND input.artistId']);
    expect(await wrong('x')).toEqual(['BAD_USER_INPUT input.artistId']);
    expect(await wrong(idOf('Track', '3'))).toEqual(['BAD_USER_INPUT input.artistId']);
    expect(codes(await store.mutate(viewer, 'updateAlbum', { id: '777', title: 'x' }))).toEqual([
      'NOT_FOUND input.id',
    ]);
  });

  it('makes, changes and deletes rows of a join table by their keys of two columns', async () => {
    const made = await send(
      'createPlaylistTrack',
      { playlistId: '1', trackId: '41', position: 9 },
      'playlistTrack { id }',
    );
    const id = idOf('PlaylistTrack', '1:41');
    expect(made.playlistTrack).toEqual({ id });
    const again = await store.mutate(viewer, 'createPlaylistTrack', { playlistId: '1', trackId: '41' });
    expect(codes(again)).toEqual(['CONFLICT input.trackId']);
    // The third playlist is nobody's to see.
    const unseen = await store.mutate(viewer, 'createPlaylistTrack', { playlistId: '3', trackId: '41' });
    expect(codes(unseen)).toEqual(['NOT_FOUND input.playlistId']);
    const changed = await send(
      'updatePlaylistTrack',
      { id, position: 10 },
      'playlistTrack { position track { name } }',
    );
    expect(changed.playlistTrack).toEqual({ position: 10, track: { name: 'Track 1' } });
    expect((await send('deletePlaylistTrack', { id }, 'deletedId')).deletedId).toBe(id);
    expect(await rowsOf('select 1 from playlist_track where playlist_id = 1 and track_id = 41')).toEqual([]);
  });

  it('writes children of such keys together with their parent', async () => {
    const { playlist, clientKeys } = await send(
      'createPlaylist',
      {
        name: 'Mine',
        entries: { create: [{ trackId: '7', clientKey: 'x' }, { trackId: idOf('Track', '9') }] },
      },
      'playlist { playlistId } clientKeys { nodeId }',
    );
    const entry = (track: number) => idOf('PlaylistTrack', `${playlist.playlistId}:${track}`);
    expect(clientKeys).toEqual([{ nodeId: entry(7) }]);
    await send('updatePlaylist', {
      id: String(playlist.playlistId),
      entries: { delete: [entry(7)], update: [{ id: entry(9), position: 4 }], create: [{ trackId: '11' }] },
    });
    expect(
      await rowsOf(
        `select track_id, position from playlist_track where playlist_id = ${playlist.playlistId} order by 1`,
      ),
    ).toEqual([
      ['9', '4'],
      ['11', 'null'],
    ]);
    const twice = await store.mutate(viewer, 'updatePlaylist', {
      id: String(playlist.playlistId),
      entries: { delete: [entry(9), entry(9)] },
    });
    expect(codes(twice)).toEqual(['BAD_USER_INPUT input.entries.delete.1']);
  });

  it('makes lines of an invoice whose number is counted in the same statement', async () => {
    const { invoice } = await send(
      'createInvoice',
      {
        customerId: '2',
        soldBy: '1',
        total: '3.00',
        items: {
          create: [
            { line: 1, trackId: '1' },
            { line: 2, trackId: '2', quantity: 3 },
          ],
        },
      },
      'invoice { invoiceId seller { name } }',
    );
    expect(invoice.seller).toEqual({ name: 'Ada' });
    expect(
      await rowsOf(
        `select line, track_id, quantity from invoice_line where invoice_id = ${invoice.invoiceId} order by 1`,
      ),
    ).toEqual([
      ['1', '1', '1'],
      ['2', '2', '3'],
    ]);
  });

  it('grows a tree, of which rows are made together with the one that they hang on', async () => {
    const { employee } = await send(
      'createEmployee',
      { name: 'Eve', reportsTo: '3', reports: { create: [{ name: 'Finn' }] } },
      'employee { employeeId manager { name } }',
    );
    expect(employee.manager).toEqual({ name: 'Cleo' });
    expect(await rowsOf(`select name from employee where reports_to = ${employee.employeeId}`)).toEqual([
      ['Finn'],
    ]);
    await send('updateEmployee', { id: idOf('Employee', '4'), reportsTo: String(employee.employeeId) });
    expect((await ask('{ employee(id: "4") { manager { manager { name } } } }')).employee).toEqual({
      manager: { manager: { name: 'Cleo' } },
    });
    const pointedTo = await store.mutate(viewer, 'deleteEmployee', { id: String(employee.employeeId) });
    expect(codes(pointedTo)).toEqual(['BAD_USER_INPUT input.id']);
  });

  it('makes and changes a row that shares the key of another, unless it was changed meanwhile', async () => {
    const { customerNote } = await send(
      'createCustomerNote',
      { customerId: '7', note: 'x' },
      'customerNote { id updatedAt }',
    );
    expect(customerNote.id).toBe(idOf('CustomerNote', '7'));
    const stale = await store.mutate(
      viewer,
      'updateCustomerNote',
      { id: '7', note: 'y', ifUpdatedAt: '2020-01-01T00:00:00.000Z' },
      'customerNote { note }',
    );
    expect([codes(stale), stale.payload.customerNote]).toEqual([
      ['CONFLICT input.ifUpdatedAt'],
      { note: 'x' },
    ]);
    await send('updateCustomerNote', { id: '7', note: 'z', ifUpdatedAt: customerNote.updatedAt });
    const nobody = await store.mutate(viewer, 'createCustomerNote', { customerId: '700', note: 'x' });
    expect(codes(nobody)).toEqual(['NOT_FOUND input.customerId']);
  });

  it('of all rows that a filter finds is done by keys of any kind', async () => {
    const { count } = await send(
      'updateTracks',
      { where: { trackId: { in: [51, 52, 53] } }, atMost: 3, set: { milliseconds: 7 } },
      'count',
    );
    expect(count).toBe(3);
    const gone = await send(
      'deletePlaylistTracks',
      { where: { playlistId: { eq: 2 }, trackId: { lt: 5 } }, atMost: 100 },
      'count',
    );
    expect(gone.count).toBeGreaterThan(0);
    expect(
      await rowsOf('select count(*) from playlist_track where playlist_id = 2 and track_id < 5'),
    ).toEqual([['0']]);
  });
});
