/**
 * Much of everything: documents and variables that are never asked again, and bodies of megabytes.
 * What is kept of them has a bound; refuses to know how long anything takes.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, fine, type HostileApi, invalid, startHostileApi, tooMuch } from './support/hostile.ts';
import { scaled } from './support/scale.ts';

let api: HostileApi;
beforeAll(async () => {
  api = await startHostileApi({ maxBodyBytes: 8_000_000 });
});
afterAll(() => api.close());
afterEach(() => api.assertUnharmed());

/** More than twice what any cache of documents keeps. */
const flood = scaled(700);
/** What the server says that it keeps, by the names of its caches. */
async function kept(): Promise<Record<string, number>> {
  const text = await (await fetch(`${api.origin}/metrics`)).text();
  const lines = [...text.matchAll(/^\w*cache\w*entries\w*\{[^}]*="(\w+)"[^}]*\} (\d+)$/gm)];
  return Object.fromEntries(lines.map(([, name, entries]) => [name, Number(entries)]));
}

describe('caches keep no more than they may', () => {
  it('of documents that are all others', async () => {
    for (let i = 0; i < flood; i++) {
      const query = `query Q${i} { viewer { a${i}: uuid } }`;
      expect(await api.attack({ name: '', query, expected: fine })).toBe(fine);
    }
    expect((await kept()).known_documents).toBe(300);
  });

  it('of variables that are all others', async () => {
    const query = 'query ($a: String!) { dashboards(where: { name: { eq: $a } }) { totalCount } }';
    for (let i = 0; i < flood; i++)
      expect(await api.attack({ name: '', query, variables: { a: `x${i}` }, expected: fine })).toBe(fine);
    expect((await kept()).plans).toBeLessThanOrEqual(500 * 50);
  });
});

describe('variables of five megabytes', () => {
  const name = 'query ($a: String!) { dashboards(where: { name: { eq: $a } }) { totalCount } }';
  const json = 'query ($a: JSON) { persons(where: { properties: { contains: $a } }) { totalCount } }';
  const ids = 'query ($a: [ID!]!) { nodes(ids: $a) { id } }';
  it.each([
    ['a list', json, { a: Array(1_000_000).fill(12345) }, tooMuch],
    ['ids', ids, { a: Array(500_000).fill('12345678') }, '200 BAD_USER_INPUT'],
    ['something else than the type', name, { a: Array(1_000_000).fill(1) }, invalid],
    ['what nobody asked for', name, { a: 'x', b: 'x'.repeat(5_000_000) }, fine],
  ])('of %s', async (_, query, variables, expected) => {
    const { length } = bodyOf({ name: '', query, variables, expected });
    expect(length).toBeGreaterThan(2_000_000);
    expect(await api.attack({ name: '', query, variables, expected })).toBe(expected);
  });

  it('beyond the limit of a body are not read', async () => {
    const answer = await api.post({
      body: bodyOf({ name: '', query: name, variables: { a: 'x'.repeat(9_000_000) }, expected: '' }),
    });
    expect(answer.status).toBe(413);
  });
});
