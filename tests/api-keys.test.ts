/**
 * API keys through the API: made, shown once, renamed, rotated and revoked by owners, and what may be done with them at each moment.
 * What a key sees and writes with its scopes, the matrices of reads and writes hold.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAuthorization } from '../src/accounts/viewer.ts';
import { isSecret, newSecret } from '../src/generator/write/issued-secret.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { codes, type Mutated, mutate } from './support/write-client.ts';
import { api, projectId, read, refused, send, useWriteSession, world } from './support/write-session.ts';
import { buildWorld, type World } from './support/write-world.ts';

useWriteSession();

const keyFields = 'apiKey { id uuid name prefix scopes expiresAt revokedAt lastUsedAt creator { uuid } }';
const shown = `secret ${keyFields}`;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const createKey = async (input: object = {}): Promise<Any> => {
  const made = await send(
    'createApiKey',
    { projectId: projectId(), name: 'k', scopes: ['read'], ...input },
    shown,
  );
  expect(made.userErrors).toEqual([]);
  return made.payload;
};
/** How the key is answered: the number of projects that it sees, or a code. */
const answerTo = async (secret: string): Promise<unknown> => {
  const { data, errors } = await api.ask('{ projects { totalCount } }', { token: secret });
  return errors ? errors[0]!.extensions.code : data.projects.totalCount;
};

describe('a new API key', () => {
  let made: Any;
  beforeAll(async () => {
    made = await createKey({ name: 'Warehouse', expiresAt: inDays(30) });
  });

  it('is shown once, in a form that is known, and acts in its project from then on', async () => {
    expect(made.secret).toMatch(/^igk_[0-9A-Za-z]{49}$/);
    expect(isSecret('igk_', made.secret)).toBe(true);
    expect(made.apiKey).toMatchObject({
      name: 'Warehouse',
      prefix: made.secret.slice(0, 12),
      scopes: ['read'],
      revokedAt: null,
      creator: { uuid: world.users.owner },
    });
    expect(await answerTo(made.secret)).toBe(1);
  });

  it('is nowhere in the database: only its hash is', async () => {
    const [{ dump }] = (await api.client`
      select concat(
        (select string_agg(k::text, ' ') from api_keys k), (select string_agg(e::text, ' ') from audit_events e),
        (select string_agg(i::text, ' ') from idempotency_keys i)) as dump`) as Any;
    expect(dump).not.toContain(made.secret.slice(12));
    expect(dump).toContain(made.secret.slice(0, 12));
  });

  it('leaves an event that holds neither the secret nor its hash', async () => {
    const { apiKey } = await read(
      `{ apiKey(id: "${made.apiKey.uuid}") { history { nodes { action changes } } } }`,
    );
    const [event] = apiKey.history.nodes;
    expect(event).toMatchObject({ action: 'CREATE', changes: { name: { after: 'Warehouse' } } });
    expect(Object.keys(event.changes)).not.toContain('keyHash');
  });

  it('makes none: a key that writes may not make keys, rename them or revoke them', async () => {
    const { secret, apiKey } = await createKey({ scopes: ['read', 'write'] });
    const input = { projectId: projectId(), name: 'more', scopes: ['write'] };
    const tries = [
      await mutate(api, secret, 'createApiKey', input),
      await mutate(api, secret, 'updateApiKey', { id: apiKey.id, name: 'own' }),
      await mutate(api, secret, 'revokeApiKey', { id: apiKey.id }),
      await mutate(api, secret, 'rotateApiKey', { id: apiKey.id, overlapSeconds: 60 }),
    ];
    expect(tries.map(codes)).toEqual([
      ['FORBIDDEN input'],
      ['NOT_FOUND input.id'],
      ['NOT_FOUND input.id'],
      ['NOT_FOUND input.id'],
    ]);
  });

  it('is for owners to make', async () => {
    const input = { projectId: projectId(), name: 'mine', scopes: ['read'] };
    const made = await mutate(api, world.tokens.viewer, 'createApiKey', input, shown);
    expect([codes(made), made.payload.secret]).toEqual([['FORBIDDEN input'], null]);
  });

  it('is refused with everything that is wrong at its place', async () => {
    const input = { projectId: projectId(), name: ' ', scopes: ['admin'], expiresAt: inDays(-1) };
    const result = await refused('createApiKey', input, shown);
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.expiresAt',
      'BAD_USER_INPUT input.name',
      'BAD_USER_INPUT input.scopes',
    ]);
    expect(result.payload.secret).toBeNull();
  });

  it('is told again by its idempotencyKey, without the secret', async () => {
    const input = { projectId: projectId(), name: 'once', scopes: ['read'], idempotencyKey: 'one key' };
    const [first, again] = [
      await send('createApiKey', input, shown),
      await send('createApiKey', input, shown),
    ];
    expect(first.payload.secret).toMatch(/^igk_/);
    expect(again.payload).toMatchObject({ secret: null, apiKey: { id: first.payload.apiKey.id } });
  });

  it('can be one of several, whose secrets come in the order of the input', async () => {
    const rows = ['a', 'b'].map(name => ({ projectId: projectId(), name, scopes: ['read'] }));
    const { payload } = await send('createApiKeys', { rows }, 'secrets apiKeys { name prefix }');
    expect(payload.apiKeys.map(({ name }: Any) => name)).toEqual(['a', 'b']);
    expect(payload.secrets.map((secret: string) => secret.slice(0, 12))).toEqual(
      payload.apiKeys.map(({ prefix }: Any) => prefix),
    );
  });
});

