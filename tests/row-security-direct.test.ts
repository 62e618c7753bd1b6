/**
 * Whoever comes to PostgreSQL as a role of row-level security, without the server: sees what the API shows with the same credentials,
 * and writes nothing that it refuses.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { asRole } from './support/row-security.ts';

let api: TestApi;
const tokens = new Map<string, string>();
const people = ['owner', 'viewer', 'outsider'];
beforeAll(async () => {
  api = await startTestApi({ demo: true, rowSecurity: true });
  for (const person of people) tokens.set(person, await api.signIn(`${person}@demo.example`));
});
afterAll(() => api.close());

const credentialsOf = (person: string) => ['user', hashToken(tokens.get(person)!)];

describe('with credentials', () => {
  it.each(people)('%s sees of every table as many rows as the API counts', async person => {
    const types = Object.values(api.api.blueprint.types);
    const { data, errors } = await api.ask(
      `{ ${types.map(type => `${type.plural} { totalCount }`).join(' ')} }`,
      { token: tokens.get(person)! },
    );
    expect(errors).toBeUndefined();
    const counted = await asRole(api.databaseUrl, { credentials: credentialsOf(person) }, async sql => {
      const counts: Any = {};
      for (const { plural, sql: table, softDelete, stored } of types) {
        const mark = stored.find(({ key }) => key === softDelete?.column);
        const present = mark ? `where "${mark.sqlName}" is null` : '';
        const [row] = await sql.unsafe(`select count(*)::int as n from "${table.name}" ${present}`);
        counts[plural] = { totalCount: row!.n };
      }
      return counts;
    });
    expect(counted).toEqual(data);
  });
});
