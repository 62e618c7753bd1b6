/**
 * Accounts from signing up to another password: who may, with what, and what strangers learn of it, which is nothing.
 * Passwords are hashed for nothing here, so that a thousand sign-ins take a second; that hashing costs is held by `passwords.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../src/accounts/viewer.ts';
import { type AccountWorld, only, startAccountWorld } from './support/account-world.ts';
import type { TestApi } from './support/api.ts';
import { countStatements } from './support/statement-count.ts';

const password = 'correct horse battery';
let world: AccountWorld;
let api: TestApi;
let strict: TestApi;
let invited: TestApi;
let closed: TestApi;

beforeAll(async () => {
  world = await startAccountWorld();
  ({ api } = world);
  strict = await world.server({ emailConfirmation: 'required' });
  invited = await world.server({ signUp: 'invited' });
  closed = await world.server({ signUp: 'closed' });
});
afterAll(() => world.close());

const mutate = async (
  name: string,
  input: object | undefined,
  { server = api, token, fields = '' }: { server?: TestApi; token?: string; fields?: string } = {},
) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const [declared, given] = input ? [`($input: ${type}!)`, '(input: $input)'] : ['', ''];
  return only(
    await server.ask(
      `mutation ${declared} { ${name}${given} { ${fields} userErrors { code message path } } }`,
      {
        variables: { input },
        token,
      },
    ),
  );
};
const signUp = (email: string, more: object = {}, server = api) =>
  mutate(
    'signUp',
    { email, password, displayName: 'Somebody', ...more },
    {
      server,
      fields: 'token confirmationSent session { user { uuid email emailConfirmedAt } }',
    },
  );
const signIn = (email: string, given = password) =>
  mutate('signIn', { email, password: given }, { fields: 'token session { user { email } }' });
const me = async (token: string) =>
  (await api.ask('{ viewer { email emailConfirmedAt } }', { token })).data?.viewer ?? null;
const faults = (result: { userErrors: { code: string; path: string[] }[] }) =>
  result.userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);
const confirm = (token: string) => mutate('confirmEmail', { token }, { fields: 'confirmed' });

describe('signUp', () => {
  it('makes an account with a session at once, and asks for the confirmation of its address', async () => {
    const made = await signUp('Ada@One.example');
    expect(made).toMatchObject({ confirmationSent: false, userErrors: [] });
    expect(made.session.user).toMatchObject({ email: 'Ada@One.example', emailConfirmedAt: null });
    const [mail] = await world.mailsTo('Ada@One.example');
    expect(mail).toEqual({
      kind: 'confirmEmail',
      content: { displayName: 'Somebody', token: expect.any(String) },
    });
    expect(await confirm(mail!.content.token)).toEqual({ confirmed: true, userErrors: [] });
    expect((await me(made.token)).emailConfirmedAt).not.toBeNull();
    expect(faults(await confirm(mail!.content.token))).toEqual(['BAD_USER_INPUT input.token']);
    expect(faults(await signUp('ada@one.EXAMPLE'))).toEqual(['CONFLICT input.email']);
  });

  it('tells all that is wrong with an input, and of a password how it has to be', async () => {
    for (const [input, wrong] of [
      [{ password: 'short' }, ['BAD_USER_INPUT input.password']],
      [{ password: 'Password123' }, ['BAD_USER_INPUT input.password']],
      [{ password: 'é'.repeat(600) }, ['BAD_USER_INPUT input.password']],
      [{ password: '\ud800 and some more' }, ['BAD_USER_INPUT input.password']],
      [
        { email: 'nobody', displayName: ' ' },
        ['BAD_USER_INPUT input.email', 'BAD_USER_INPUT input.displayName'],
      ],
    ] as const)
      expect(faults(await signUp('wrong@one.example', input)), JSON.stringify(input)).toEqual(wrong);
  });

  it('answers known and unknown addresses alike where they have to be confirmed, and makes accounts by the token only', async () => {
    await signUp('known@strict.example');
    await world.mailsTo('known@strict.example');
    const [known, unknown] = [
      await signUp('Known@strict.example', {}, strict),
      await signUp('new@strict.example', {}, strict),
    ];
    expect(known).toEqual({ token: null, session: null, confirmationSent: true, userErrors: [] });
    expect(unknown).toEqual(known);
    expect(await world.mailsTo('Known@strict.example')).toEqual([
      { kind: 'emailInUse', content: { displayName: 'Somebody' } },
    ]);
    const [mail] = await world.mailsTo('new@strict.example');
    expect(faults(await signIn('new@strict.example'))).toEqual(['UNAUTHENTICATED input']);
    expect((await confirm(mail!.content.token)).confirmed).toBe(true);
    const { token } = await signIn('new@strict.example');
    expect((await me(token)).emailConfirmedAt).not.toBeNull();
  });

  it('makes the account with the password of the mail that was followed, whoever else signed up by that address', async () => {
    await signUp('two@strict.example', { password: 'the password of a stranger' }, strict);
    await signUp('two@strict.example', {}, strict);
    const [stranger, own] = await world.mailsTo('two@strict.example');
    expect((await confirm(own!.content.token)).confirmed).toBe(true);
    expect(faults(await confirm(stranger!.content.token))).toEqual(['CONFLICT input.token']);
    expect(faults(await signIn('two@strict.example', 'the password of a stranger'))).toEqual([
      'UNAUTHENTICATED input',
    ]);
    expect((await signIn('two@strict.example')).userErrors).toEqual([]);
  });

  it('takes an invitation, which is accepted with it, to that address only and once', async () => {
    const owner = await signUp('owner@invited.example');
    const made = await api.ask(
      'mutation { createProject(input: { name: "P", slug: "invited-p" }) { project { uuid } userErrors { message } } }',
      { token: owner.token },
    );
    const projectId = made.data.createProject.project.uuid;
    const invite = (email: string, token: string, more = {}) =>
      api.client`insert into project_invites ${api.client({
        project_id: projectId,
        email,
        role: 'editor',
        token_hash: hashToken(token),
        expires_at: new Date(Date.now() + 60_000),
        ...more,
      })}`;
    await invite('Guest@Invited.example', 'igi_guest');
    await invite('late@invited.example', 'igi_late', { expires_at: new Date(Date.now() - 1_000) });
    await invite('gone@invited.example', 'igi_gone', { status: 'cancelled' });
    await invite('held@invited.example', 'igi_held');
    const stale = ['BAD_USER_INPUT input.invitationToken'];
    const by = (email: string, invitationToken?: string) => signUp(email, { invitationToken }, invited);
    expect(faults(await by('guest@invited.example'))).toEqual(['FORBIDDEN input.invitationToken']);
    for (const [email, token] of [
      ['other@invited.example', 'igi_guest'],
      ['late@invited.example', 'igi_late'],
      ['gone@invited.example', 'igi_gone'],
      ['owner@invited.example', 'igi_none'],
    ] as const)
      expect(faults(await by(email, token)), email).toEqual(stale);
    const suspend = (at: Date | null) =>
      api.client`update projects set suspended_at = ${at} where id = ${projectId}`;
    await suspend(new Date());
    expect(faults(await by('held@invited.example', 'igi_held')), 'while it is suspended').toEqual(stale);
    await suspend(null);
    const guest = await by('guest@invited.example', 'igi_guest');
    expect(guest.session.user.emailConfirmedAt).not.toBeNull();
    const seen = await api.ask('{ projects { nodes { slug viewerRole } } }', { token: guest.token });
    expect(seen.data.projects.nodes).toEqual([{ slug: 'invited-p', viewerRole: 'EDITOR' }]);
    const [row] =
      await api.client`select status from project_invites where token_hash = ${hashToken('igi_guest')}`;
    expect(row!.status).toBe('accepted');
    const trail = await api.client`select entity_type, action, changes from audit_events
      where project_id = ${projectId} and actor_user_id = ${guest.session.user.uuid} order by entity_type`;
    expect([...trail]).toEqual([
      {
        entity_type: 'ProjectInvite',
        action: 'update',
        changes: { status: { before: 'pending', after: 'accepted' } },
      },
      {
        entity_type: 'ProjectMember',
        action: 'create',
        changes: {
          projectId: { before: null, after: projectId },
          userId: { before: null, after: guest.session.user.uuid },
          role: { before: null, after: 'editor' },
        },
      },
    ]);
    expect(faults(await by('again@invited.example', 'igi_guest'))).toEqual(stale);
  });

  it('is for nobody where it is closed', async () => {
    expect(faults(await signUp('any@closed.example', {}, closed))).toEqual(['FORBIDDEN input']);
    expect(faults(await signUp('any@closed.example', { invitationToken: 'igi_x' }, closed))).toEqual([
      'FORBIDDEN input',
    ]);
  });
});

describe('signIn', () => {
  it('takes a password however its letters were typed, and renews a hash of before', async () => {
    await signUp('nfc@one.example', { password: 'caf\u00e9 caf\u00e9 caf\u00e9' });
    const typed = 'cafe\u0301 cafe\u0301 cafe\u0301';
    expect((await signIn('nfc@one.example', typed)).userErrors).toEqual([]);
    const hash = async () =>
      (await api.client`select password_hash, updated_at from users where email = 'nfc@one.example'`)[0]!;
    const now = await hash();
    await api.client`update users set password_hash = replace(password_hash, 't=2', 't=1') where email = 'nfc@one.example'`;
    expect(faults(await signIn('nfc@one.example', 'another password'))).toEqual(['UNAUTHENTICATED input']);
    expect((await hash()).password_hash).toContain('t=1');
    expect((await signIn('nfc@one.example', typed)).userErrors).toEqual([]);
    expect(await hash()).toEqual(now);
  });
});

describe('changeEmail', () => {
  it('changes the address when the mail to the new one comes back, and tells nobody whose an address is', async () => {
    const { token } = await signUp('before@mail.example');
    await signUp('taken@mail.example');
    const [first] = await world.mailsTo('before@mail.example');
    await world.mailsTo('taken@mail.example');
    const change = (email: string, given = password) =>
      mutate('changeEmail', { email, password: given }, { token, fields: 'requested' });
    expect(faults(await change('after@mail.example', 'wrong'))).toEqual(['UNAUTHENTICATED input.password']);
    expect(faults(await change('before@mail.example'))).toEqual(['BAD_USER_INPUT input.email']);
    expect(faults(await change('after'))).toEqual(['BAD_USER_INPUT input.email']);
    expect(await change('Taken@mail.example')).toEqual(await change('after@mail.example'));
    expect((await world.mailsTo('Taken@mail.example')).map(({ kind }) => kind)).toEqual(['emailInUse']);
    const [mail] = await world.mailsTo('after@mail.example');
    expect((await me(token)).email).toBe('before@mail.example');
    expect((await confirm(mail!.content.token)).confirmed).toBe(true);
    expect((await me(token)).email).toBe('after@mail.example');
    // Whoever reads the former address may be the only one who did not want this.
    expect((await world.mailsTo('before@mail.example')).map(({ kind }) => kind)).toEqual(['emailChanged']);
    // The link to the first address would bring it back.
    expect(faults(await confirm(first!.content.token))).toEqual(['BAD_USER_INPUT input.token']);
    const again = await mutate('requestEmailConfirmation', undefined, { token, fields: 'requested' });
    expect(again).toEqual({ requested: false, userErrors: [] });
  });

  it('refuses an address that somebody else took meanwhile', async () => {
    const { token } = await signUp('slow@mail.example');
    await mutate('changeEmail', { email: 'race@mail.example', password }, { token });
    const [mail] = await world.mailsTo('race@mail.example');
    await signUp('race@mail.example');
    expect(faults(await confirm(mail!.content.token))).toEqual(['CONFLICT input.token']);
    expect((await me(token)).email).toBe('slow@mail.example');
  });

  it('sends another mail to who asks for one', async () => {
    const { token } = await signUp('more@mail.example');
    expect(
      (await mutate('requestEmailConfirmation', undefined, { token, fields: 'requested' })).requested,
    ).toBe(true);
    const mails = await world.mailsTo('more@mail.example');
    expect(mails.map(({ kind }) => kind)).toEqual(['confirmEmail', 'confirmEmail']);
    expect((await confirm(mails[0]!.content.token)).confirmed).toBe(true);
    expect(await world.mailsTo('more@mail.example')).toEqual([]);
    expect((await confirm(mails[1]!.content.token)).confirmed).toBe(false);
  });
});

describe('changePassword', () => {
  it('needs the present one, ends other sessions and gives this one a new token', async () => {
    const { token } = await signUp('change@pass.example');
    const { token: other } = await signIn('change@pass.example');
    const change = (currentPassword: string, newPassword: string, by = token) =>
      mutate(
        'changePassword',
        { currentPassword, newPassword },
        { token: by, fields: 'token session { current }' },
      );
    expect(faults(await change('wrong', 'another password'))).toEqual([
      'UNAUTHENTICATED input.currentPassword',
    ]);
    expect(faults(await change(password, 'short'))).toEqual(['BAD_USER_INPUT input.newPassword']);
    await mutate('requestPasswordReset', { email: 'change@pass.example' });
    const changed = await change(password, 'another password');
    expect(changed).toMatchObject({ session: { current: true }, userErrors: [] });
    expect([await me(token), await me(other)]).toEqual([null, null]);
    expect((await me(changed.token)).email).toBe('change@pass.example');
    expect(faults(await signIn('change@pass.example'))).toEqual(['UNAUTHENTICATED input']);
    expect((await signIn('change@pass.example', 'another password')).userErrors).toEqual([]);
    const mails = await world.mailsTo('change@pass.example');
    expect(mails.map(({ kind }) => kind)).toEqual(['confirmEmail', 'resetPassword', 'passwordChanged']);
    // A link that was sent before could bring the old one back.
    expect(
      faults(await mutate('resetPassword', { token: mails[1]!.content.token, password: 'yet another one' })),
    ).toEqual(['BAD_USER_INPUT input.token']);
    const anonymous = await api.ask(
      'mutation { changePassword(input: { currentPassword: "x", newPassword: "long enough it is" }) { token } }',
    );
    expect(anonymous.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('resetPassword', () => {
  it('sets a password anew by the token of a mail, once and within the hour, and ends all sessions', async () => {
    const { token } = await signUp('reset@pass.example');
    await world.mailsTo('reset@pass.example');
    const request = (email: string) => mutate('requestPasswordReset', { email }, { fields: 'requested' });
    expect(await request('Reset@pass.example')).toEqual({ requested: true, userErrors: [] });
    expect(await request('nobody@pass.example')).toEqual({ requested: true, userErrors: [] });
    expect((await world.mailsTo('nobody@pass.example')).map(({ kind }) => kind)).toEqual(['noAccount']);
    const [mail] = await world.mailsTo('reset@pass.example');
    const reset = (given: string, by = mail!.content.token) =>
      mutate('resetPassword', { token: by, password: given }, { fields: 'reset' });
    expect(faults(await reset('short'))).toEqual(['BAD_USER_INPUT input.password']);
    expect(faults(await reset('another password', 'igr_none'))).toEqual(['BAD_USER_INPUT input.token']);
    expect(await reset('another password')).toEqual({ reset: true, userErrors: [] });
    expect(faults(await reset('a third password'))).toEqual(['BAD_USER_INPUT input.token']);
    expect(await me(token)).toBeNull();
    expect((await signIn('reset@pass.example', 'another password')).userErrors).toEqual([]);
    await request('reset@pass.example');
    const late = (await world.mailsTo('reset@pass.example')).find(({ kind }) => kind === 'resetPassword');
    await api.client`update password_resets set expires_at = now() - interval '1 second'`;
    expect(faults(await reset('a third password', late!.content.token))).toEqual([
      'BAD_USER_INPUT input.token',
    ]);
  });

  it('keeps nothing in the clear that could be used', async () => {
    await signUp('dump@pass.example');
    await mutate('requestPasswordReset', { email: 'dump@pass.example' });
    const dump = await api.client`select row_to_json(r)::text as text from password_resets r
      union all select row_to_json(c)::text from email_confirmations c union all select row_to_json(m)::text from outgoing_mails m`;
    const all = dump.map(({ text }) => text).join();
    for (const { content } of await world.mailsTo('dump@pass.example')) {
      expect(all).toContain(hashToken(content.token));
      expect(all).not.toContain(content.token);
    }
  });
});

describe('deleteViewer', () => {
  const remove = (token: string, given = password) =>
    mutate('deleteViewer', { password: given }, { token, fields: 'deleted' });
  const project = async (token: string, slug: string): Promise<string> =>
    (
      await api.ask(
        `mutation { createProject(input: { name: "Project ${slug}", slug: "${slug}" }) { project { uuid } } }`,
        { token },
      )
    ).data.createProject.project.uuid;

  it('lets an account go that is the last owner of nothing, and leaves what it made', async () => {
    const [leaving, staying] = [await signUp('leaving@gone.example'), await signUp('staying@gone.example')];
    const { token } = leaving;
    const [shared, own, deleted] = [
      await project(token, 'gone-shared'),
      await project(token, 'gone-own'),
      await project(token, 'gone-deleted'),
    ];
    await api.ask(`mutation { deleteProject(input: { id: "${deleted}" }) { deletedId } }`, { token });
    const made = await api.ask(
      `mutation { createDashboard(input: { projectId: "${shared}", name: "Kept" }) { dashboard { uuid } } }`,
      { token },
    );
    const dashboard = made.data.createDashboard.dashboard.uuid;
    expect(faults(await remove(token, 'wrong'))).toEqual(['UNAUTHENTICATED input.password']);
    expect(await remove(token)).toEqual({
      deleted: false,
      userErrors: [
        {
          code: 'CONFLICT',
          message:
            'The account is the last owner of “Project gone-own”, “Project gone-shared”. Make somebody else an owner, or delete the project, first.',
          path: ['input'],
        },
      ],
    });
    await api.client`insert into project_members (project_id, user_id, role)
      values (${shared}, ${staying.session.user.uuid}, 'owner')`;
    await api.ask(`mutation { deleteProject(input: { id: "${own}" }) { deletedId } }`, { token });
    expect(await remove(token)).toEqual({ deleted: true, userErrors: [] });
    expect(await me(token)).toBeNull();
    const seen = await api.ask(
      `{ dashboard(id: "${dashboard}") { name createdBy creator { uuid } } projects(deleted: INCLUDE) { nodes { slug members { totalCount } } } }`,
      { token: staying.token },
    );
    expect(seen.data.dashboard).toEqual({ name: 'Kept', createdBy: null, creator: null });
    expect(seen.data.projects.nodes).toEqual([{ slug: 'gone-shared', members: { totalCount: 1 } }]);
    const left = await api.client`select slug from projects where slug like 'gone-%'`;
    expect(left.map(({ slug }) => slug)).toEqual(['gone-shared']);
    expect(
      await api.client`select 1 from sessions where user_id = ${leaving.session.user.uuid}`,
    ).toHaveLength(0);
    expect((await signUp('leaving@gone.example')).userErrors).toEqual([]);
  });

  it('keeps an owner where two leave at the same time', async () => {
    const [one, two] = [await signUp('one@race.example'), await signUp('two@race.example')];
    const shared = await project(one.token, 'race-shared');
    await api.client`insert into project_members (project_id, user_id, role)
      values (${shared}, ${two.session.user.uuid}, 'owner')`;
    const left = await Promise.all([remove(one.token), remove(two.token)]);
    expect(left.map(({ deleted }) => deleted).sort()).toEqual([false, true]);
    expect(left.flatMap(faults)).toEqual(['CONFLICT input']);
  });
});

describe('who has an account', () => {
  /** What was sent for somebody: a connection is asked whether it is there, whoever needs it next. */
  const forSomebody = (sent: readonly string[]) => sent.filter(text => text !== 'select $1').sort();
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

  const reset = (email: string) => mutate('requestPasswordReset', { email }, { fields: 'requested' });

  it.each([
    [
      'sign-ins',
      (email: string) => signIn(email, 'not the password'),
      { hashed: 0, compared: 500, mails: 0 },
    ],
    ['resets', reset, { hashed: 0, compared: 0, mails: 500 }],
  ])('is told by no answer and by no work: a thousand %s, half of them of nobody', async (_, ask, work) => {
    const count = countStatements(api.adminUrl);
    await signUp('some@work.example');
    const half = async (email: string) => {
      await world.mailsTo(email);
      const before = { ...world.work };
      const answers = new Set<string>();
      const sent = await count.during(async () => {
        for (const __ of upTo(20)) {
          const together = await Promise.all(upTo(25).map(() => ask(email)));
          for (const answer of together) answers.add(JSON.stringify(answer));
        }
      });
      return {
        answers: [...answers],
        statements: forSomebody(sent),
        hashed: world.work.hashed - before.hashed,
        compared: world.work.compared - before.compared,
        mails: (await world.mailsTo(email)).length,
      };
    };
    try {
      const known = await half('some@work.example');
      expect(known).toMatchObject(work);
      expect(known.answers).toHaveLength(1);
      expect(known.statements.length).toBeGreaterThanOrEqual(500);
      expect(await half('nobody@work.example')).toEqual(known);
    } finally {
      await count.close();
    }
  });

  it.each([
    ['signIn', (email: string) => signIn(email, 'not the password')],
    ['signUp, where addresses are confirmed,', (email: string) => signUp(email, {}, strict)],
    ['requestPasswordReset', reset],
  ])('is not told by statements: %s sends the same ones', async (_, ask) => {
    const count = countStatements(api.adminUrl);
    const texts = async (email: string) => {
      const before = { ...world.work };
      const sent = await count.during(async () => {
        for (const __ of upTo(5)) await ask(email);
      });
      const { hashed, compared } = world.work;
      return [forSomebody(sent), hashed - before.hashed, compared - before.compared] as const;
    };
    try {
      const known = await texts('some@work.example');
      expect(known[0].length).toBeGreaterThan(0);
      expect(await texts('nobody@work.example')).toEqual(known);
    } finally {
      await count.close();
    }
  });
});
