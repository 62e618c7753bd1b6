/**
 * Lists of a viewer of many projects: the first rows of all projects are looked through before each project is looked into.
 * Whatever part of the projects the viewer has, the pages are those of plain SQL.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';

/** So many that those of some viewers are many, and those of others few. */
const projects = 300;
const rowsOfEach = 10;
/** From either end; the whole walk is another suite's. */
const pages = 3;

/** Who has which of the projects. */
const viewers = {
  'all projects': 'true',
  'every other project': 'number % 2 = 0',
  'only projects that rows were made in last': 'number > 40',
  'projects whose rows are far apart': 'number % 80 = 7',
  'one project': 'number = 7',
} as const;
type ViewerName = keyof typeof viewers;
const names = Object.keys(viewers) as ViewerName[];
const tokenOf = (name: ViewerName) => `igs_${String(names.indexOf(name)).padEnd(43, '-')}`;

/** By the table, how its rows are found to be there. */
const lists = {
  persons: 'true',
  dashboards: 't.deleted_at is null',
  projects: 'true',
  projectMembers: 'true',
} as const;
const sqlNames: Readonly<Record<string, string>> = { projectMembers: 'project_members' };

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  const sql = api.client;
  // The later a project, the later its rows; within a project they are apart, so that pages cross projects.
  const at = `timestamptz '2026-01-01' + (number + 7 * i) * interval '1 minute'`;
  await sql.unsafe(`
    create table numbered as select gen_random_uuid() as id, number from generate_series(1, ${projects}) as number;
    insert into projects (id, name, slug, created_at)
      select id, 'Project ' || number, 'project-' || number, timestamptz '2026-01-01' + number * interval '1 hour' from numbered;
    insert into persons (project_id, properties, created_at)
      select id, '{}', ${at} from numbered, generate_series(1, ${rowsOfEach}) as i;
    insert into dashboards (project_id, name, created_at, deleted_at)
      select id, 'Dashboard ' || i, ${at}, case when i % 3 = 0 then now() end from numbered, generate_series(1, ${rowsOfEach}) as i`);
  for (const [i, name] of names.entries()) {
    const [user] = await sql.unsafe<{ id: string }[]>(
      `insert into users (email, display_name, password_hash) values ('viewer${i}@example.com', 'Viewer', '-') returning id`,
    );
    await sql.unsafe(`
      insert into sessions (user_id, token_hash, expires_at) values ('${user!.id}', '${hashToken(tokenOf(name))}', now() + interval '1 day');
      insert into project_members (project_id, user_id, role)
        select id, '${user!.id}', 'viewer' from numbered where ${viewers[name]}`);
  }
  await sql.unsafe(
    'update projects set deleted_at = now() where id in (select id from numbered where number % 5 = 0)',
  );
  await sql.unsafe('vacuum analyze');
});
afterAll(() => api.close());

async function expectedIds(
  list: keyof typeof lists,
  viewer: ViewerName,
  direction: string,
): Promise<string[]> {
  const project = list === 'projects' ? 't.id' : 't.project_id';
  const rows = await api.client.unsafe<{ id: string }[]>(
    `select t.id from ${sqlNames[list] ?? list} t where ${lists[list]} and ${project} in (
       select m.project_id from project_members m join projects p on p.id = m.project_id
       where p.deleted_at is null and m.user_id = (select user_id from sessions where token_hash = $1))
     order by t.created_at ${direction}, t.id ${direction}`,
    [hashToken(tokenOf(viewer))],
  );
  return rows.map(({ id }) => id);
}

describe.each(names)('for a member of %s', viewer => {
  it.each(Object.keys(lists) as (keyof typeof lists)[])(
    '%s are those of plain SQL, page by page',
    async list => {
      const token = tokenOf(viewer);
      for (const [direction, count, position] of [
        ['asc', 'first', 'after'],
        ['desc', 'first', 'after'],
        ['asc', 'last', 'before'],
      ] as const) {
        const expected = await expectedIds(list, viewer, direction);
        for (const size of [1, 5]) {
          const walked: string[] = [];
          let cursor = '';
          for (let page = 0; page < pages; page++) {
            const orderBy = `orderBy: [{ createdAt: ${direction.toUpperCase()} }]`;
            const { data, errors } = await api.ask(
              `{ list: ${list}(${count}: ${size}, ${orderBy}${cursor && `, ${position}: "${cursor}"`}) {
              edges { cursor node { uuid } } pageInfo { hasNextPage hasPreviousPage } } }`,
              { token },
            );
            expect(errors).toBeUndefined();
            const { edges, pageInfo } = data.list;
            const ids: string[] = edges.map((edge: Any) => edge.node.uuid);
            if (count === 'first') walked.push(...ids);
            else walked.unshift(...ids);
            if (!(count === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
            cursor = (count === 'first' ? edges.at(-1) : edges.at(0)).cursor;
          }
          const part = count === 'first' ? expected.slice(0, pages * size) : expected.slice(-pages * size);
          expect(walked, `${direction}, ${count} ${size}`).toEqual(part);
        }
      }
    },
  );
});
