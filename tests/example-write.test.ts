/**
 * `npm run example:write` against a real server: what a person reads on the terminal, and what is left afterwards.
 * Knows the example as a process; refuses to know how it asks.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
});
afterAll(() => api.close());

async function runExample(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/build-dashboard.ts'], {
    cwd: root,
    env: { ...process.env, INSIGHTGRAPH_URL: api.url, ...env },
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

/** What the owner can see of dashboards and widgets. */
async function visible() {
  const token = await api.signIn('owner@demo.example');
  const { data } = await api.ask(
    '{ dashboards(first: 100) { totalCount nodes { id name updatedAt } } widgets(first: 100) { totalCount } insights { totalCount } }',
    { token },
  );
  return data;
}

describe('npm run example:write', () => {
  it('builds, edits, meets a conflict, resolves it, deletes, restores, and leaves what it found', async () => {
    const before = await visible();
    const { code, stdout, stderr } = await runExample({});
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1\. Built "Launch week" in Lumen Notes, with 6 widgets, in one call\.$/m);
    expect(stdout.match(/^ {3}[\w ]+ is now \w+$/gm)).toHaveLength(6);
    // Six tiles as built, six as edited.
    expect(stdout.match(/┌ /g)).toHaveLength(12);
    expect(stdout).toMatch(/^2\. Changed one widget, deleted one and added one, in one call\.$/m);
    expect(stdout).toContain('┌ Launch week, day two ');
    expect(stdout).toContain('┌ To do: tell everybody ');
    expect(stdout.split('2. Changed')[1]).not.toContain('┌ Notes ');
    expect(stdout).toMatch(
      /^3\. Refused at input\.ifUpdatedAt: The dashboard was changed in the meantime\. .*\n {3}mine: {3}name "Launch week 2026", description "How the launch goes, day by day"\n {3}theirs: name "Launch week \(Berlin\)", description none$/m,
    );
    expect(stdout).toMatch(
      /^4\. Resolved on top of theirs: name "Launch week \(Berlin\)", description "How the launch goes, day by day"\.$/m,
    );
    expect(stdout).toMatch(
      /^5\. Deleted: asking for it answers null\. Restored: "Launch week \(Berlin\)" is back with 6 widgets\.$/m,
    );
    expect(stdout).toMatch(/^6\. Deleted it again: the lists of the project are as they were\.\n$/m);
    expect(await visible()).toEqual(before);
  });

  it('says what a viewer may not do, in words, and leaves nothing behind', async () => {
    const before = await visible();
    const { code, stderr } = await runExample({ INSIGHTGRAPH_EMAIL: 'viewer@demo.example' });
    expect(code).toBe(1);
    expect(stderr).toBe('FORBIDDEN at input: You may not create this dashboard.\n');
    expect(await visible()).toEqual(before);
  });
});
