/**
 * The tables with a column of every type, filled with the values at the ends of each: who has a badge sees all rows and all
 * columns, whoever has none some of both.
 */
import { sql } from 'drizzle-orm';
import { any, bearerViewers, generateApi, isNull, not, viewerHas } from '../../../src/entry.ts';
import { caseOf, type TypeName, typeNames } from '../column-cases.ts';
import { columnDdl, columnTables, sqlTypeOf, tableOf } from '../column-world.ts';
import type { WorldPlan } from '../foreign-world.ts';
import { literal, quoted } from '../plain-sql.ts';

const viewer = bearerViewers({
  columns: { badge: { type: 'text', meaning: 'the badge of who asks' } },
  row: token => sql`select ${token}::text as badge where ${token}::text = 'badge'`,
  anonymous: 'served',
});
const hasBadge = viewerHas('badge');
const writes = { create: hasBadge, update: hasBadge, delete: hasBadge };
const api = generateApi({
  ...columnTables,
  viewer,
  policy: {
    sample: {
      read: any(hasBadge, not(isNull('anyInteger'))),
      columns: {
        anyNumeric: { read: any(hasBadge, isNull('anyBoolean')) },
        zonedInstant: { read: hasBadge, write: hasBadge },
      },
      write: writes,
    },
    list: { read: hasBadge, write: writes },
  },
});

/** As many rows as the type with the most values needs, twice: every value has a tie, and some are missing. */
const count = 2 * Math.max(...typeNames.map(name => caseOf(name).values.length + 1));
const valueAt = (name: TypeName, i: number) => {
  const { values } = caseOf(name);
  const text = values[i % (values.length + 1)];
  return text === undefined ? 'null' : `${literal(text)}::${sqlTypeOf(name)}`;
};
const columns = `id, ${typeNames.map(quoted).join()}`;
const rows = (wrap: (value: string, name: TypeName) => string) =>
  Array.from(
    { length: count },
    (_, i) => `(md5('${i}')::uuid, ${typeNames.map((name, j) => wrap(valueAt(name, i + j), name)).join()})`,
  );
const listed = (value: string, name: TypeName) => `array[${value}]::${sqlTypeOf(name)}[]`;

const all = (condition: string) => ({ creates: condition, updates: condition, deletes: condition });

export const columnTypes: WorldPlan = {
  title: 'of a column of every type',
  api,
  ddl: {
    admin: columnDdl.admin,
    owner: `${columnDdl.owner}
      insert into ${tableOf.sample} (${columns}) values ${rows(value => value).join()};
      insert into ${tableOf.list} (${columns}) values ${rows(listed).slice(0, 8).join()};`,
  },
  viewers: {
    badge: { token: 'badge', facts: { badge: `'badge'::text` } },
    anonymous: { facts: { badge: 'null::text' } },
  },
  tables: {
    sample: {
      sees: '$badge is not null or t."anyInteger" is not null',
      ...all('$badge is not null'),
      knows: {
        anyNumeric: '$badge is not null or t."anyBoolean" is null',
        zonedInstant: '$badge is not null',
      },
      sets: { zonedInstant: '$badge is not null' },
    },
    list: { sees: '$badge is not null', ...all('$badge is not null') },
  },
  isGiven: (column, text) => {
    const { isGiven = () => true } = caseOf(column as TypeName) ?? {};
    return isGiven(text);
  },
};
