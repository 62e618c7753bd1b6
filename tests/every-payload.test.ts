/**
 * What every mutation's payload has, whoever wrote the mutation: what a client asks for again, and what it has to mend.
 * The schema says of which there are; what else they tell is other suites'.
 */
import { getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountWorld, only, startAccountWorld } from './support/account-world.ts';
import type { Any } from './support/api.ts';

let world: AccountWorld;
beforeAll(async () => {
  world = await startAccountWorld();
});
afterAll(() => world.close());

describe('every payload', () => {
  it('has query, viewer and userErrors', () => {
    const fields = Object.values(world.api.api.schema.getMutationType()!.getFields());
    expect(fields.length).toBeGreaterThan(80);
    const membersOf = (type: unknown) =>
      isObjectType(type)
        ? Object.fromEntries(Object.values(type.getFields()).map(field => [field.name, String(field.type)]))
        : {};
    for (const { name, type } of fields)
      expect({ name, ...membersOf(getNamedType(type)) }).toMatchObject({
        name,
        query: 'Query!',
        viewer: 'User',
        userErrors: '[UserError!]!',
      });
  });
});

const password = 'correct horse battery';
const asked = 'viewer { email } query { viewer { email } projects(first: 1) { totalCount } }';
const ask = async (mutation: string, token?: string): Promise<Any> => {
  const fields = `${asked} userErrors { code path }`;
  return only(await world.api.ask(`mutation { ${mutation} { ${fields} } }`, { token }));
};
const signUp = async (email: string): Promise<string> => {
  const input = `{ email: "${email}", password: "${password}", displayName: "Somebody" }`;
  return only(await world.api.ask(`mutation { signUp(input: ${input}) { token } }`)).token;
};

describe('what a client asks for again of its account', () => {
  it('is that of who signed in or up, in the same request', async () => {
    const email = 'payload@one.example';
    const own = {
      viewer: { email },
      query: { viewer: { email }, projects: { totalCount: 0 } },
      userErrors: [],
    };
    const signedUp = `signUp(input: { email: "${email}", password: "${password}", displayName: "One" })`;
    expect(await ask(signedUp)).toEqual(own);
    expect(await ask(`signIn(input: { email: "${email}", password: "${password}" })`)).toEqual(own);
    // Whoever is signed in, and signs in as somebody else, is that from then on.
    const other = await signUp('other@one.example');
    expect(await ask(`signIn(input: { email: "${email}", password: "${password}" })`, other)).toEqual(own);
  });

  it('goes on with the new token where the password was changed', async () => {
    const email = 'payload@two.example';
    const token = await signUp(email);
    const change = `changePassword(input: { currentPassword: "${password}", newPassword: "${password} 2" })`;
    expect((await ask(change, token)).viewer).toEqual({ email });
  });

  it('is nobody’s where nobody is signed in, or any more', async () => {
    const nobodys = { viewer: null, query: { viewer: null, projects: null } };
    const told = async (mutation: string, token?: string) => {
      const { data, errors } = await world.api.ask(`mutation { payload: ${mutation} { ${asked} } }`, {
        token,
      });
      expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['payload', 'query', 'projects'], 'UNAUTHENTICATED'],
      ]);
      return data.payload;
    };
    expect(await told('requestPasswordReset(input: { email: "nobody@one.example" })')).toEqual(nobodys);
    expect(await told('signIn(input: { email: "nobody@one.example", password: "wrong" })')).toEqual(nobodys);
    for (const mutation of [
      'signOut',
      'signOutEverywhere',
      `deleteViewer(input: { password: "${password}" })`,
    ]) {
      const token = await signUp(`payload@${mutation.length}.example`);
      expect(await told(mutation, token), mutation).toEqual(nobodys);
    }
  });

  it('tells what has changed of the user', async () => {
    const token = await signUp('payload@three.example');
    const { enabled } = (
      await world.api.ask(
        'mutation { enabled: enableTotp { secret viewer { hasSecondFactor } query { viewer { hasSecondFactor } } } }',
        { token },
      )
    ).data;
    expect(enabled).toMatchObject({
      secret: expect.any(String),
      viewer: { hasSecondFactor: false },
      query: { viewer: { hasSecondFactor: false } },
    });
  });
});
