/**
 * The music store of the examples: somebody else's tables, served by the entry as whoever brings some would.
 * Knows its rows and what a client reads; started as people start it.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { endProcesses, type ServerProcess, startProcess } from './support/server-process.ts';

const main = new URL('../examples/music-store/main.ts', import.meta.url);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
/** Without npm, which would not hand on that the server is to end. */
const started = scripts['example:music-store']!.split(' ').slice(1);

let store: ServerProcess;
beforeAll(async () => {
  store = startProcess(process.execPath, started);
  await store.ready();
});
afterAll(() => endProcesses());

async function ask(query: string, badge?: string): Promise<Any> {
  const response = await fetch(`http://127.0.0.1:${store.port()}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(badge ? { authorization: `Bearer ${badge}` } : {}),
    },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Twice: what was asked once is answered by a compiled statement. */
async function read(query: string, badge?: string): Promise<Any> {
  const [first, again] = [await ask(query, badge), await ask(query, badge)];
  expect(first.errors).toBeUndefined();
  expect(again).toEqual(first);
  return first.data;
}

const errors = 'userErrors { code message path }';

describe('the music store', () => {
  it('is rules and a server in at most 60 lines', () => {
    const lines = readFileSync(main, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(110);
  });

  it('answers a nested query to whoever asks', async () => {
    const { artists } = await read(`{ artists(where: { name: { eq: "Harbour Lights" } }) { nodes {
      name albums(orderBy: [{ title: ASC }]) { totalCount nodes { title tracks(last: 1) { nodes { trackId name
        playlists { nodes { name } } } } } } } } }`);
    const track = (trackId: number, name: string, playlist: string) => ({
      nodes: [{ trackId, name, playlists: { nodes: [{ name: playlist }] } }],
    });
    expect(artists.nodes).toEqual([
      {
        name: 'Harbour Lights',
        albums: {
          totalCount: 2,
          nodes: [
            { title: 'High Tide', tracks: track(6, 'High Tide, part 3', 'Morning') },
            { title: 'Low Tide', tracks: track(3, 'Low Tide, part 3', 'Evening') },
          ],
        },
      },
    ]);
  });

  it('has pages, by keys of several columns', async () => {
    const page = (after: string) => `{ playlistTracks(first: 5, after: ${after}) {
      nodes { id playlistId trackId } pageInfo { hasNextPage endCursor } } }`;
    const rows: Any[] = [];
    let cursor: string | null = null;
    do {
      const { playlistTracks }: Any = await read(page(JSON.stringify(cursor)));
      rows.push(...playlistTracks.nodes);
      cursor = playlistTracks.pageInfo.hasNextPage ? playlistTracks.pageInfo.endCursor : null;
    } while (cursor !== null);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(12);
    const [{ id, ...keys }] = rows;
    expect(await read(`{ playlistTrack(id: "${id}") { playlistId trackId } }`)).toEqual({
      playlistTrack: keys,
    });
  });

  it('writes what everyone may write, with the rows that belong to it', async () => {
    const { data } =
      await ask(`mutation { createPlaylist(input: { name: "Night", entries: { create: [{ trackId: "1" }, { trackId: "2" }] } }) {
      playlist { name entries { nodes { track { name } } } } ${errors} } }`);
    expect(data.createPlaylist).toEqual({
      playlist: {
        name: 'Night',
        entries: {
          nodes: [{ track: { name: 'Low Tide, part 1' } }, { track: { name: 'Low Tide, part 2' } }],
        },
      },
      userErrors: [],
    });
  });

  it('refuses to write the catalogue to whoever is no clerk, and lets clerks', async () => {
    const change = `mutation { updateAlbum(input: { id: "1", title: "Ebb" }) { album { title } ${errors} } }`;
    expect((await ask(change)).data.updateAlbum).toEqual({
      album: null,
      userErrors: [{ code: 'FORBIDDEN', message: 'You may not update this album.', path: ['input'] }],
    });
    expect(await read('{ album(id: "1") { title } }')).toEqual({ album: { title: 'Low Tide' } });
    expect((await ask(change, 'ben-badge')).data.updateAlbum).toEqual({
      album: { title: 'Ebb' },
      userErrors: [],
    });
  });

  it('shows customers and their invoices to their own clerk, and to nobody else', async () => {
    const query = '{ customers { nodes { email invoices { nodes { total lines { totalCount } } } } } }';
    expect(await read(query, 'ada-badge')).toEqual({
      customers: {
        nodes: [
          { email: 'kim@example.com', invoices: { nodes: [{ total: '1.98', lines: { totalCount: 2 } }] } },
        ],
      },
    });
    expect(await read(query)).toEqual({ customers: { nodes: [] } });
    const { data, errors: refused } = await ask(query, 'no-badge');
    expect([data, refused[0].extensions.code]).toEqual([{ customers: null }, 'UNAUTHENTICATED']);
    const unknown = await ask('{ employees { nodes { badgeHash } } }', 'ada-badge');
    expect(unknown.errors[0].message).toContain('badgeHash');
  });

  it('ends when it is asked to, and its rows are there at the next start', async () => {
    store.child.kill('SIGTERM');
    await store.ended();
    store = startProcess(process.execPath, started, { DATA_DIR: store.dataDir });
    await store.ready();
    expect(await read('{ playlists { nodes { name } } }')).toEqual({
      playlists: { nodes: [{ name: 'Morning' }, { name: 'Evening' }, { name: 'Night' }] },
    });
  });
});
