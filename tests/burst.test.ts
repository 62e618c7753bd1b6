/**
 * Many requests at once for a server without a connection, each a document that it does not know yet: they wait for connections
 * while the event loop is busy with documents, and none is told that the database is away.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture } from './support/fixture.ts';

let api: TestApi;
let token: string;

beforeAll(async () => {
  const filled = await startTestApi();
  await insertFixture(filled.database, buildFixture());
  token = await filled.signIn(emailOf('owner'));
  api = await startTestApi({ beside: filled });
  const close = api.close;
  api = { ...api, close: () => close().then(() => filled.close()) };
});
afterAll(() => api.close());

it('a burst of new operations is answered whole', async () => {
  const fields = [
    'name',
    'description',
    'isPinned',
    'createdAt',
    'updatedAt',
    'deletedAt',
    'uuid',
    'projectId',
    'createdBy',
  ];
  const selection = (i: number) => fields.filter((_, bit) => i & (1 << bit)).join(' ');
  const deep = (i: number) =>
    `dashboards(first: 5) { nodes { ${selection(i)} project { name dashboards(first: 2) { nodes { ${selection(i)} widgets { nodes { uuid insight { name } } } } } } } }`;
  const answers = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          query: `{ ${Array.from({ length: 3 }, (_, alias) => `a${alias}: ${deep(i + 1)}`).join(' ')} }`,
        }),
      });
      return (
        ((await response.json()) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions
          .code ?? 'ok'
      );
    }),
  );
  const counts = Object.fromEntries(
    [...new Set(answers)].map(code => [code, answers.filter(other => other === code).length]),
  );
  expect(counts).toEqual({ ok: 300 });
});
