/**
 * What users say of themselves: `updateViewer`, and what of it others see.
 * Knows the demo accounts, of which the owner and the viewer share a project and the outsider shares none.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { countStatements } from './support/statement-count.ts';

let api: TestApi;
const tokens: Record<string, string> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  for (const name of ['owner', 'viewer', 'outsider']) {
    tokens[name] = await api.signIn(`${name}@demo.example`);
    const [user] = await api.client`select id from users where email = ${`${name}@demo.example`}`;
    ids[name] = user!.id;
  }
});
afterAll(() => api.close());
beforeEach(() => api.client`delete from user_profiles`);

const whole =
  'displayName updatedAt profile { firstName lastName avatarUrl locale timezone preferences { colorScheme weekStartsOn } }';

async function update(input: object, { as = 'owner', selection = `viewer { ${whole} }` } = {}): Promise<Any> {
  const { data, errors } = await api.ask(
    `mutation ($input: UpdateViewerInput!) { updateViewer(input: $input) { ${selection} userErrors { code message path } } }`,
    { token: tokens[as], variables: { input } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.updateViewer;
}
const faults = ({ userErrors }: Any): string[] =>
  userErrors.map(({ code, path }: Any) => `${code} ${path.join('.')}`);
const read = async (query: string, as = 'owner') => {
  const { data, errors } = await api.ask(query, { token: tokens[as] });
  expect(errors).toBeUndefined();
  return data;
};

const profile = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  avatarUrl: 'https://pictures.example/ada.png?size=64#face',
  locale: 'en-GB',
  timezone: 'Europe/London',
  preferences: { colorScheme: 'DARK', weekStartsOn: 1 },
};

describe('updateViewer', () => {
  it('makes the profile, and changes of it what is given; null clears', async () => {
    const before = await read(`{ viewer { ${whole} } }`);
    expect(before.viewer.profile).toBeNull();
    const made = await update({ displayName: 'Ada L.', profile });
    expect(made).toEqual({
      viewer: { displayName: 'Ada L.', updatedAt: expect.any(String), profile },
      userErrors: [],
    });
    const changed = await update({ profile: { lastName: null, locale: 'de-AT', preferences: {} } });
    const preferences = { colorScheme: null, weekStartsOn: null };
    expect(changed.viewer).toEqual({
      displayName: 'Ada L.',
      updatedAt: expect.any(String),
      profile: { ...profile, lastName: null, locale: 'de-AT', preferences },
    });
    expect(changed.viewer.updatedAt > made.viewer.updatedAt).toBe(true);
    expect(await read(`{ viewer { ${whole} } }`)).toEqual({ viewer: changed.viewer });
    const rows = await api.client`select user_id from user_profiles`;
    expect(rows).toEqual([{ user_id: ids.owner }]);
  });

  it('writes name and profile by one statement, beside the look for who it is', async () => {
    const count = countStatements(api.adminUrl);
    try {
      for (const firstName of ['Made', 'Changed']) {
        const sent = await count.during(() =>
          update({ displayName: firstName, profile: { firstName } }, { selection: 'user { displayName }' }),
        );
        expect(sent.filter(text => /\b(insert into|update) /.test(text))).toHaveLength(1);
        expect(sent).toHaveLength(2);
      }
    } finally {
      await count.close();
    }
  });

  it('changes nothing where all is so already', async () => {
    const { viewer } = await update({ profile });
    expect((await update({ profile })).viewer).toEqual(viewer);
    expect((await update({})).viewer).toEqual(viewer);
  });

  it('does all or nothing, and tells everything that is wrong at its place', async () => {
    const { viewer } = await update({ profile: { firstName: 'Kept' } });
    const wrong = {
      displayName: ' ',
      profile: {
        firstName: 'x'.repeat(201),
        avatarUrl: 'http://pictures.example/ada.png',
        locale: 'not a locale',
        timezone: 'Middle-earth/Shire',
        preferences: { colorScheme: 'DARK', weekStartsOn: 9 },
      },
    };
    const refused = await update(wrong);
    expect(faults(refused).sort()).toEqual([
      'BAD_USER_INPUT input.displayName',
      'BAD_USER_INPUT input.profile.avatarUrl',
      'BAD_USER_INPUT input.profile.firstName',
      'BAD_USER_INPUT input.profile.locale',
      'BAD_USER_INPUT input.profile.preferences.weekStartsOn',
      'BAD_USER_INPUT input.profile.timezone',
    ]);
    expect(await read(`{ viewer { ${whole} } }`)).toEqual({ viewer });
    const words = refused.userErrors.map(({ message }: Any) => message);
    expect(words).toContain('locale must be a BCP 47 tag, such as de-AT.');
    expect(words).toContain(
      'avatarUrl must be an address that begins with https://, without a name and password in it.',
    );
  });

  it.each([
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'https://',
    'https://user:secret@pictures.example/',
    'https://pictures.example/a b',
    'https://pictures.example/\nx',
    'https://pictures.example/"onload=',
    '//pictures.example/a.png',
  ])('takes %j for no picture', async avatarUrl => {
    expect(faults(await update({ profile: { avatarUrl } }))).toEqual([
      'BAD_USER_INPUT input.profile.avatarUrl',
    ]);
  });

  it.each(['de', 'zh-Hant-TW', 'sr-Latn-RS', 'en-u-ca-buddhist'])('takes the language %s', async locale => {
    expect(faults(await update({ profile: { locale } }))).toEqual([]);
  });

  it.each(['', 'germanlanguage', 'e', 'de_AT', 'de-', '+01:00'])('takes %j for no language', async locale => {
    expect(faults(await update({ profile: { locale } }))).toEqual(['BAD_USER_INPUT input.profile.locale']);
  });

  it('is refused where the user was changed meanwhile, by a change of the profile too', async () => {
    const { viewer } = await update({ profile: { firstName: 'First' } });
    const { updatedAt } = viewer;
    expect(faults(await update({ ifUpdatedAt: updatedAt, profile: { firstName: 'Second' } }))).toEqual([]);
    const late = await update({ ifUpdatedAt: updatedAt, profile: { firstName: 'Late' } });
    expect(faults(late)).toEqual(['CONFLICT input.ifUpdatedAt']);
    expect((await read('{ viewer { profile { firstName } } }')).viewer.profile).toEqual({
      firstName: 'Second',
    });
  });

  it('of twenty at once makes one profile', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        update({ profile: { firstName: `n${i}` } }, { selection: 'user { uuid }' }),
      ),
    );
    expect(all.flatMap(faults)).toEqual([]);
    expect(await api.client`select 1 from user_profiles`).toHaveLength(1);
  });

  it('is for users: an API key and nobody are refused', async () => {
    const { data } = await api.ask(
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`,
      {
        token: tokens.owner,
        variables: {
          input: {
            projectId: (await read('{ projects(first: 1) { nodes { id } } }')).projects.nodes[0].id,
            name: 'profiles',
            scopes: ['read', 'write'],
          },
        },
      },
    );
    const ask = (token?: string) =>
      api.ask('mutation { updateViewer(input: { displayName: "x" }) { user { id } } }', { token });
    expect((await ask(data.createApiKey.secret)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await ask()).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is the only way: profiles have no mutations of their own, and nobody writes those of others', async () => {
    const mutations = Object.keys(api.api.schema.getMutationType()!.getFields());
    expect(mutations.filter(name => name.includes('UserProfile'))).toEqual([]);
    const { data } = await api.ask(
      `mutation { updateUser(input: { id: "${ids.viewer}", profile: { firstName: "Theirs" } }) { userErrors { code path } } }`,
      { token: tokens.owner },
    );
    expect(data.updateUser.userErrors).toEqual([{ code: 'FORBIDDEN', path: ['input'] }]);
    expect(await api.client`select 1 from user_profiles`).toEqual([]);
  });
});

describe('a profile', () => {
  it('shows name and picture to who shares a project, the rest to oneself, and nothing to others', async () => {
    await update({ profile });
    const query = `{ user(id: "${ids.owner}") { ${whole} } userProfiles { nodes { firstName timezone } } }`;
    const { firstName, lastName, avatarUrl } = profile;
    const seen = await read(query, 'viewer');
    expect(seen.user.profile).toEqual({
      firstName,
      lastName,
      avatarUrl,
      locale: null,
      timezone: null,
      preferences: null,
    });
    expect(seen.userProfiles.nodes).toEqual([{ firstName, timezone: null }]);
    expect((await read(query)).user.profile).toEqual(profile);
    expect(await read(query, 'outsider')).toEqual({ user: null, userProfiles: { nodes: [] } });
  });

  it('tells others nothing of the rest by filters and orders either', async () => {
    await update({ profile });
    const of = (where: string) => `{ users(where: { profile: ${where} }) { nodes { uuid } } }`;
    for (const where of ['{ timezone: { eq: "Europe/London" } }', '{ locale: { startsWith: "en" } }']) {
      expect((await read(of(where), 'viewer')).users.nodes, where).toEqual([]);
      expect((await read(of(where))).users.nodes, where).toEqual([{ uuid: ids.owner }]);
    }
    expect((await read(of('{ lastName: { eq: "Lovelace" } }'), 'viewer')).users.nodes).toEqual([
      { uuid: ids.owner },
    ]);
  });

  it('goes with the account', async () => {
    await update({ profile }, { as: 'outsider' });
    await api.client`delete from project_members where user_id = ${ids.outsider!}`.catch(() => {});
    await api.client`delete from projects where id in (select project_id from project_members where user_id = ${ids.outsider!})`;
    const { data } = await api.ask(
      'mutation { deleteViewer(input: { password: "demo-password" }) { deleted userErrors { code } } }',
      { token: tokens.outsider },
    );
    expect(data.deleteViewer).toEqual({ deleted: true, userErrors: [] });
    expect(await api.client`select 1 from user_profiles`).toEqual([]);
  });
});
