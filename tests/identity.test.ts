/**
 * Signing in and out, and what becomes of requests with every sort of credential.
 * The clock is PostgreSQL's: expiry is set in the past rather than waited for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ demo: true });
});
afterAll(() => api.close());

const signIn = (email: string, password: string) =>
  api.ask(
    `mutation ($input: SignInInput!) { signIn(input: $input) { token session { uuid status expiresAt user { email } } userErrors { code message path } } }`,
    { variables: { input: { email, password } } },
  );
const viewer = (token: string) => api.ask('{ viewer { email } }', { token });
const codes = (answer: Awaited<ReturnType<typeof viewer>>) =>
  answer.errors?.map(error => error.extensions.code);

describe('signIn', () => {
  it('gives a token that works, whatever the case of the e-mail address', async () => {
    const { data } = await signIn('Owner@Demo.Example', 'demo-password');
    expect(data.signIn.userErrors).toEqual([]);
    expect(data.signIn.session).toMatchObject({ status: 'ACTIVE', user: { email: 'owner@demo.example' } });
    expect(Date.parse(data.signIn.session.expiresAt)).toBeGreaterThan(Date.now());
    expect((await viewer(data.signIn.token)).data.viewer.email).toBe('owner@demo.example');
  });

  it('keeps neither token nor password in the clear', async () => {
    const { data } = await signIn('owner@demo.example', 'demo-password');
    const dump =
      await api.client`select s::text as row from sessions s union all select u::text from users u`;
    const text = dump.map(row => row.row).join('\n');
    expect(text).not.toContain(data.signIn.token);
    expect(text).not.toContain(data.signIn.token.slice(4));
    expect(text).not.toContain('demo-password');
    expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('answers an unknown address and a wrong password alike', async () => {
    const unknown = await signIn('nobody@demo.example', 'demo-password');
    const wrong = await signIn('owner@demo.example', 'wrong');
    expect(unknown.data).toEqual(wrong.data);
    expect(wrong.data.signIn).toEqual({
      token: null,
      session: null,
      userErrors: [
        {
          code: 'UNAUTHENTICATED',
          message: 'The e-mail address or the password is not right.',
          path: ['input'],
        },
      ],
    });
  });

  it('names the member of an input that cannot be right', async () => {
    for (const [email, password, path] of [
      ['', 'x', 'email'],
      ['a'.repeat(400), 'x', 'email'],
      ['a\u0000@b', 'x', 'email'],
      ['a@b', '', 'password'],
      ['a@b', '\ud800', 'password'],
    ] as const) {
      const { data, errors } = await signIn(email, password);
      expect(errors).toBeUndefined();
      expect(data.signIn.token).toBeNull();
      expect(
        data.signIn.userErrors.map((error: { code: string; path: string[] }) => [error.code, error.path]),
      ).toEqual([['BAD_USER_INPUT', ['input', path]]]);
    }
  });

  it('pauses after ten wrong passwords, for that account and address only', async () => {
    const wrong = () => signIn('viewer@demo.example', 'wrong');
    for (let i = 0; i < 10; i++) expect((await wrong()).data.signIn.userErrors).toHaveLength(1);
    const paused = await wrong();
    expect(paused.errors).toBeUndefined();
    expect(paused.data.signIn).toEqual({
      token: null,
      session: null,
      userErrors: [
        {
          code: 'RATE_LIMITED',
          message: expect.stringMatching(/^There were too many tries\. Try again in \d+ seconds\.$/),
          path: ['input'],
        },
      ],
    });
    const right = await signIn('Viewer@demo.example', 'demo-password');
    expect(right.data.signIn).toMatchObject({ token: null, userErrors: [{ code: 'RATE_LIMITED' }] });
    expect((await signIn('owner@demo.example', 'demo-password')).data.signIn.token).toMatch(/^igs_/);
  });

  it('works although the request still carries an old token', async () => {
    const answer = await api.ask(
      'mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { session { user { email } } } }',
      { token: `igs_${'o'.repeat(43)}` },
    );
    expect(answer.data.signIn.session.user.email).toBe('owner@demo.example');
  });
});

describe('signUp', () => {
  const signUp = (email: string, password: string, displayName: string) =>
    api.ask(
      `mutation ($input: SignUpInput!) { signUp(input: $input) { token session { user { email displayName memberships { totalCount } } } userErrors { code message path } } }`,
      { variables: { input: { email, password, displayName } } },
    );

  it('makes an account that can sign in, make a project and own it', async () => {
    const { data } = await signUp('New@Example.com', 'long enough', 'New One');
    expect(data.signUp.userErrors).toEqual([]);
    expect(data.signUp.session.user).toEqual({
      email: 'New@Example.com',
      displayName: 'New One',
      memberships: { totalCount: 0 },
    });
    expect((await signIn('new@example.com', 'long enough')).data.signIn.token).toMatch(/^igs_/);
    const project = await api.ask(
      'mutation { createProject(input: { name: "First", slug: "first" }) { project { viewerRole } userErrors { code } } }',
      { token: data.signUp.token },
    );
    expect(project.data.createProject).toEqual({ project: { viewerRole: 'OWNER' }, userErrors: [] });
  });

  it('names what is wrong with an input, and an address that is taken', async () => {
    for (const [email, password, displayName, code, path] of [
      ['owner@demo.example', 'long enough', 'x', 'CONFLICT', 'email'],
      ['OWNER@demo.example', 'long enough', 'x', 'CONFLICT', 'email'],
      ['no address', 'long enough', 'x', 'BAD_USER_INPUT', 'email'],
      ['a@b', 'short', 'x', 'BAD_USER_INPUT', 'password'],
      ['a@b', 'long enough', '  ', 'BAD_USER_INPUT', 'displayName'],
    ] as const) {
      const { data, errors } = await signUp(email, password, displayName);
      expect(errors).toBeUndefined();
      expect(data.signUp).toMatchObject({ token: null, userErrors: [{ code, path: ['input', path] }] });
    }
  });
});

describe('signOut', () => {
  it('ends this session at once, and no other', async () => {
    const one = (await signIn('owner@demo.example', 'demo-password')).data.signIn.token;
    const two = (await signIn('owner@demo.example', 'demo-password')).data.signIn.token;
    const answer = await api.ask('mutation { signOut { signedOut userErrors { code } } }', { token: one });
    expect(answer.data.signOut).toEqual({ signedOut: true, userErrors: [] });
    expect(codes(await viewer(one))).toEqual(['UNAUTHENTICATED']);
    expect((await viewer(two)).data.viewer.email).toBe('owner@demo.example');
    expect(codes(await api.ask('mutation { signOut { signedOut } }', { token: one }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('needs a session', async () => {
    expect(codes(await api.ask('mutation { signOut { signedOut } }'))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('credentials', () => {
  it('that expired or were revoked are not valid any more', async () => {
    for (const change of ["expires_at = now() - interval '1 second'", "status = 'revoked'"]) {
      const token = await api.signIn('viewer@demo.example');
      expect((await viewer(token)).data.viewer.email).toBe('viewer@demo.example');
      await api.client.unsafe(
        `update sessions set ${change} where user_id = (select id from users where email = 'viewer@demo.example')`,
      );
      const answer = await viewer(token);
      expect(answer.data).toEqual({ viewer: null });
      expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('of an unknown form or scheme are refused, not taken for anonymous', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer x',
      'Basic abc',
      'Bearer igs_short',
      `Bearer igk_${'k'.repeat(43)} more`,
      'nonsense',
    ]) {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ viewer { email } }' }),
      });
      const { data, errors } = (await response.json()) as Awaited<ReturnType<typeof viewer>>;
      expect(data?.viewer ?? null, authorization).toBeNull();
      expect(
        errors?.map(error => error.extensions.code),
        authorization,
      ).toEqual(['UNAUTHENTICATED']);
    }
  });

  it('of a revoked or expired API key, or one of a deleted project, are not valid', async () => {
    const { hashToken } = await import('../src/accounts/viewer.ts');
    const key = `igk_${'q'.repeat(43)}`;
    const [project] = await api.client<{ id: string }[]>`select id from projects where slug = 'lumen-notes'`;
    await api.client`insert into api_keys (project_id, name, prefix, key_hash, scopes)
      values (${project!.id}, 'test', 'igk_qqqq', ${hashToken(key)}, '{read}')`;
    const projects = () =>
      api.ask('{ viewer { email } projects { totalCount nodes { slug viewerRole } } users { totalCount } }', {
        token: key,
      });
    expect((await projects()).data).toEqual({
      viewer: null,
      projects: { totalCount: 1, nodes: [{ slug: 'lumen-notes', viewerRole: 'VIEWER' }] },
      users: { totalCount: 0 },
    });
    for (const [set, reset] of [
      ['update api_keys set revoked_at = now()', 'update api_keys set revoked_at = null'],
      ["update api_keys set expires_at = now() - interval '1 s'", 'update api_keys set expires_at = null'],
      ['update projects set deleted_at = now()', 'update projects set deleted_at = null'],
    ] as const) {
      await api.client.unsafe(set);
      expect([...new Set(codes(await projects()))]).toEqual(['UNAUTHENTICATED']);
      await api.client.unsafe(reset);
    }
    expect((await projects()).errors).toBeUndefined();
  });
});
