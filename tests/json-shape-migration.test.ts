/**
 * Migrations of stored typed JSON: rows of an older shape become rows of today's, and all others stay as they are.
 * Runs the migration's own SQL on rows as it found them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insightConfig } from '../src/model/shapes/insight-config.ts';
import { startTestApi, type TestApi } from './support/api.ts';

const folder = fileURLToPath(new URL('../drizzle', import.meta.url));
const migration = (name: string) =>
  readFileSync(
    `${folder}/${readdirSync(folder).find(entry => entry.endsWith(`_${name}`))}/migration.sql`,
    'utf8',
  );

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
});
afterAll(() => api.close());

describe('formulas that had an id', () => {
  const trend = {
    type: 'trend',
    series: [{ eventName: 'a', label: 'id', metric: 'total_events' }],
    granularity: 'day',
    chartType: 'line',
    compare: false,
    dateFrom: '-7d',
    dateTo: '-0d',
  };
  const formula = (name: 'id' | 'key', key: string) => ({ [name]: key, label: 'id', expression: 'A * 2' });
  const configs: [text: string, before: object, after: object][] = [
    [
      'have a key, in their order',
      { ...trend, formulas: ['z', 'a', 'm'].map(key => formula('id', key)) },
      { ...trend, formulas: ['z', 'a', 'm'].map(key => formula('key', key)) },
    ],
    ['are none', { ...trend, formulas: [] }, { ...trend, formulas: [] }],
    ['are absent', trend, trend],
    [
      'have a key already',
      { ...trend, formulas: [formula('key', 'a')] },
      { ...trend, formulas: [formula('key', 'a')] },
    ],
    // By other hands.
    ['are no list', { ...trend, formulas: { id: 'a' } }, { ...trend, formulas: { id: 'a' } }],
    ['are no objects', { ...trend, formulas: ['id', null, 1] }, { ...trend, formulas: ['id', null, 1] }],
  ];

  it('have a key instead, and what is else stored is left alone', async () => {
    const { client } = api;
    const ids: string[] = [];
    for (const [text, before] of configs) {
      const [row] = await client<{ id: string }[]>`insert into insights (project_id, type, name, config)
        select id, 'trend', ${text}, ${JSON.stringify(before)}::text::jsonb from projects limit 1 returning id`;
      ids.push(row!.id);
    }
    const others = () =>
      client`select id, config, updated_at from insights where id not in ${client(ids)} order by id`;
    const before = await others();
    // What ran once may run again, on a copy of the database that was restored.
    for (const _ of [1, 2]) await client.unsafe(migration('formulas_have_keys'));
    for (const [i, [text, , after]] of configs.entries()) {
      const [row] = await client<{ config: object }[]>`select config from insights where id = ${ids[i]!}`;
      expect(row!.config, text).toEqual(after);
    }
    expect(await others()).toEqual(before);
    expect(insightConfig.safeParse(configs[0]![2]).success).toBe(true);
  });
});
