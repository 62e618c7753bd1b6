/**
 * The example runs against a real server and shows the page that the demo data has.
 * Knows what a person reads on the terminal; refuses to know how it came there.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function runExample(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/dashboard-page.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', text => {
      output[stream] += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...output };
}

describe('npm run example', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ demo: true });
  });
  afterAll(() => api.close());

  it('prints the dashboard page of the demo owner: title, project, twelve tiles on their grid, members', async () => {
    const { code, stdout, stderr } = await runExample({ INSIGHTGRAPH_URL: api.url });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('Signed in as Olivia Brandt <owner@demo.example>');
    expect(stdout).toMatch(/^Growth overview, one of \d+ dashboards$/m);
    expect(stdout).toContain('Project Lumen Notes (Europe/Berlin), where you are owner');
    // Each tile's title opens its frame.
    const titles = [...stdout.matchAll(/┌ (.+?) ─+┐/g)].map(match => match[1]);
    expect(titles).toHaveLength(12);
    expect(titles.slice(1, 5)).toEqual(['Sign-ups', 'Active writers', 'Revenue', 'First payments']);
    expect(stdout).toContain('│ trend: note_edited, note_shared, teammate_invited ');
    expect(stdout).toContain('Widgets: 12 of 12');
    expect(stdout).toContain('Members: 8\n  owner   Olivia Brandt\n');
  });

  it('sends ids in place of texts where it is told to, to a server that answers nothing else', async () => {
    const file = `${root}examples/generated/persisted-documents.json`;
    const only = await startTestApi({ beside: api, trustedDocuments: { mode: 'only', file } });
    const byId = await runExample({ INSIGHTGRAPH_URL: only.url, INSIGHTGRAPH_BY_ID: 'true' });
    expect(byId.stderr).toBe('');
    expect(byId.stdout).toBe((await runExample({ INSIGHTGRAPH_URL: api.url })).stdout);
    const byText = await runExample({ INSIGHTGRAPH_URL: only.url });
    expect(byText).toMatchObject({ code: 1, stdout: '' });
    expect(byText.stderr).toContain('This server answers trusted documents only.');
    await only.close();
  });

  it('reads as another account when told to', async () => {
    const { stdout } = await runExample({
      INSIGHTGRAPH_URL: api.url,
      INSIGHTGRAPH_EMAIL: 'viewer@demo.example',
    });
    expect(stdout).toContain('<viewer@demo.example>');
    expect(stdout).toContain('where you are viewer');
  });

  it('says that the password is wrong', async () => {
    const answer = await runExample({ INSIGHTGRAPH_URL: api.url, INSIGHTGRAPH_PASSWORD: 'not it' });
    expect(answer).toEqual({
      code: 1,
      stdout: '',
      stderr: 'owner@demo.example could not sign in. The e-mail address or the password is not right.\n',
    });
  });

  it('says how to start the server where none is running, without a stack', async () => {
    const url = 'http://127.0.0.1:1/graphql';
    expect(await runExample({ INSIGHTGRAPH_URL: url })).toEqual({
      code: 1,
      stdout: '',
      stderr: `No server answers at ${url}. Start one with "npm start" in another terminal, or set INSIGHTGRAPH_URL to where it is.\n`,
    });
  });

  it('says so where the address is not a GraphQL API', async () => {
    const { code, stderr } = await runExample({ INSIGHTGRAPH_URL: api.origin });
    expect(code).toBe(1);
    expect(stderr).toBe(`${api.origin} is not a GraphQL API: it answered with 404.\n`);
  });
});
