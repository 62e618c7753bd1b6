/**
 * Invitations from the mail to the membership: who may send, renew, withdraw, see, accept and decline them, and what the mail and the trail tell of it.
 * Mails are read from their queue; that they are sent, another suite asks.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, Keyring } from '../src/accounts/keyring.ts';
import { mailPurpose } from '../src/accounts/outgoing-mail.ts';
import { attemptLimits } from '../src/identity/attempt-limit.ts';
import { type Any, openSession, startTestApi, type TestApi } from './support/api.ts';
import { uuidOf } from './support/fixture.ts';
import { buildWorld, type World } from './support/write-world.ts';

const keyring = new Keyring([createKey('test')]);
let api: TestApi;
let world: World;
let count = 0;
beforeAll(async () => {
  api = await startTestApi({ signIn: { keyring } });
  world = await buildWorld(api, 'invites');
});
afterAll(() => api.close());

const inputTypes: Record<string, string> = {
  resendInvite: 'InviteTargetInput',
  cancelInvite: 'InviteTargetInput',
  acceptInvite: 'AnswerInviteInput',
  declineInvite: 'AnswerInviteInput',
};
const selections: Record<string, string> = {
  acceptInvite: 'project { viewerRole }',
  declineInvite: 'declined',
};

async function send(mutation: string, input: object, token?: string): Promise<Any> {
  const type = inputTypes[mutation] ?? 'InviteMemberInput';
  const selection = selections[mutation] ?? 'invite { uuid email role status expiresAt inviter { email } }';
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { code message path } } }`;
  const { data, errors } = await api.ask(query, { token, variables: { input } });
  return errors ? { errors: errors.map(({ extensions }) => extensions.code) } : data[mutation];
}
const told = ({ userErrors }: Any) =>
  userErrors.map(({ code, path }: Any) => `${code} ${path.join('.')}`) as string[];
const newEmail = () => `invited${++count}@world.example`;
const invite = (email: string, role = 'EDITOR', token = world.tokens.owner) =>
  send('inviteMember', { projectId: world.projects.a, email, role }, token);

/** What waits to be sent to an address, the oldest first. */
async function mails(email: string): Promise<Any[]> {
  const rows =
    await api.client`select kind, content, expires_at from outgoing_mails where recipient = ${email} order by created_at`;
  return rows.map(({ kind, content, expires_at }) => ({
    kind,
    expiresAt: expires_at,
    ...JSON.parse(keyring.open(content, mailPurpose)),
  }));
}
const tokenOf = async (email: string): Promise<string> => (await mails(email)).at(-1)!.token;

/** An account with an address. */
async function account(email: string, isConfirmed = false): Promise<{ id: string; token: string }> {
  const [row] = await api.client`insert into users (email, password_hash, display_name, email_confirmed_at)
    values (${email}, 'none', 'Somebody', ${isConfirmed ? new Date() : null}) returning id`;
  return { id: row!.id, token: await openSession(api.database, email) };
}
const expire = (email: string) =>
  api.client`update project_invites set expires_at = now() - interval '1 second' where email = ${email}`;
const roleOf = async (userId: string): Promise<string | undefined> =>
  (
    await api.client`select role from project_members where project_id = ${world.projects.a} and user_id = ${userId}`
  )[0]?.role;
const events = async (id: string) =>
  (await api.client`select action, entity_type, actor_user_id, changes from audit_events where entity_id = ${id} order by created_at, id`) as Any[];

