/**
 * docs/writes.md says what is so: its operations run in their order and get the answers that are printed.
 * Knows the document as text; refuses to judge how well it is written.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../src/errors.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { answersOf, settled } from './support/doc-answers.ts';

const markdown = readFileSync(new URL('../docs/writes.md', import.meta.url), 'utf8');
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
});
afterAll(() => api.close());

describe('docs/writes.md', () => {
  it('prints the answers that its operations get', async () => {
    const token = await api.signIn('owner@demo.example');
    const { data } = await api.ask(
      '{ projects(first: 1) { nodes { id insights(first: 1) { nodes { id } } } } }',
      { token },
    );
    const [project] = data.projects.nodes;
    const known = { projectId: project.id, insightId: project.insights.nodes[0].id };
    const answers = await answersOf(markdown, api, token, known);
    expect(answers.length).toBeGreaterThan(8);
    for (const { name, printed, answer } of answers) {
      expect({ name, ...settled(answer) }).toEqual({ name, ...settled(JSON.parse(printed)) });
    }
  });

  it('names error codes that there are', () => {
    const named = [...markdown.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(match => match[1]!);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter(code => !(errorCodes as readonly string[]).includes(code))).toEqual([]);
  });

  it('says of every type what becomes of deleted rows', () => {
    const rows = [
      ...markdown.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| (can be restored|are gone|are never deleted) \|/gm),
    ];
    const told = rows.flatMap(([, names, fate]) =>
      names!.split(', ').map(name => [name.slice(1, -1), fate === 'can be restored'] as const),
    );
    const types = Object.values(api.api.blueprint.types);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(types.map(({ name, softDelete }) => [name, softDelete !== undefined])),
    );
  });
});
