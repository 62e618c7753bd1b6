/**
 * Rows of the tables with every kind of values, at the ends of what each can hold.
 * Knows how PostgreSQL writes them; what clients are shown is for both paths to agree on.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { createRandom, type Random } from '../../src/seed/random.ts';
import type { TestApi } from './api.ts';
import { uuidOf } from './fixture.ts';
import { type KindName, listed, moodLabels, samples, singles } from './kinds-world.ts';
import { awkwardNumbers, awkwardTexts, randomJsonText } from './rough-values.ts';

/** Makes the tables, and fills them for the projects of the fixture. The same seed gives the same rows. */
export async function insertKindsWorld({ client }: Pick<TestApi, 'client'>, seed: number): Promise<void> {
  const random = createRandom(`kinds ${seed}`);
  const literal = (value: string | null) => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`);
  const insert = (table: string, row: Readonly<Record<string, string | null>>) =>
    client.unsafe(
      `insert into ${table} (${Object.keys(row)
        .map(name => `"${name}"`)
        .join()}) values (${Object.values(row).map(literal).join()})`,
    );
  await client.unsafe(ddl());
  const projects = ['a', 'b', 'more1', 'gone'];
  const deleted = (chance: number) => (random.chance(chance) ? '2026-03-02 00:00:00+00' : null);
  for (const project of projects) {
    const project_id = uuidOf(`project ${project}`);
    const named = (table: string, i: number) => uuidOf(`kinds ${table} ${project} ${i}`);
    for (let i = 0; i < 4; i++) {
      const owner_id = random.pick([null, null, uuidOf('user owner'), uuidOf('user editor')]);
      await insert('kinds_shelves', {
        id: named('shelf', i),
        project_id,
        owner_id,
        deleted_at: deleted(0.25),
        position: String(i % 2),
      });
      await insert('kinds_marks', {
        id: named('mark', i),
        project_id,
        deleted_at: deleted(0.25),
        name: random.pick([...awkwardTexts, 'secret']),
      });
    }
    for (let i = 0; i < 12; i++) {
      const values = Object.fromEntries([
        ...singles.map(name => [snake(name), random.chance(0.2) ? null : sampleOf(name, random)]),
        ...listed.map(name => [`${snake(name)}s`, random.chance(0.2) ? null : listOf(name, random)]),
      ]);
      // Chains in which every fourth row is deleted: what leads to a row that leads to such a one does not see it.
      const neighbour_id = i > 0 && random.chance(0.8) ? named('sample', i - 1) : null;
      const shelf_id = named('shelf', random.int(0, 3));
      await insert('kinds_samples', {
        id: named('sample', i),
        project_id,
        shelf_id,
        neighbour_id,
        deleted_at: i % 4 === 1 ? deleted(1) : null,
        ...values,
      });
      for (const mark of new Set([random.int(0, 3), random.int(0, 3)]))
        await insert('kinds_sample_marks', {
          id: named(`pair ${mark}`, i),
          project_id,
          sample_id: named('sample', i),
          mark_id: named('mark', mark),
        });
    }
  }
}

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

function ddl(): string {
  const type = (name: KindName) => {
    const column = samples[name as keyof typeof samples] as unknown as PgColumn;
    return column.getSQLType();
  };
  const base = 'id uuid primary key, project_id uuid not null, deleted_at timestamptz(3)';
  return `create type kinds_mood as enum (${moodLabels.map(label => `'${label.replaceAll("'", "''")}'`).join()});
    create table kinds_shelves (${base}, owner_id uuid, position int, unique (project_id, id));
    create table kinds_samples (${base}, shelf_id uuid not null, neighbour_id uuid,
      ${singles.map(name => `"${snake(name)}" ${type(name)}`).join()},
      ${listed.map(name => `"${snake(name)}s" ${type(name)}[]`).join()},
      foreign key (project_id, shelf_id) references kinds_shelves (project_id, id));
    create index kinds_samples_page on kinds_samples (project_id, id);
    create table kinds_marks (${base}, name text not null);
    create table kinds_sample_marks (id uuid primary key, project_id uuid not null, sample_id uuid not null, mark_id uuid not null,
      constraint kinds_pairs unique (sample_id, mark_id));`;
}

/** What PostgreSQL stores and JavaScript may write otherwise. */
const values: Readonly<Record<KindName, readonly string[]>> = {
  uuidValue: [uuidOf('x'), uuidOf('y')],
  textValue: awkwardTexts,
  varcharValue: awkwardTexts,
  charValue: ['a', 'ab', '', 'ä"\\'],
  booleanValue: ['true', 'false'],
  integerValue: ['0', '-1', '5', '2147483647', '-2147483648'],
  smallintValue: ['0', '7', '-32768'],
  bigintNumber: ['0', '9007199254740991', '-5'],
  bigintValue: [
    '0',
    '-1',
    '9007199254740991',
    '9007199254740992',
    '9223372036854775807',
    '-9223372036854775808',
  ],
  realValue: ['0', '1.5', '-0', '0.1', '16777216', '1e20', '3.4e38', '1e-10', '12345.678'],
  doubleValue: [
    '0',
    '1.5',
    '-0',
    '0.1',
    '1e15',
    '1e16',
    '1e21',
    '5e-324',
    '123456789.12345678',
    '0.000001',
    '1e-7',
  ],
  decimalValue: [...awkwardNumbers.filter(number => !number.includes('e')), '-0.00', 'NaN'],
  instantValue: [
    '2026-03-01 12:00:00+00',
    '2026-03-01 12:00:00.007+02',
    '0099-12-31 23:59:59.999+00',
    '9999-12-31 23:59:59.999+00',
  ],
  exactInstant: [
    '2026-03-01 12:00:00.123456+00',
    '2026-03-01 12:00:00.999999+00',
    '2026-03-01 12:00:00.0005+00',
    '0001-01-01 00:00:00.000001+00',
  ],
  localInstant: ['2026-03-01 12:00:00.12', '0044-03-15 12:00:00', '9999-12-31 23:59:59'],
  dateValue: ['2026-02-28', '2024-02-29', '0001-01-01', '9999-12-31'],
  timeValue: ['00:00:00', '23:59:59.999', '12:30:00.5', '12:30:00.123456', '24:00:00'],
  moodValue: moodLabels,
  jsonbValue: ['null', '1.50', '"\\u2028"', '[]', '{}', '[1, {"a": null}]', '1e400'],
  jsonValue: ['null', ' {"a" : 1.0 } ', '"x"'],
};

/** The first of them mostly, which are easy: a value that only resolvers can write takes its whole answer to them. */
function sampleOf(name: KindName, random: Random): string {
  if (name === 'jsonbValue' && random.chance(0.5)) return randomJsonText(random, 2);
  return random.pick(random.chance(0.9) ? values[name].slice(0, 3) : values[name]);
}

/** As PostgreSQL writes arrays; few have nulls in them. */
function listOf(name: KindName, random: Random): string {
  const items = Array.from({ length: random.int(0, 3) }, () =>
    random.chance(0.05) ? 'NULL' : `"${sampleOf(name, random).replace(/[\\"]/g, '\\$&')}"`,
  );
  return `{${items.join()}}`;
}
