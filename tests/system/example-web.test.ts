/**
 * The example page, started as its README says, used in a browser as a person would: sign in, edit, conflict, delete, restore.
 * Knows what can be seen and pressed; refuses to know how the page is made.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { patienceMs } from '../support/scale.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const screenshot = fileURLToPath(new URL('../../docs/example-web.png', import.meta.url));

it('is typed by the schema', { timeout: patienceMs }, () => {
  execFileSync('npm', ['install', '--prefix', 'examples/web'], { cwd: root, stdio: 'pipe' });
  execFileSync('npx', ['tsc', '-p', 'examples/web'], { cwd: root, stdio: 'pipe' });
});

describe.runIf(chromiumPath)('the example page', () => {
  let api: TestApi;
  let vite: ChildProcess;
  let url: string;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    api = await startTestApi({ demo: true });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    vite = spawn('npm', ['run', 'example:web'], {
      cwd: root,
      detached: true,
      env: { ...process.env, INSIGHTGRAPH_URL: api.url, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    await new Promise<void>((resolve, reject) => {
      vite.stdout!.on('data', chunk => {
        output += chunk;
        if (output.includes(String(port))) resolve();
      });
      vite.stderr!.on('data', chunk => (output += chunk));
      vite.once('exit', () => reject(new Error(output)));
    });
    browser = await openBrowser();
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    if (vite?.pid !== undefined && vite.exitCode === null) {
      const ended = once(vite, 'exit');
      process.kill(-vite.pid, 'SIGTERM');
      await ended;
    }
    await api?.close();
  });

  async function signIn(email: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    context.setDefaultTimeout(patienceMs / 2);
    const page = await context.newPage();
    page.on('console', message => {
      if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));
    await page.goto(url);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('demo-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.tile').first().waitFor();
    return page;
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  /** Where the tiles lie of the dashboard that the page opens first. */
  const layouts = async (dashboard: string) => {
    const rows = await api.client<{ id: string; layout: { x: number; y: number } }[]>`
      select w.id, w.layout from widgets w join dashboards d on d.id = w.dashboard_id
      where d.id = ${dashboard} and d.deleted_at is null order by w.id`;
    return Object.fromEntries(rows.map(({ id, layout }) => [id, layout]));
  };
  async function firstDashboard(): Promise<{ uuid: string; name: string }> {
    const token = await api.signIn('owner@demo.example');
    const first =
      '{ dashboards(first: 1, orderBy: [{ isPinned: DESC }, { name: ASC }]) { nodes { uuid name } } }';
    return (await api.ask(first, { token })).data.dashboards.nodes[0];
  }
  async function drag(page: Page, tile: Locator, by: { x: number; y: number }) {
    const box = (await tile.boundingBox())!;
    const from = { x: box.x + box.width / 2, y: box.y + 10 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 3 });
    await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 3 });
    await page.mouse.up();
  }

  it('edits by dragging, saves, tells a conflict, deletes and restores', {
    timeout: patienceMs * 2,
  }, async () => {
    const page = await signIn('owner@demo.example');
    const { uuid, name } = await firstDashboard();
    expect(await page.locator('article h1').textContent()).toBe(name);
    const before = await layouts(uuid);
    if (process.env.UPDATE_SCREENSHOT) await page.screenshot({ path: screenshot });

    await drag(page, page.locator('.tile').last(), { x: 0, y: 200 });
    await page.getByText('moved, not saved').waitFor();
    await button(page, 'Save').click();
    await page.getByText('moved, not saved').waitFor({ state: 'hidden' });
    const saved = await layouts(uuid);
    expect(saved).not.toEqual(before);

    const other = await signIn('owner@demo.example');
    await drag(other, other.locator('.tile').last(), { x: 0, y: 96 });
    await drag(page, page.locator('.tile').last(), { x: 0, y: 144 });
    await button(other, 'Save').click();
    await other.getByText('moved, not saved').waitFor({ state: 'hidden' });
    const theirs = await layouts(uuid);
    await button(page, 'Save').click();
    await page.getByText('Somebody else saved this dashboard meanwhile.').waitFor();
    expect(await layouts(uuid)).toEqual(theirs);
    await button(page, 'Save mine on top').click();
    await page.getByText('Somebody else').waitFor({ state: 'hidden' });
    expect(await layouts(uuid)).not.toEqual(theirs);

    await button(page, 'Delete').click();
    await page.getByText(`“${name}” is deleted.`).waitFor();
    expect(await layouts(uuid)).toEqual({});
    await button(page, 'Restore').click();
    await page.getByText('is deleted.').waitFor({ state: 'hidden' });
    expect(Object.keys(await layouts(uuid))).toEqual(Object.keys(before));
    expect(complaints).toEqual([]);
  });

  it('lets a viewer look, and move nothing', { timeout: patienceMs }, async () => {
    const page = await signIn('viewer@demo.example');
    await page.getByText('You may look at this dashboard.').waitFor();
    expect(await button(page, 'Save').count()).toBe(0);
    const tile = page.locator('.tile').first();
    const place = await tile.boundingBox();
    await drag(page, tile, { x: 0, y: 200 });
    expect(await tile.boundingBox()).toEqual(place);
    expect(complaints).toEqual([]);
  });
});
