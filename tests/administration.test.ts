/**
 * The administration of a deployment: what its administrators are told and may do, what that opens for them, and that what is
 * suspended holds at no door.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Passwords } from '../src/accounts/passwords.ts';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Answer, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';

let api: TestApi;
let administrator: string;
let owner: string;
const password = 'a right password';
const key = `igk_${'k'.repeat(43)}`;
const projectA = uuidOf('project a');
const viewerId = uuidOf('user viewer');

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture(3));
  const hash = await new Passwords().hash(password);
  await api.client`update users set password_hash = ${hash}, has_second_factor = false where email = ${emailOf('viewer')}`;
  await api.client`update api_keys set key_hash = ${hashToken(key)} where id = ${uuidOf('key a0')}`;
  administrator = await api.signIn(emailOf('administrator'));
  owner = await api.signIn(emailOf('owner'));
});
beforeEach(async () => {
  await api.client`update users set suspended_at = null`;
  await api.client`update projects set suspended_at = null`;
});
afterAll(() => api.close());

const codes = ({ errors = [] }: Answer) => errors.map(error => error.extensions.code);

/** Does one of the four things. */
async function administer(what: string, id: string, { token = administrator, reason = 'Spam.' } = {}) {
  const field = what.endsWith('User') ? 'user' : 'project';
  const answer = await api.ask(
    `mutation ($input: AdministerInput!) { ${what}(input: $input) { ${field} { uuid suspendedAt } userErrors { code message path } } }`,
    { token, variables: { input: { id, reason } } },
  );
  expect(answer.errors).toBeUndefined();
  const { [field]: row, userErrors } = answer.data[what];
  return { row, userErrors };
}

