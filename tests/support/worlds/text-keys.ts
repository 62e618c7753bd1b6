/**
 * Tables with text, enum, date and composite keys, of several shops: who asks carries a pass, that names a shop to write in
 * and those to read of. One table is nobody's.
 */
import { sql } from 'drizzle-orm';
import {
  any,
  bearerViewers,
  everyone,
  generateApi,
  inSet,
  isNull,
  isViewers,
  nobody,
  not,
  related,
  visible,
} from '../../../src/entry.ts';
import type { WorldPlan } from '../foreign-world.ts';
import { textDdl, textRelations } from '../text-keys.ts';

const viewer = bearerViewers({
  columns: {
    shop: { type: 'uuid', meaning: 'the shop that the viewer writes in' },
    shops: { type: 'uuid', set: true, meaning: 'the shops that the viewer reads of' },
  },
  row: word => sql`select shop, shops from pass where word = ${word}::text`,
});
const writes = <Rule>(rule: Rule) => ({ create: rule, update: rule, delete: rule });
const inShops = inSet('shopId', 'shops');
const ofShop = isViewers('shopId', 'shop');

const api = generateApi({
  relations: textRelations,
  viewer,
  policy: {
    countries: { read: not(isNull('name')), write: writes(everyone) },
    cities: { read: related('country', visible), write: { create: everyone, delete: everyone } },
    products: {
      read: inShops,
      softDelete: { column: 'deletedAt', restore: ofShop },
      columns: { name: { read: not(isNull('updatedAt')), write: ofShop } },
      write: { ...writes(ofShop), owns: ['prices'] },
    },
    prices: {
      read: inShops,
      columns: { amount: { read: related('product', ofShop) } },
      write: { ...writes(ofShop), set: { shopId: { from: 'viewer', name: 'shop' } } },
    },
    offers: { read: any(isNull('sku'), related('price', visible)), write: writes(everyone) },
    holidays: { read: everyone, write: { ...writes(everyone), owns: ['speeches'] } },
    speeches: { read: everyone, write: writes(everyone) },
    events: { read: nobody },
  },
});

const [north, south, east] = ['1', '2', '3'].map(n => `00000000-0000-4000-8000-00000000000${n}`);
const rows = `
  create table pass (word text primary key, shop uuid, shops uuid[]);
  insert into pass values ('north', '${north}', '{${north},${south}}'), ('south', '${south}', '{${south}}'), ('guest', null, '{${north}}');
  insert into city values ('DE', 'a'), ('DE', 'Zwickau'), ('A', '%'), ('A', 'ä:');
  insert into product (sku, name, shop_id, deleted_at, updated_at)
    select (array['', ' ', 'a:b', '%3A', '%', '漢字 😀', 'A', 'a', 'ä', '42', 'b', '''"\\'])[n], (array['x', 'X', 'ä', 'x'])[1 + n % 4],
      (array['${north}', '${south}', '${east}']::uuid[])[1 + n % 3], case when n % 4 = 0 then timestamptz '2026-01-01Z' + n * interval '1 h' end,
      timestamptz '2026-02-01Z' + (n % 3) * interval '1 ms' from generate_series(1, 12) n;
  insert into price select sku, c, (array['1', '1.0', 'NaN', '-0.5', 'Infinity', '1e30'])[1 + (ascii(sku) + ascii(c::text)) % 6]::numeric, shop_id
    from product, unnest(enum_range(null::currency)) c where sku <> 'b';
  insert into offer (offer_key, sku, currency) select md5(n::text)::uuid, p.sku, p.currency
    from (select *, row_number() over (order by sku, currency) n from price) p where n % 2 = 0;
  insert into offer (offer_key) select md5(n::text)::uuid from generate_series(100, 102) n;
  insert into holiday values ('2026-01-01'), ('infinity'), ('0044-03-15 BC'), ('9999-12-31');
  insert into speech select n, nullif('s' || n % 3, 's0'), (array['2026-01-01', 'infinity', null]::date[])[1 + n % 3] from generate_series(1, 7) n;
  insert into event (id, shop_id, entity, action, "row") values (md5('e')::uuid, '${north}', 'x', 'y', 'z');`;

const pass = (token: string, shop: string, shops: readonly (string | undefined)[]) => ({
  token,
  facts: { shop: `${shop}::uuid`, shops: `'{${shops.join()}}'::uuid[]` },
});
const all = (condition: string) => ({ creates: condition, updates: condition, deletes: condition });
const readable = 't.shop_id = any($shops)';
const own = 't.shop_id = $shop';

export const textKeys: WorldPlan = {
  title: 'of shops, with text keys',
  api,
  ddl: { owner: `${textDdl}${rows}` },
  viewers: {
    north: pass('north', `'${north}'`, [north, south]),
    south: pass('south', `'${south}'`, [south]),
    guest: pass('guest', 'null', [north]),
  },
  tables: {
    countries: { sees: 't.name is not null', ...all('true') },
    cities: {
      sees: 'exists (select 1 from country c where c.code = t.country_code and c.name is not null)',
      creates: 'true',
      deletes: 'true',
    },
    products: {
      sees: `${readable} and t.deleted_at is null`,
      restores: `${own} and t.deleted_at is not null`,
      ...all(own),
      knows: { name: 'true' },
      sets: { name: own },
    },
    prices: {
      sees: readable,
      ...all(own),
      knows: { amount: 'exists (select 1 from product p where p.sku = t.sku and p.shop_id = $shop)' },
      fills: { shopId: '$shop' },
    },
    offers: {
      sees: 't.sku is null or exists (select 1 from price p where p.sku = t.sku and p.currency = t.currency and p.shop_id = any($shops))',
      ...all('true'),
    },
    holidays: { sees: 'true', ...all('true') },
    speeches: { sees: 'true', ...all('true') },
    events: { sees: 'false' },
  },
};
