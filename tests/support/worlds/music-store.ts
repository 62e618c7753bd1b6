/**
 * The music store of the examples, pulled from SQL, with rules that ask more of it: clerks are told apart by their badges,
 * a team is seen and not written, customers' addresses are their own clerk's.
 */
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { relations } from '../../../examples/music-store/relations.ts';
import {
  any,
  bearerViewers,
  everyone,
  generateApi,
  inSet,
  isViewers,
  nobody,
  related,
  viewerHas,
  visible,
} from '../../../src/entry.ts';
import type { WorldPlan } from '../foreign-world.ts';

const store = readFileSync(new URL('../../../examples/music-store/store.sql', import.meta.url), 'utf8');
/** More rows: ties, gaps and rows of nobody. */
const more = `
  insert into employee (name, reports_to, badge_hash) values ('Cleo', 1, encode(sha256('cleo-badge'), 'hex')), ('Dan', 3, '');
  insert into customer (email, support_rep_id) values ('max@example.com', 1), ('ann@example.com', 3), ('eva@example.com', null), ('', 2);
  insert into invoice (customer_id, total) values (3, 0.10), (3, 0.10), (4, 5), (5, 2.50);
  insert into invoice_line select 1 + n % 6, 10 + n, 1 + n % 12, n % 3 from generate_series(1, 8) n;
  insert into track (name, album_id, milliseconds, unit_price) values ('Ebb', null, 1, 0), ('ebb', null, 1, 1.50);
  insert into playlist (name) values ('Noon');
  insert into playlist_track select 3, n from generate_series(1, 14) n where n % 3 < 2;`;

const viewer = bearerViewers({
  columns: {
    clerk: { type: 'integer', meaning: 'the clerk who asks' },
    team: { type: 'integer', set: true, meaning: 'those who report to the clerk' },
  },
  row: badge => sql`select employee_id as clerk,
    array(select r.employee_id from employee r where r.reports_to = e.employee_id) as team from employee e
    where badge_hash = encode(sha256(convert_to(${badge}::text, 'UTF8')), 'hex')`,
  anonymous: 'served',
});
const writes = <Rule>(rule: Rule) => ({ create: rule, update: rule, delete: rule });
const catalogue = { read: everyone, write: writes(viewerHas('clerk')) } as const;
const ownClerk = isViewers('supportRepId', 'clerk');

const api = generateApi({
  relations,
  viewer,
  words: { invoiceLine: { names: { many: 'lines' } } },
  policy: {
    artist: { ...catalogue, write: { ...catalogue.write, owns: ['albums'] } },
    album: catalogue,
    track: { ...catalogue, write: { ...catalogue.write, delete: nobody } },
    playlist: { read: everyone, write: { ...writes(everyone), owns: ['entries'] } },
    playlistTrack: {
      read: related('playlist', visible),
      write: { create: everyone, delete: everyone },
    },
    employee: {
      read: viewerHas('clerk'),
      hidden: ['badgeHash'],
      columns: { reportsTo: { write: nobody } },
      write: { update: any(isViewers('employeeId', 'clerk'), inSet('employeeId', 'team')) },
    },
    customer: {
      read: any(ownClerk, inSet('supportRepId', 'team')),
      columns: { email: { read: ownClerk, write: ownClerk } },
      write: { create: ownClerk, update: any(ownClerk, inSet('supportRepId', 'team')), delete: ownClerk },
    },
    invoice: {
      read: related('customer', visible),
      write: {
        create: related('customer', ownClerk),
        update: related('customer', ownClerk),
        owns: ['lines'],
      },
    },
    invoiceLine: {
      read: related('invoice', visible),
      write: writes(related('invoice', related('customer', ownClerk))),
    },
  },
});

const clerk = (id: number, team: string) => ({ facts: { clerk: String(id), team: `'${team}'::int[]` } });
const own = 't.support_rep_id = $clerk';
const inTeam = '(t.support_rep_id = $clerk or t.support_rep_id = any($team))';
const customerOf = (condition: string, id: string) =>
  `exists (select 1 from customer c where c.customer_id = ${id} and ${condition.replaceAll('t.', 'c.')})`;
const customerOfLine = (condition: string) =>
  `exists (select 1 from invoice i where i.invoice_id = t.invoice_id and ${customerOf(condition, 'i.customer_id')})`;
const all = (condition: string) => ({ creates: condition, updates: condition, deletes: condition });
const byClerks = { sees: 'true', ...all('$clerk is not null') };

export const musicStore: WorldPlan = {
  title: 'of a music store, with integer and composite keys',
  api,
  ddl: { owner: `${store}${more}` },
  viewers: {
    ada: { token: 'ada-badge', ...clerk(1, '{2,3}') },
    ben: { token: 'ben-badge', ...clerk(2, '{}') },
    cleo: { token: 'cleo-badge', ...clerk(3, '{4}') },
    anonymous: { facts: { clerk: 'null::int', team: 'null::int[]' } },
  },
  tables: {
    artist: byClerks,
    album: byClerks,
    track: { ...byClerks, deletes: 'false' },
    playlist: { sees: 'true', ...all('true') },
    playlistTrack: { sees: 'true', creates: 'true', deletes: 'true' },
    employee: {
      sees: '$clerk is not null',
      updates: 't.employee_id = $clerk or t.employee_id = any($team)',
      sets: { reportsTo: 'false' },
    },
    customer: {
      sees: inTeam,
      ...all(own),
      updates: inTeam,
      knows: { email: own },
      sets: { email: own },
    },
    invoice: {
      sees: customerOf(inTeam, 't.customer_id'),
      creates: customerOf(own, 't.customer_id'),
      updates: customerOf(own, 't.customer_id'),
    },
    invoiceLine: { sees: customerOfLine(inTeam), ...all(customerOfLine(own)) },
  },
};