describe('inviteMember', () => {
  it('makes an invitation, a mail with its token, and an event, and stores the token nowhere', async () => {
    const email = newEmail();
    const { invite: made, userErrors } = await invite(email);
    expect(userErrors).toEqual([]);
    expect(made).toMatchObject({
      email,
      role: 'EDITOR',
      status: 'PENDING',
      inviter: { email: 'invites-owner@world.example' },
    });
    expect(new Date(made.expiresAt).getTime() - Date.now()).toBeCloseTo(7 * 86_400_000, -5);
    const [mail] = await mails(email);
    expect(mail).toMatchObject({
      kind: 'invitation',
      projectName: 'A',
      inviterName: 'owner',
      role: 'editor',
    });
    expect(mail.expiresAt.toISOString()).toBe(made.expiresAt);
    expect(mail.token).toMatch(/^igi_[0-9A-Za-z]{49}$/);
    expect(await events(made.uuid)).toMatchObject([
      {
        action: 'create',
        entity_type: 'ProjectInvite',
        actor_user_id: world.users.owner,
        changes: { email: { before: null, after: email } },
      },
    ]);
    const everything =
      await api.client`select i::text as row from project_invites i union all select m::text from outgoing_mails m union all select a::text from audit_events a`;
    expect(everything.filter(({ row }) => row.includes(mail.token))).toEqual([]);
  });

  it('tells all that is wrong, and refuses members, open invitations, and who is no owner', async () => {
    const email = newEmail();
    const bad = await send(
      'inviteMember',
      { projectId: 'x', email: 'nothing', role: 'VIEWER' },
      world.tokens.owner,
    );
    expect([bad.invite, told(bad)]).toEqual([
      null,
      ['BAD_USER_INPUT input.projectId', 'BAD_USER_INPUT input.email'],
    ]);
    for (const odd of ['a,b@world.example', 'a@b@c', '', `${'x'.repeat(320)}@y`])
      expect(told(await invite(odd))).toContain('BAD_USER_INPUT input.email');
    expect(told(await invite('INVITES-viewer@world.example'))).toEqual(['CONFLICT input.email']);
    expect(told(await invite(email))).toEqual([]);
    expect(told(await invite(email.toUpperCase()))).toEqual(['CONFLICT input.email']);
    expect(told(await invite(newEmail(), 'VIEWER', world.tokens.editor))).toEqual([
      'FORBIDDEN input.projectId',
    ]);
    expect(told(await invite(newEmail(), 'VIEWER', world.tokens.outsider))).toEqual([
      'NOT_FOUND input.projectId',
    ]);
    expect((await invite(newEmail(), 'VIEWER', world.tokens.key)).errors).toEqual(['UNAUTHENTICATED']);
    expect(
      (await send('inviteMember', { projectId: world.projects.a, email, role: 'VIEWER' })).errors,
    ).toEqual(['UNAUTHENTICATED']);
    expect(await mails(email)).toHaveLength(1);
  });

  it('at the same moment makes one invitation, and renews one that has expired', async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 5 }, () => invite(email)));
    expect(answers.flatMap(told)).toEqual(Array(4).fill('CONFLICT input.email'));
    expect(await mails(email)).toHaveLength(1);
    await expire(email);
    const { invite: renewed, userErrors } = await invite(email, 'VIEWER');
    expect(userErrors).toEqual([]);
    expect(renewed).toMatchObject({
      uuid: answers.find(each => each.invite)!.invite.uuid,
      role: 'VIEWER',
      status: 'PENDING',
    });
    expect((await events(renewed.uuid)).map(({ action }) => action)).toEqual(['create', 'update']);
    const [old, fresh] = await mails(email);
    const someone = await account(email);
    expect(told(await send('acceptInvite', { token: old.token }, someone.token))).toEqual([
      'NOT_FOUND input.token',
    ]);
    expect(told(await send('acceptInvite', { token: fresh.token }, someone.token))).toEqual([]);
  });

  it('is limited for each account', async () => {
    const other = await buildWorld(api, 'many');
    const one = () =>
      send(
        'inviteMember',
        { projectId: other.projects.a, email: newEmail(), role: 'VIEWER' },
        other.tokens.owner,
      );
    const answers = await Promise.all(Array.from({ length: attemptLimits.invite.points + 2 }, one));
    expect(answers.flatMap(told)).toEqual(Array(2).fill('RATE_LIMITED input'));
  });
});

