/**
 * Documents, operation names and bodies of ill will: each is answered with its code, in words of the server's own.
 * Afterwards another viewer is served, and PostgreSQL has nothing left to do.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HostileApi, startHostileApi } from './support/hostile.ts';
import { attacksByBody } from './support/hostile-bodies.ts';
import { attacksBySelection } from './support/hostile-documents.ts';

let api: HostileApi;
beforeAll(async () => {
  api = await startHostileApi();
});
afterAll(() => api.close());
afterEach(() => api.assertUnharmed());

describe.each([...attacksBySelection, ...attacksByBody])('%s:', (_, attacks) => {
  it.each(attacks)('$name', async attack => {
    expect(await api.attack(attack)).toBe(attack.expected);
    // What was refused is not known for that.
    expect(await api.attack(attack)).toBe(attack.expected);
  });
});