describe('administration', () => {
  const everything = `{ administration {
    users(first: 100) { totalCount nodes { uuid email createdAt emailConfirmedAt suspendedAt lastActiveAt isAdministrator projectCount sessionCount } }
    projects(first: 100) { totalCount nodes { uuid slug createdAt deletedAt suspendedAt lastActiveAt ownerUuids memberCount dashboardCount insightCount cohortCount apiKeyCount } }
    events { totalCount }
  } }`;

  it('tells states and counts of every account and project to an administrator', async () => {
    const { data, errors } = await api.ask(everything, { token: administrator });
    expect(errors).toBeUndefined();
    const { users, projects } = data.administration;
    const [counts] = await api.client`select (select count(*)::int from users) as users,
      (select count(*)::int from projects) as projects`;
    expect([users.totalCount, projects.totalCount]).toEqual([counts!.users, counts!.projects]);
    const found = projects.nodes.find(({ uuid }: { uuid: string }) => uuid === projectA);
    const [expected] = await api.client`select p.slug,
      (select count(*)::int from dashboards where project_id = p.id and deleted_at is null) as dashboards,
      (select count(*)::int from project_members where project_id = p.id) as members from projects p where id = ${projectA}`;
    expect(found).toMatchObject({
      slug: expected!.slug,
      dashboardCount: expected!.dashboards,
      memberCount: expected!.members,
      ownerUuids: [uuidOf('user owner')],
      suspendedAt: null,
    });
    expect(users.nodes.filter((user: { isAdministrator: boolean }) => user.isAdministrator)).toEqual([
      expect.objectContaining({ email: emailOf('administrator'), sessionCount: 1, projectCount: 0 }),
    ]);
  });

  it('is null for members and keys, and asks anonymous requests to sign in', async () => {
    for (const token of [owner, key])
      expect((await api.ask(everything, { token })).data).toEqual({ administration: null });
    expect(codes(await api.ask(everything))).toEqual(['UNAUTHENTICATED']);
    const unknown = `igs_${'0'.repeat(43)}`;
    expect(codes(await api.ask(everything, { token: unknown }))).toEqual(['UNAUTHENTICATED']);
  });

  it('has pages that hold every row once', async () => {
    const walk = async (list: string) => {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const { data } = await api.ask(
          `query ($after: String) { administration { ${list}(first: 2, after: $after) {
            nodes { uuid } edges { cursor node { uuid } } pageInfo { hasNextPage endCursor } } } }`,
          { token: administrator, variables: { after } },
        );
        const page = data.administration[list];
        expect(page.edges.map((edge: { node: object }) => edge.node)).toEqual(page.nodes);
        found.push(...page.nodes.map(({ uuid }: { uuid: string }) => uuid));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      return found;
    };
    for (const [list, table] of [
      ['users', 'users'],
      ['projects', 'projects'],
    ] as const) {
      const rows = await api.client`select id from ${api.client(table)} order by created_at, id`;
      expect(await walk(list)).toEqual(rows.map(({ id }) => id));
    }
  });

  it('finds by address, slug or UUID, and by state', async () => {
    await administer('suspendUser', viewerId);
    const { data } = await api.ask(
      `{ administration {
        byAddress: users(search: "OUTSIDER@") { nodes { uuid } } byUuid: users(search: "${viewerId}") { nodes { uuid } }
        suspended: users(suspended: true) { totalCount nodes { uuid } } others: users(suspended: false) { totalCount }
        bySlug: projects(search: "fixture-GONE") { nodes { slug } } } }`,
      { token: administrator },
    );
    const [{ count }] = (await api.client`select count(*)::int as count from users`) as unknown as [
      { count: number },
    ];
    expect(data.administration).toEqual({
      byAddress: { nodes: [{ uuid: uuidOf('user outsider') }] },
      byUuid: { nodes: [{ uuid: viewerId }] },
      suspended: { totalCount: 1, nodes: [{ uuid: viewerId }] },
      others: { totalCount: count - 1 },
      bySlug: { nodes: [{ slug: 'fixture-gone' }] },
    });
  });

  it('refuses pages and cursors that are none', async () => {
    for (const args of ['first: 0', 'first: 101', 'after: "x"', `search: "${'x'.repeat(400)}"`]) {
      const answer = await api.ask(`{ administration { users(${args}) { totalCount } } }`, {
        token: administrator,
      });
      expect(codes(answer), args).toEqual(['BAD_USER_INPUT']);
    }
    const { data } = await api.ask('{ administration { users(first: 1) { edges { cursor } } } }', {
      token: administrator,
    });
    const [{ cursor }] = data.administration.users.edges;
    const other = await api.ask(`{ administration { projects(after: "${cursor}") { totalCount } } }`, {
      token: administrator,
    });
    expect(codes(other)).toEqual(['BAD_USER_INPUT']);
  });

  it('opens no project, and is told of nobody else', async () => {
    const { data } = await api.ask(
      `{ viewer { isAdministrator } projects { totalCount } dashboards { totalCount } users { totalCount nodes { isAdministrator } }
         auditEvents { totalCount } project(id: "${projectA}") { name } }`,
      { token: administrator },
    );
    expect(data).toEqual({
      viewer: { isAdministrator: true },
      projects: { totalCount: 0 },
      dashboards: { totalCount: 0 },
      users: { totalCount: 1, nodes: [{ isAdministrator: true }] },
      auditEvents: { totalCount: 0 },
      project: null,
    });
    await api.client`update users set is_administrator = true where email = ${emailOf('editor')}`;
    const asOwner = await api.ask(
      '{ viewer { isAdministrator } users(first: 100, where: { isAdministrator: { eq: true } }) { totalCount } }',
      { token: owner },
    );
    await api.client`update users set is_administrator = false where email = ${emailOf('editor')}`;
    expect(asOwner.data).toEqual({ viewer: { isAdministrator: false }, users: { totalCount: 0 } });
  });

  it('is nothing that a request can give', async () => {
    const { data } = await api.ask('{ __type(name: "UpdateUserInput") { inputFields { name } } }', {
      token: owner,
    });
    const names = data.__type.inputFields.map(({ name }: { name: string }) => name);
    expect(names).toContain('displayName');
    expect(names).not.toContain('isAdministrator');
  });
});

