/**
 * A music store as a GraphQL API: who may do what with its tables, and a server for them.
 * The catalogue is everyone's to read; playlists are everyone's; customers are their own clerk's.
 */
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import {
  bearerViewers,
  everyone,
  generateApi,
  isViewers,
  parseConfig,
  related,
  serveApi,
  startEmbedded,
  viewerHas,
  visible,
} from 'insightgraph';
import postgres from 'postgres';
import { relations } from './relations.ts';

const viewer = bearerViewers({
  columns: { clerk: { type: 'integer', meaning: 'the clerk who asks' } },
  row: badge => sql`select employee_id as clerk from employee
    where badge_hash = encode(sha256(convert_to(${badge}::text, 'UTF8')), 'hex')`,
  anonymous: 'served',
});
const writes = <Rule>(rule: Rule) => ({ create: rule, update: rule, delete: rule });
const catalogue = { read: everyone, write: writes(viewerHas('clerk')) } as const;

const api = generateApi({
  relations,
  viewer,
  policy: {
    artist: { ...catalogue, write: { ...catalogue.write, owns: ['albums'] } },
    album: catalogue,
    track: catalogue,
    playlist: { read: everyone, write: { ...writes(everyone), owns: ['entries'] } },
    playlistTrack: { read: everyone, write: { create: everyone, delete: everyone } },
    employee: { read: viewerHas('clerk'), hidden: ['badgeHash'] },
    customer: { read: isViewers('supportRepId', 'clerk') },
    invoice: { read: related('customer', visible) },
    invoiceLine: { read: related('invoice', visible) },
  },
});

const config = parseConfig({ DATA_DIR: '.data/music-store', ...process.env });
const store = await startEmbedded({ dataDir: config.dataDir, log: () => {} });
const client = postgres(store.url);
const [found] = await client`select from pg_tables where tablename = 'track'`;
if (!found) await client.unsafe(readFileSync(new URL('store.sql', import.meta.url), 'utf8'));
await client.end();
const server = await serveApi({ ...config, api, databaseUrl: store.url });
console.log(`GraphQL API ready at ${server.url}`);
const stop = () => server.close().finally(() => store.stop());
process.once('SIGINT', stop).once('SIGTERM', stop);
