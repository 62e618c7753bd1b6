/**
 * Who belongs to a project: roles change, members are removed, leave, and hand over what they own; a project keeps an owner whoever does what at the same moment.
 * Knows the outcome on real PostgreSQL; how the database holds it, the migration says.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Any, startTestApi, type TestApi } from './support/api.ts';
import { uuidOf } from './support/fixture.ts';
import { isLong } from './support/scale.ts';
import { buildWorld, type World } from './support/write-world.ts';

let api: TestApi;
let count = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const newWorld = (): Promise<World> => buildWorld(api, `member${++count}`);

async function send(mutation: string, input: object, token?: string, selection = ''): Promise<Any> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { ${selection} userErrors { code message path } } }`;
  const answer = await api.ask(query, { token, variables: { input } });
  return answer.errors ? { errors: codesOf(answer) } : answer.data[mutation];
}
const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);
const told = ({ userErrors }: Any) =>
  userErrors.map(({ code, path }: Any) => `${code} ${path.join('.')}`) as string[];
const rolesIn = async (projectId: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await api.client`select user_id, role from project_members where project_id = ${projectId}`).map(row => [
      row.user_id,
      row.role,
    ]),
  );
const reads = async (world: World, token: string): Promise<string | null> => {
  const { data } = await api.ask(`query ($id: ID!) { project(id: $id) { viewerRole } }`, {
    token,
    variables: { id: world.projects.a },
  });
  return data.project?.viewerRole ?? null;
};
const events = (id: string) =>
  api.client`select action, actor_user_id, changes, request_id is not null as is_traced from audit_events where entity_type = 'ProjectMember' and entity_id = ${id}`;

describe('a member whose role changes, or who is removed,', () => {
  it('has the new rights with the next statement, in sessions that are open already', async () => {
    const world = await newWorld();
    const { members, tokens } = world;
    const rename = () =>
      send('updateProject', { id: world.projects.a, name: `N${Math.random()}` }, tokens.viewer);
    expect(told(await rename())).toEqual(['FORBIDDEN input']);
    await send('updateProjectMember', { id: members.viewer, role: 'EDITOR' }, tokens.owner);
    expect(told(await rename())).toEqual([]);
    await send('updateProjectMember', { id: members.viewer, role: 'VIEWER' }, tokens.owner);
    expect(told(await rename())).toEqual(['FORBIDDEN input']);
    await send('deleteProjectMember', { id: members.viewer }, tokens.owner);
    expect(told(await rename())).toEqual(['NOT_FOUND input.id']);
    expect(await reads(world, tokens.viewer)).toBe(null);
  });
});

describe('leaveProject', () => {
  it('ends the own membership and its rights, and tells it in the trail', async () => {
    const world = await newWorld();
    const { projects, tokens, users, members } = world;
    expect(await reads(world, tokens.viewer)).toBe('VIEWER');
    expect(await send('leaveProject', { projectId: projects.a }, tokens.viewer, 'left')).toEqual({
      left: true,
      userErrors: [],
    });
    expect(await reads(world, tokens.viewer)).toBe(null);
    expect(await rolesIn(projects.a)).toEqual({ [users.owner]: 'owner', [users.editor]: 'editor' });
    expect(await events(members.viewer)).toEqual([
      {
        action: 'delete',
        actor_user_id: users.viewer,
        is_traced: true,
        changes: {
          projectId: { before: projects.a, after: null },
          userId: { before: users.viewer, after: null },
          role: { before: 'viewer', after: null },
        },
      },
    ]);
    const again = await send('leaveProject', { projectId: projects.a }, tokens.viewer, 'left');
    expect([again.left, told(again)]).toEqual([false, ['NOT_FOUND input.projectId']]);
  });

  it('is nothing for the only owner, others, API keys and strangers', async () => {
    const { projects, tokens, users } = await newWorld();
    const leave = (token: string | undefined, projectId = projects.a) =>
      send('leaveProject', { projectId }, token, 'left');
    const only = await leave(tokens.owner);
    expect([only.left, only.userErrors]).toEqual([
      false,
      [
        {
          code: 'CONFLICT',
          message: 'A project must keep an owner. Make another member an owner first, or delete the project.',
          path: ['input', 'projectId'],
        },
      ],
    ]);
    expect(told(await leave(tokens.outsider))).toEqual(['NOT_FOUND input.projectId']);
    expect(told(await leave(tokens.outsider, uuidOf('no project')))).toEqual(['NOT_FOUND input.projectId']);
    expect(told(await leave(tokens.viewer, 'nothing'))).toEqual(['BAD_USER_INPUT input.projectId']);
    expect((await leave(tokens.key)).errors).toEqual(['UNAUTHENTICATED']);
    expect((await leave(undefined)).errors).toEqual(['UNAUTHENTICATED']);
    expect((await leave(`igs_${'x'.repeat(43)}`)).errors).toEqual(['UNAUTHENTICATED']);
    expect(Object.keys(await rolesIn(projects.a))).toHaveLength(3);
    await api.client`update projects set suspended_at = now() where id = ${projects.a}`;
    expect(told(await leave(tokens.viewer))).toEqual(['NOT_FOUND input.projectId']);
    expect(
      told(await send('transferOwnership', { projectId: projects.a, userId: users.editor }, tokens.owner)),
    ).toEqual(['NOT_FOUND input.projectId']);
    await api.client`update projects set suspended_at = null where id = ${projects.a}`;
    await send('deleteProject', { id: projects.a }, tokens.owner);
    expect(told(await leave(tokens.viewer))).toEqual(['NOT_FOUND input.projectId']);
  });
});

describe('transferOwnership', () => {
  it('makes a member the owner and the former one an editor, at once and with two events', async () => {
    const world = await newWorld();
    const { projects, tokens, users, members } = world;
    const input = { projectId: projects.a, userId: users.viewer };
    const done = await send('transferOwnership', input, tokens.owner, 'project { viewerRole name }');
    expect(done).toEqual({ project: { viewerRole: 'EDITOR', name: 'A' }, userErrors: [] });
    expect(await rolesIn(projects.a)).toEqual({
      [users.owner]: 'editor',
      [users.editor]: 'editor',
      [users.viewer]: 'owner',
    });
    expect(await reads(world, tokens.viewer)).toBe('OWNER');
    const event = (before: string, after: string) => [
      expect.objectContaining({
        action: 'update',
        actor_user_id: users.owner,
        changes: { role: { before, after } },
      }),
    ];
    expect(await events(members.owner)).toEqual(event('owner', 'editor'));
    expect(await events(members.viewer)).toEqual(event('viewer', 'owner'));
    // An event that others read: the history of the row has it.
    const { data } = await api.ask(
      `query ($id: ID!) { projectMember(id: $id) { history { nodes { action actor: actorUserId } } } }`,
      { token: tokens.viewer, variables: { id: members.viewer } },
    );
    expect(data.projectMember.history.nodes).toMatchObject([{ action: 'UPDATE' }]);
  });

  it('is refused to who is no owner, and to whom is no member', async () => {
    const { projects, tokens, users } = await newWorld();
    const transfer = (token: string | undefined, userId: string, projectId = projects.a) =>
      send('transferOwnership', { projectId, userId }, token, 'project { uuid }');
    const cases: readonly (readonly [Promise<Any>, readonly string[]])[] = [
      [transfer(tokens.editor, users.viewer), ['FORBIDDEN input.projectId']],
      [transfer(tokens.editor, users.editor), ['FORBIDDEN input.projectId']],
      [transfer(tokens.outsider, users.viewer), ['NOT_FOUND input.projectId']],
      [transfer(tokens.owner, users.outsider), ['NOT_FOUND input.userId']],
      [transfer(tokens.owner, uuidOf('nobody')), ['NOT_FOUND input.userId']],
      [transfer(tokens.owner, users.owner), ['BAD_USER_INPUT input.userId']],
      [transfer(tokens.owner, 'x', 'y'), ['BAD_USER_INPUT input.projectId', 'BAD_USER_INPUT input.userId']],
    ];
    for (const [answer, faults] of cases) {
      const result = await answer;
      expect([result.project, told(result)]).toEqual([null, faults]);
    }
    expect((await transfer(tokens.key, users.viewer)).errors).toEqual(['UNAUTHENTICATED']);
    expect((await transfer(undefined, users.viewer)).errors).toEqual(['UNAUTHENTICATED']);
    expect(await rolesIn(projects.a)).toMatchObject({ [users.owner]: 'owner', [users.viewer]: 'viewer' });
  });

  it('to two members at the same moment is done once, and to each other by two owners leaves one owner', async () => {
    for (let round = 0; round < (isLong ? 100 : 8); round++) {
      const { projects, tokens, users, members } = await newWorld();
      const transfer = (token: string, userId: string) =>
        send('transferOwnership', { projectId: projects.a, userId }, token);
      const both = await Promise.all([
        transfer(tokens.owner, users.editor),
        transfer(tokens.owner, users.viewer),
      ]);
      expect(both.flatMap(told)).toEqual(['FORBIDDEN input.projectId']);
      const roles = () =>
        rolesIn(projects.a).then(each => Object.values(each).filter(role => role === 'owner').length);
      expect(await roles()).toBe(1);
      await api.client`update project_members set role = 'owner' where id in (${members.owner}, ${members.editor})`;
      await Promise.all([transfer(tokens.owner, users.editor), transfer(tokens.editor, users.owner)]);
      expect(await roles()).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('a project', () => {
  it('keeps an owner when two of them remove, demote and leave at the same moment', async () => {
    const { projects, tokens, users, members } = await newWorld();
    const owners = ['owner', 'editor'] as const;
    const acts = [
      (me: (typeof owners)[number], other: (typeof owners)[number]) =>
        send('deleteProjectMember', { id: members[other] }, tokens[me]),
      (me: (typeof owners)[number], other: (typeof owners)[number]) =>
        send('updateProjectMember', { id: members[other], role: 'VIEWER' }, tokens[me]),
      (me: (typeof owners)[number]) =>
        send('updateProjectMember', { id: members[me], role: 'EDITOR' }, tokens[me]),
      (me: (typeof owners)[number]) => send('leaveProject', { projectId: projects.a }, tokens[me]),
    ];
    const left: number[] = [];
    const rounds = isLong ? 200 : 32;
    for (let round = 0; round < rounds; round++) {
      for (const name of owners)
        await api.client`insert into project_members (id, project_id, user_id, role)
          values (${members[name]}, ${projects.a}, ${users[name]}, 'owner') on conflict (project_id, user_id) do update set role = 'owner'`;
      const [one, two] = [acts[round % 4]!, acts[Math.floor(round / 4) % 4]!];
      const answers = await Promise.all([one('owner', 'editor'), two('editor', 'owner')]);
      for (const each of answers) expect(each.errors).toBe(undefined);
      const roles = Object.values(await rolesIn(projects.a));
      left.push(roles.filter(role => role === 'owner').length);
    }
    // Two that do the same to the same owner leave the other one; nobody leaves none.
    expect(left.filter(owners => owners !== 1)).toEqual([]);
    expect(left).toHaveLength(rounds);
  });
});