describe('suspending', () => {
  it('an account ends its sessions at once, and lets it sign in to nothing, until it is resumed', async () => {
    const token = await api.signIn(emailOf('viewer'));
    const ask = async () => {
      const answer = await api.ask('{ viewer { uuid } dashboards { totalCount } }', { token });
      return answer.errors ? codes(answer)[0] : answer.data.viewer.uuid;
    };
    const signIn = async (given: string) => {
      const { data } = await api.ask(
        `mutation { signIn(input: { email: "${emailOf('viewer')}", password: "${given}" }) { token userErrors { code } } }`,
      );
      return data.signIn.token === null ? data.signIn.userErrors[0].code : 'signed in';
    };
    expect(await ask()).toBe(viewerId);
    const { row, userErrors } = await administer('suspendUser', viewerId);
    expect(userErrors).toEqual([]);
    expect(row).toEqual({ uuid: viewerId, suspendedAt: expect.any(String) });
    expect([await ask(), await signIn(password), await signIn('a wrong password')]).toEqual([
      'UNAUTHENTICATED',
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ]);
    expect((await administer('resumeUser', viewerId)).row).toEqual({ uuid: viewerId, suspendedAt: null });
    expect([await ask(), await signIn(password)]).toEqual([viewerId, 'signed in']);
  });

  it('a project takes it from members and keys at every door, until it is resumed', async () => {
    const doors = `{ project(id: "${projectA}") { name } projects(where: { uuid: { eq: "${projectA}" } }) { totalCount }
      dashboards(where: { project: { uuid: { eq: "${projectA}" } } }) { totalCount }
      deleted: dashboards(deleted: ONLY, where: { projectId: { eq: "${projectA}" } }) { totalCount }
      auditEvents(where: { projectId: { eq: "${projectA}" } }) { totalCount } }`;
    const write = `mutation { createDashboard(input: { projectId: "${projectA}", name: "x" }) { userErrors { code } } }`;
    const before = await api.ask(doors, { token: owner });
    expect(before.data.project).not.toBeNull();
    expect(before.data.dashboards.totalCount).toBeGreaterThan(0);
    expect((await api.ask('{ dashboards { totalCount } }', { token: key })).errors).toBeUndefined();

    expect((await administer('suspendProject', projectA)).userErrors).toEqual([]);
    expect((await api.ask(doors, { token: owner })).data).toEqual({
      project: null,
      projects: { totalCount: 0 },
      dashboards: { totalCount: 0 },
      deleted: { totalCount: 0 },
      auditEvents: { totalCount: 0 },
    });
    expect((await api.ask(write, { token: owner })).data.createDashboard.userErrors).toEqual([
      { code: 'NOT_FOUND' },
    ]);
    expect(codes(await api.ask('{ dashboards { totalCount } }', { token: key }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    await administer('resumeProject', projectA);
    expect((await api.ask(doors, { token: owner })).data).toEqual(before.data);
  });

  it('leaves a record of each, which administrators read, newest first', async () => {
    await api.client`delete from administration_events`;
    await administer('suspendUser', viewerId, { reason: 'Sends spam.' });
    await administer('suspendProject', projectA, { reason: 'Unpaid.' });
    await administer('resumeProject', projectA, { reason: 'Paid.' });
    const { data } = await api.ask(
      `{ administration { events { totalCount nodes { action userUuid projectUuid administratorUuid reason requestId } }
         ofUser: events(search: "${viewerId}") { nodes { action } } } }`,
      { token: administrator },
    );
    const { events, ofUser } = data.administration;
    const by = { administratorUuid: uuidOf('user administrator'), requestId: expect.any(String) };
    expect(events.totalCount).toBe(3);
    expect(events.nodes).toEqual([
      { ...by, action: 'RESUME_PROJECT', userUuid: null, projectUuid: projectA, reason: 'Paid.' },
      { ...by, action: 'SUSPEND_PROJECT', userUuid: null, projectUuid: projectA, reason: 'Unpaid.' },
      { ...by, action: 'SUSPEND_USER', userUuid: viewerId, projectUuid: null, reason: 'Sends spam.' },
    ]);
    expect(ofUser.nodes).toEqual([{ action: 'SUSPEND_USER' }]);
  });

  it('is refused to others, of what is not there, twice, of oneself, and without a reason', async () => {
    await api.client`delete from administration_events`;
    const refusal = async (what: string, id: string, options = {}) => {
      const { row, userErrors } = await administer(what, id, options);
      expect(row).toBeNull();
      return userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]);
    };
    expect(await refusal('suspendUser', viewerId, { token: owner })).toEqual([['FORBIDDEN', 'input']]);
    expect(await refusal('suspendProject', uuidOf('nothing'), { token: key })).toEqual([
      ['FORBIDDEN', 'input'],
    ]);
    expect(await refusal('suspendProject', uuidOf('nothing'))).toEqual([['NOT_FOUND', 'input.id']]);
    expect(await refusal('suspendUser', uuidOf('user administrator'))).toEqual([
      ['BAD_USER_INPUT', 'input.id'],
    ]);
    expect(await refusal('resumeUser', viewerId)).toEqual([['CONFLICT', 'input.id']]);
    expect(await refusal('suspendUser', viewerId, { reason: ' ' })).toEqual([
      ['BAD_USER_INPUT', 'input.reason'],
    ]);
    await administer('suspendUser', viewerId);
    expect(await refusal('suspendUser', viewerId)).toEqual([['CONFLICT', 'input.id']]);
    const [{ count }] =
      (await api.client`select count(*)::int as count from administration_events`) as unknown as [
        { count: number },
      ];
    expect(count).toBe(1);
  });

  it('holds a suspended administrator off, too', async () => {
    await api.client`update users set is_administrator = true where email = ${emailOf('loner')}`;
    const token = await api.signIn(emailOf('loner'));
    await administer('suspendUser', uuidOf('user loner'));
    expect(codes(await api.ask('{ administration { users { totalCount } } }', { token }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    await api.client`update users set is_administrator = false where email = ${emailOf('loner')}`;
  });
});
