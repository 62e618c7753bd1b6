/**
 * Every text and every JSON value has a longest: the database takes that much, and not one more.
 * Asked of PostgreSQL itself, so that it holds at every door.
 */
import { getColumns, getTableName, type Table } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/database/open.ts';
import { constraintDescriptions } from '../src/model/describe.ts';
import { tables } from '../src/model/relations.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { buildFixture, insertFixture } from './support/fixture.ts';

let own: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  own = await createTestDatabase();
  const database = openDatabase({ url: own.url, poolSize: 1, statementTimeoutMs: 0, prepare: true });
  await insertFixture(database, buildFixture());
  await database.close();
  sql = postgres(own.adminUrl, { max: 1, onnotice: () => {} });
  // Triggers stand aside: that of the audit trail refuses all updates, whatever their length.
  await sql`set session_replication_role = replica`;
  await sql`update audit_events set request_id = 'x', client_request_id = 'x'`;
  await sql`insert into cohorts (project_id, name, definition) select id, 'defined', '{}' from projects limit 1`;
});
afterAll(async () => {
  await sql.end();
  await own.drop();
});

const columns = Object.values(tables).flatMap(table =>
  (Object.values(getColumns(table as Table)) as PgColumn[]).map(column => ({
    table: getTableName(table),
    column: column.name,
    type: `${column.getSQLType()}${column.dimensions ? '[]' : ''}`,
  })),
);
const ofType = (wanted: string) =>
  columns.filter(({ type }) => type === wanted).map(({ table, column }) => [table, column] as const);

/** The constraint that refuses a value for one row; null where none does. Nothing stays changed. */
async function refusal(table: string, column: string, value: string): Promise<string | null> {
  await sql`begin`;
  try {
    const { count } = await sql.unsafe(`update "${table}" set "${column}" = ${value}
      where id = (select id from "${table}" where "${column}" is not null limit 1)`);
    expect(count, `${table}.${column}`).toBe(1);
    return null;
  } catch (error) {
    const { code, constraint_name } = error as { code: string; constraint_name: string };
    expect(code, `${table}.${column}`).toBe('23514');
    return constraint_name;
  } finally {
    await sql`rollback`;
  }
}

/** The stored object with a member that makes its text so many bytes long. */
const jsonOf = (column: string, bytes: number) =>
  `"${column}" || jsonb_build_object('x', repeat('x', ${bytes} - octet_length(("${column}" || '{"x": ""}')::text)))`;

describe('every column', () => {
  it.each(ofType('text'))('of text is bounded: %s.%s', async (table, column) => {
    expect(await refusal(table, column, `repeat('x', 1000001)`)).not.toBeNull();
  });

  it.each(ofType('text[]'))('of texts is bounded: %s.%s', async (table, column) => {
    expect(await refusal(table, column, `array_fill("${column}"[1], array[100])`)).not.toBeNull();
    expect(await refusal(table, column, `array[repeat('x', 1000001)]`)).not.toBeNull();
  });

  it.each(ofType('jsonb'))('of JSON is bounded: %s.%s', async (table, column) => {
    expect(await refusal(table, column, jsonOf(column, 1_000_001))).toBe(`${table}_${column}_length`);
  });

  it('that holds texts is of a type this suite knows', () => {
    const others = columns.filter(({ type }) => /char|text|json|xml|bytea/.test(type));
    expect(new Set(others.map(({ type }) => type))).toEqual(new Set(['text', 'text[]', 'jsonb']));
  });
});

describe('a bound', () => {
  const blanks = (characters: number) => `repeat(' ', ${characters - 1}) || 'x'`;
  const texts: [table: string, column: string, characters: number][] = [
    ['api_keys', 'name', 200],
    ['api_keys', 'prefix', 1000],
    ['audit_events', 'entity_type', 1000],
    ['cohorts', 'name', 200],
    ['cohorts', 'description', 2000],
    ['dashboards', 'name', 200],
    ['dashboards', 'description', 2000],
    ['dashboards', 'date_from', 1000],
    ['dashboards', 'date_to', 1000],
    ['insights', 'name', 200],
    ['insights', 'description', 2000],
    ['person_distinct_ids', 'distinct_id', 400],
    ['projects', 'name', 200],
    ['projects', 'timezone', 1000],
    ['sessions', 'ip_address', 1000],
    ['sessions', 'user_agent', 1000],
    ['user_profiles', 'first_name', 200],
    ['user_profiles', 'last_name', 200],
    ['users', 'display_name', 200],
    ['users', 'password_hash', 1000],
    ['widgets', 'content', 20000],
  ];
  it.each(texts)('of %s.%s is %i characters, not bytes, blanks included', async (table, column, most) => {
    const name = `${table}_${column}_length`;
    expect(await refusal(table, column, `repeat('😀', ${most})`)).toBeNull();
    expect(await refusal(table, column, `repeat('😀', ${most + 1})`)).toBe(name);
    expect(await refusal(table, column, blanks(most))).toBeNull();
    expect(await refusal(table, column, blanks(most + 1))).toBe(name);
  });

  it.each(['users', 'project_invites'])('of %s.email is 320 characters', async table => {
    expect(await refusal(table, 'email', `repeat('x', 318) || '@x'`)).toBeNull();
    expect(await refusal(table, 'email', `repeat('x', 319) || '@x'`)).toBe(`${table}_email_length`);
  });

  it.each([
    ['cohorts', 'definition', 65_536],
    ['insights', 'config', 65_536],
    ['persons', 'properties', 65_536],
    ['widgets', 'layout', 65_536],
    ['audit_events', 'changes', 524_288],
  ] as const)('of %s.%s is %i bytes', async (table, column, most) => {
    expect(await refusal(table, column, jsonOf(column, most))).toBeNull();
    expect(await refusal(table, column, jsonOf(column, most + 1))).toBe(`${table}_${column}_length`);
  });

  it('has words', async () => {
    const rows = await sql<{ name: string }[]>`
      select conname as name from pg_constraint where contype = 'c' and conname like '%\\_length'
        and conrelid::regclass::text in ${sql(Object.values(tables).map(table => getTableName(table)))}`;
    expect(rows.length).toBeGreaterThan(25);
    for (const { name } of rows)
      expect(constraintDescriptions()[name as string], name).toMatch(/^must have /);
  });
});