describe('an invitation', () => {
  it('is accepted by whom it is for, in any case, once, and confirms the address', async () => {
    const email = newEmail();
    const someone = await account(email.toUpperCase());
    const { invite: made } = await invite(email);
    const token = await tokenOf(email);
    const answers = await Promise.all([1, 2].map(() => send('acceptInvite', { token }, someone.token)));
    expect(answers.flatMap(told)).toEqual(['CONFLICT input.token']);
    expect(answers.find(({ project }) => project)).toEqual({
      project: { viewerRole: 'EDITOR' },
      userErrors: [],
    });
    const [user] = await api.client`select email_confirmed_at from users where id = ${someone.id}`;
    expect(user!.email_confirmed_at).not.toBe(null);
    expect((await events(made.uuid)).at(-1)).toMatchObject({
      action: 'update',
      actor_user_id: someone.id,
      changes: { status: { before: 'pending', after: 'accepted' } },
    });
    const [member] = await api.client`select id from project_members where user_id = ${someone.id}`;
    expect(await events(member!.id)).toMatchObject([{ action: 'create', entity_type: 'ProjectMember' }]);
    expect(told(await invite(email))).toEqual(['CONFLICT input.email']);
  });

  it('is accepted with another address only where that is confirmed, and the invited one has no account', async () => {
    const email = newEmail();
    await invite(email);
    const token = await tokenOf(email);
    const [unknown, known] = [await account(newEmail()), await account(newEmail(), true)];
    expect(told(await send('acceptInvite', { token }, unknown.token))).toEqual(['FORBIDDEN input.token']);
    const owner = await account(email);
    expect(told(await send('acceptInvite', { token }, known.token))).toEqual(['FORBIDDEN input.token']);
    await api.client`delete from users where id = ${owner.id}`;
    expect(told(await send('acceptInvite', { token }, known.token))).toEqual([]);
    expect(await roleOf(known.id)).toBe('editor');
    expect(await roleOf(unknown.id)).toBe(undefined);
  });

  it('is of no use once it has expired, was withdrawn or declined, or its project is deleted', async () => {
    const someone = await account(newEmail(), true);
    const accept = (token: string) => send('acceptInvite', { token }, someone.token);
    const [late, gone, said] = [newEmail(), newEmail(), newEmail()];
    for (const email of [late, gone, said]) await invite(email);
    await expire(late);
    const statusOf = async (email: string, status?: string) => {
      const { data } = await api.ask(
        `query ($email: String, $status: InviteStatus) {
          projectInvites(where: { email: { eq: $email }, status: { eq: $status } }) { nodes { status } }
        }`,
        { token: world.tokens.owner, variables: { email, ...(status ? { status } : {}) } },
      );
      return data.projectInvites.nodes.map((node: Any) => node.status);
    };
    expect(await statusOf(late)).toEqual(['EXPIRED']);
    expect(await statusOf(late, 'PENDING')).toEqual([]);
    expect(await statusOf(gone, 'PENDING')).toEqual(['PENDING']);
    expect((await accept(await tokenOf(late))).userErrors).toMatchObject([
      { code: 'CONFLICT', message: 'The invitation has expired: ask for a new one.' },
    ]);
    const { data } = await api.ask(
      `query ($email: String) { projectInvites(where: { email: { eq: $email } }) { nodes { uuid } } }`,
      { token: world.tokens.owner, variables: { email: gone } },
    );
    const cancelled = await send(
      'cancelInvite',
      { id: data.projectInvites.nodes[0].uuid },
      world.tokens.owner,
    );
    expect(cancelled).toMatchObject({ invite: { status: 'CANCELLED' }, userErrors: [] });
    expect(told(await accept(await tokenOf(gone)))).toEqual(['CONFLICT input.token']);
    expect(await send('declineInvite', { token: await tokenOf(said) }, someone.token)).toEqual({
      declined: true,
      userErrors: [],
    });
    expect(told(await accept(await tokenOf(said)))).toEqual(['CONFLICT input.token']);
    expect(told(await accept(''))).toEqual(['BAD_USER_INPUT input.token']);
    for (const token of ['igi_x', `igi_${'x'.repeat(49)}`, world.tokens.owner])
      expect(told(await accept(token))).toEqual(['NOT_FOUND input.token']);
    const other = await buildWorld(api, 'deleted');
    const [owner, kept] = [other.tokens.owner, newEmail()];
    await send('inviteMember', { projectId: other.projects.a, email: kept, role: 'VIEWER' }, owner);
    for (const mark of ['deleted_at', 'suspended_at']) {
      const set = (to: string) =>
        api.client.unsafe(`update projects set ${mark} = ${to} where id = '${other.projects.a}'`);
      await set('now()');
      expect(told(await accept(await tokenOf(kept)))).toEqual(['NOT_FOUND input.token']);
      const more = { projectId: other.projects.a, email: newEmail(), role: 'VIEWER' };
      expect(told(await send('inviteMember', more, owner))).toEqual(['NOT_FOUND input.projectId']);
      await set('null');
    }
    expect((await send('acceptInvite', { token: 'igi_x' })).errors).toEqual(['UNAUTHENTICATED']);
    expect(await roleOf(someone.id)).toBe(undefined);
  });

  it('is sent again with another token, and withdrawn, by owners alone and while it waits', async () => {
    const email = newEmail();
    const { invite: made } = await invite(email);
    const { uuid: id } = made;
    await expire(email);
    const again = await send('resendInvite', { id }, world.tokens.owner);
    expect([told(again), again.invite.uuid, again.invite.status]).toEqual([[], id, 'PENDING']);
    const [first, second] = await mails(email);
    expect(second.token).not.toBe(first.token);
    for (const mutation of ['resendInvite', 'cancelInvite']) {
      for (const role of ['editor', 'viewer', 'outsider'] as const)
        expect(told(await send(mutation, { id }, world.tokens[role]))).toEqual(['NOT_FOUND input.id']);
      expect(told(await send(mutation, { id: uuidOf('no invite') }, world.tokens.owner))).toEqual([
        'NOT_FOUND input.id',
      ]);
      expect(told(await send(mutation, { id: 'x' }, world.tokens.owner))).toEqual([
        'BAD_USER_INPUT input.id',
      ]);
      expect((await send(mutation, { id }, world.tokens.key)).errors).toEqual(['UNAUTHENTICATED']);
    }
    await send('cancelInvite', { id }, world.tokens.owner);
    for (const mutation of ['resendInvite', 'cancelInvite'])
      expect(told(await send(mutation, { id }, world.tokens.owner))).toEqual(['CONFLICT input.id']);
    expect(await mails(email)).toHaveLength(2);
  });

  it('is seen and answered without its token by the account of its address, where that is confirmed', async () => {
    const email = newEmail();
    const someone = await account(email.toUpperCase());
    const { invite: made } = await invite(email);
    const open = async () =>
      (
        await api.ask('{ openInvites { uuid projectName inviterName role expiresAt } }', {
          token: someone.token,
        })
      ).data.openInvites;
    expect(await open()).toEqual([]);
    expect(told(await send('acceptInvite', { id: made.uuid }, someone.token))).toEqual([
      'NOT_FOUND input.id',
    ]);
    await api.client`update users set email_confirmed_at = now() where id = ${someone.id}`;
    expect(await open()).toEqual([
      { uuid: made.uuid, projectName: 'A', inviterName: 'owner', role: 'EDITOR', expiresAt: made.expiresAt },
    ]);
    const stranger = await account(newEmail(), true);
    expect(told(await send('acceptInvite', { id: made.uuid }, stranger.token))).toEqual([
      'NOT_FOUND input.id',
    ]);
    await expire(email);
    expect(await open()).toEqual([]);
    await send('resendInvite', { id: made.uuid }, world.tokens.owner);
    expect(told(await send('acceptInvite', { id: made.uuid }, someone.token))).toEqual([]);
    expect([await roleOf(someone.id), await open()]).toEqual(['editor', []]);
  });

  it('leaves a member the role that they have', async () => {
    const email = newEmail();
    await invite(email, 'VIEWER');
    const token = await tokenOf(email);
    const someone = await account(email);
    await api.client`insert into project_members (project_id, user_id, role) values (${world.projects.a}, ${someone.id}, 'owner')`;
    expect(await send('acceptInvite', { token }, someone.token)).toEqual({
      project: { viewerRole: 'OWNER' },
      userErrors: [],
    });
  });
});