describe('a secret that cannot be one', () => {
  it('is refused before any statement where a character is wrong, and by one where it is unknown', async () => {
    const { secret } = await createKey();
    const typo = secret.slice(0, 20) + (secret[20] === 'x' ? 'y' : 'x') + secret.slice(21);
    expect(() => parseAuthorization(`Bearer ${typo}`)).toThrow('not valid');
    expect(await answerTo(typo)).toBe('UNAUTHENTICATED');
    const unknown = newSecret('igk_');
    expect(parseAuthorization(`Bearer ${unknown}`)).toMatchObject({ kind: 'apiKey' });
    expect(await answerTo(unknown)).toBe('UNAUTHENTICATED');
  });
});

describe('updateApiKey', () => {
  it('changes the name, and has no member for what the key may do', async () => {
    const { apiKey } = await createKey();
    const { payload } = await send('updateApiKey', { id: apiKey.id, name: 'renamed' }, keyFields);
    expect(payload.apiKey).toMatchObject({ name: 'renamed', scopes: ['read'] });
    const wider = await send('updateApiKey', { id: apiKey.id, scopes: ['write'] });
    expect(wider.failures).toEqual(['BAD_USER_INPUT']);
  });
});

describe('revokeApiKey', () => {
  it('ends a key at once, and leaves the first moment where it is sent again', async () => {
    const { secret, apiKey } = await createKey();
    const first = await send('revokeApiKey', { id: apiKey.id }, 'apiKey { revokedAt updatedAt }');
    expect(Date.parse(first.payload.apiKey.revokedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(await answerTo(secret)).toBe('UNAUTHENTICATED');
    const again = await send('revokeApiKey', { id: apiKey.uuid }, 'apiKey { revokedAt updatedAt }');
    expect(again.payload.apiKey).toEqual(first.payload.apiKey);
  });

  it('is not undone by a revert to before it', async () => {
    const { secret, apiKey } = await createKey();
    await send('revokeApiKey', { id: apiKey.id });
    const found = await read(`{ apiKey(id: "${apiKey.uuid}") { history { nodes { id action } } } }`);
    const events = found.apiKey.history.nodes;
    expect(events.map(({ action }: Any) => action)).toEqual(['CREATE', 'UPDATE']);
    const result = await refused('revertApiKey', { id: apiKey.id, to: events[0].id });
    expect(codes(result)).toEqual(['BAD_USER_INPUT input.to']);
    expect(await answerTo(secret)).toBe('UNAUTHENTICATED');
  });
});

describe('rotateApiKey', () => {
  const rotate = (input: object): Promise<Mutated> => send('rotateApiKey', input, shown);

  it('puts a new key in the place of one, which goes on for the overlap', async () => {
    const old = await createKey({ name: 'SDK', scopes: ['read', 'write'] });
    const { payload } = await rotate({ id: old.apiKey.id, overlapSeconds: 3_600 });
    expect(payload.apiKey).toMatchObject({ name: 'SDK', scopes: ['read', 'write'], expiresAt: null });
    expect(payload.apiKey.id).not.toBe(old.apiKey.id);
    expect(isSecret('igk_', payload.secret)).toBe(true);
    expect([await answerTo(old.secret), await answerTo(payload.secret)]).toEqual([1, 1]);
    const { apiKey } = await read(`{ apiKey(id: "${old.apiKey.uuid}") { expiresAt revokedAt } }`);
    expect(Math.abs(Date.parse(apiKey.expiresAt) - Date.now() - 3_600_000)).toBeLessThan(60_000);
  });

  it('without an overlap ends the old one at once, which had a while to go', async () => {
    const old = await createKey({ expiresAt: inDays(10) });
    const { payload } = await rotate({ id: old.apiKey.id, overlapSeconds: 0 });
    expect([await answerTo(old.secret), await answerTo(payload.secret)]).toEqual(['UNAUTHENTICATED', 1]);
    // As long as the old one was made for.
    expect(Math.abs(Date.parse(payload.apiKey.expiresAt) - Date.parse(inDays(10)))).toBeLessThan(60_000);
  });

  it('does not make the old one last longer, and lets the new one be given another end', async () => {
    const old = await createKey({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const { payload } = await rotate({ id: old.apiKey.id, overlapSeconds: 86_400, expiresAt: null });
    expect(payload.apiKey.expiresAt).toBeNull();
    const { apiKey } = await read(`{ apiKey(id: "${old.apiKey.uuid}") { expiresAt } }`);
    expect(apiKey.expiresAt).toBe(old.apiKey.expiresAt);
  });

  it('is refused for a revoked key, an overlap of more than a week, and for a key that is not there', async () => {
    const { apiKey } = await createKey();
    const tooLong = await refused('rotateApiKey', { id: apiKey.id, overlapSeconds: 604_801 }, shown);
    expect(codes(tooLong)).toEqual(['BAD_USER_INPUT input.overlapSeconds']);
    await send('revokeApiKey', { id: apiKey.id });
    const revoked = await refused('rotateApiKey', { id: apiKey.id, overlapSeconds: 1 }, shown);
    expect([codes(revoked), revoked.payload.secret]).toEqual([['FORBIDDEN input'], null]);
    const missing = await refused('rotateApiKey', { id: world.users.owner, overlapSeconds: 1 }, shown);
    expect(codes(missing)).toEqual(['NOT_FOUND input.id']);
  });

  it('tells the trail of both, and once of the same idempotencyKey', async () => {
    const old = await createKey({ name: 'trail' });
    const input = { id: old.apiKey.id, overlapSeconds: 60, idempotencyKey: 'rotated once' };
    const [first, again] = [await rotate(input), await rotate(input)];
    expect(again.payload).toMatchObject({ secret: null, apiKey: { id: first.payload.apiKey.id } });
    const { apiKeys } = await read(
      `{ apiKeys(where: { name: { eq: "trail" } }) { nodes { history { nodes { action } } } } }`,
    );
    expect(apiKeys.nodes.map(({ history }: Any) => history.nodes.map(({ action }: Any) => action))).toEqual([
      ['CREATE', 'UPDATE'],
      ['CREATE'],
    ]);
  });
});

describe('where PostgreSQL holds statements to the rules too', () => {
  let secured: TestApi;
  let there: World;
  beforeAll(async () => {
    secured = await startTestApi({ rowSecurity: true });
    there = await buildWorld(secured, 's');
  });
  afterAll(() => secured.close());

  it('an owner makes, rotates and revokes a key, and an editor does not', async () => {
    const ask = (mutation: string, input: object, token = there.tokens.owner) =>
      mutate(secured, token, mutation, input, shown);
    const input = { projectId: there.projects.a, name: 'k', scopes: ['read'] };
    expect(codes(await ask('createApiKey', input, there.tokens.editor))).toEqual(['FORBIDDEN input']);
    const made = await ask('createApiKey', input);
    const rotated = await ask('rotateApiKey', { id: made.payload.apiKey.id, overlapSeconds: 60 });
    const revoked = await ask('revokeApiKey', { id: made.payload.apiKey.id });
    expect([made, rotated, revoked].map(codes)).toEqual([[], [], []]);
    const query = '{ projects { totalCount } apiKeys { totalCount } }';
    const { data } = await secured.ask(query, { token: rotated.payload.secret });
    expect(data).toEqual({ projects: { totalCount: 1 }, apiKeys: { totalCount: 0 } });
    const { errors } = await secured.ask(query, { token: made.payload.secret });
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});
