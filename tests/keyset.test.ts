/**
 * Pages of the product's lists against plain SQL: every list × every order × several page sizes, forward and backward.
 * What the owner of a project sees is said here, in SQL of its own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relations } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { type Direction, expectWalked, lengthOf, listsOf, type WalkedWorld } from './support/cursor-walk.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';
import { isLong } from './support/scale.ts';

const { blueprint } = buildApi();
let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ yoga: { maxQueryTokens: 50_000, maxAliases: 500 } });
  await insertFixture(api.database, buildFixture());
  // A status is told by the clock, and ordered by here as it is stored: nothing is over.
  await api.client`update sessions set expires_at = now() + interval '1 day', idle_expires_at = null`;
  await api.client`update project_invites set expires_at = now() + interval '1 day'`;
  // More links of one dashboard than a page has.
  await api.client`insert into share_links (project_id, dashboard_id, name, prefix, token_hash)
    select project_id, id, 'Link ' || n, 'igl_' || n, md5('a' || n) || md5('b' || n)
    from (select * from dashboards where id = ${uuidOf('dashboard a0')}) "d", generate_series(1, 5) "n"`;
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

/** What the owner of project `a` and of `more…` sees, in SQL of its own. */
function visibleToOwner(table: string, alias: string): string {
  const owned = `in (select m.project_id from project_members m join projects p on p.id = m.project_id
    where p.deleted_at is null and m.user_id = (select id from users where email = '${emailOf('owner')}'))`;
  const present = blueprint.types[table]!.softDelete ? ` and ${alias}.deleted_at is null` : '';
  switch (table) {
    case 'users':
      return `exists (select 1 from project_members m where m.user_id = ${alias}.id and m.project_id ${owned})`;
    case 'userProfiles':
      return `exists (select 1 from project_members m where m.user_id = ${alias}.user_id and m.project_id ${owned})`;
    case 'accounts':
    case 'notifications':
    case 'sessions':
      return `${alias}.user_id = (select id from users where email = '${emailOf('owner')}')`;
    case 'shareLinks':
      return `${alias}.project_id in (select m.project_id from project_members m join projects p on p.id = m.project_id
        where p.deleted_at is null and m.role <> 'viewer' and m.user_id = (select id from users where email = '${emailOf('owner')}'))
        and ${alias}.dashboard_id in (select id from dashboards where deleted_at is null)`;
    case 'projects':
      return `${alias}.id ${owned}${present}`;
    case 'cohortMembers':
      return `${alias}.project_id ${owned} and ${alias}.cohort_id in (select id from cohorts where deleted_at is null)`;
    case 'widgets':
      return `${alias}.project_id ${owned} and ${alias}.dashboard_id in (select id from dashboards where deleted_at is null)
        and (${alias}.insight_id is null or ${alias}.insight_id in (select id from insights where deleted_at is null))`;
    default:
      return `${alias}.project_id ${owned}${present}`;
  }
}

const worldOf = (
  ordersThroughOne: number,
  directions: readonly Direction[] = ['ASC', 'DESC', 'DESC_NULLS_LAST'],
): WalkedWorld => ({
  blueprint,
  relations,
  client: () => api.client,
  ask: async query => {
    const answer = await api.ask(query, { token });
    expect(answer.errors, JSON.stringify(answer.errors?.[0])).toBeUndefined();
    return answer.data;
  },
  visible: ({ table }, alias) => visibleToOwner(table, alias),
  // Who administers, and who has a second factor, nobody knows of others, nor where they are and what they read.
  known: ({ table }, key, alias) => {
    if (table === 'users' && ['isAdministrator', 'hasSecondFactor', 'mutedNotifications'].includes(key))
      return `${alias}.email = '${emailOf('owner')}'`;
    if (table === 'userProfiles' && ['locale', 'timezone'].includes(key))
      return `${alias}.user_id = '${uuidOf('user owner')}'`;
    return undefined;
  },
  directions,
  ordersThroughOne,
  pairs: false,
});
// Pages and orders of all lists are compiled alike: most of them are for the long run.
const [rootWorld, relationWorld] = isLong
  ? [worldOf(6), worldOf(6)]
  : [worldOf(1), worldOf(1, ['ASC', 'DESC_NULLS_LAST'])];
const long = { forward: [1, 3, 7], backward: 3 };
/** Single rows have the most ends of pages: asked of lists with keys of one, two and three columns, some of them null. */
const inSingleRows = ['users', 'insights', 'cohortMembers', 'widgets'];
const lists = listsOf(worldOf(1)).map(list => ({
  list,
  world: list.name.includes('.') ? relationWorld : rootWorld,
  // Backward pages are the same conditions mirrored; one size that has ends and middles shows them.
  sizes: isLong ? long : { forward: inSingleRows.includes(list.name) ? [1, 3] : [3], backward: 3 },
}));

describe('a walk through all pages meets the rows of plain SQL, each once and in order', () => {
  it('of lists that are long enough to have several pages of every size', async () => {
    const lengths = await Promise.all(lists.map(({ list, world }) => lengthOf(world, list)));
    expect(lists.filter((_, i) => lengths[i]! < 4).map(({ list }) => list.name)).toEqual([]);
  });

  it.each(lists.map(walked => [walked.list.name, walked] as const))(
    'of %s, in every order',
    async (_, { list, world, sizes }) => {
      await expectWalked(world, list, () => sizes);
    },
  );
});
