/**
 * The example page, started as its README says, used in a browser as a person would: dashboards edited and shared, and the whole life of an
 * account, an invitation, an API key and a share link.
 * Knows what can be seen and pressed; refuses to know how the page is made.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { type ExamplePage, root, startExamplePage } from '../support/example-page.ts';
import { patienceMs } from '../support/scale.ts';

const screenshot = fileURLToPath(new URL('../../docs/example-web.png', import.meta.url));

it('is typed by the schema', { timeout: patienceMs }, () => {
  execFileSync('npm', ['install', '--prefix', 'examples/web'], { cwd: root, stdio: 'pipe' });
  execFileSync('npx', ['tsc', '-p', 'examples/web'], { cwd: root, stdio: 'pipe' });
});

describe.runIf(chromiumPath)('the example page', () => {
  let example: ExamplePage;
  beforeAll(async () => {
    example = await startExamplePage();
  }, patienceMs);
  afterAll(() => example?.close());

  /** What the browser complained of since this was asked last, but for answers that say that a token does not hold. */
  const complaints = () => example.complaints.splice(0).filter(each => !/status of 401/.test(each));

  async function enter(page: Page, email: string, password = 'demo-password'): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await button(page, 'Sign in').click();
  }
  async function signIn(email: string): Promise<Page> {
    const page = await example.open();
    await page.goto(example.url);
    await enter(page, email);
    await page.locator('.tile').first().waitFor();
    return page;
  }

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  /** Where the tiles lie of the dashboard that the page opens first. */
  const layouts = async (dashboard: string) => {
    const rows = await example.api.client<{ id: string; layout: { x: number; y: number } }[]>`
      select w.id, w.layout from widgets w join dashboards d on d.id = w.dashboard_id
      where d.id = ${dashboard} and d.deleted_at is null order by w.id`;
    return Object.fromEntries(rows.map(({ id, layout }) => [id, layout]));
  };
  async function firstDashboard(): Promise<{ uuid: string; name: string }> {
    const token = await example.api.signIn('owner@demo.example');
    const first =
      '{ dashboards(first: 1, orderBy: [{ isPinned: DESC }, { name: ASC }]) { nodes { uuid name } } }';
    return (await example.api.ask(first, { token })).data.dashboards.nodes[0];
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
    expect(complaints()).toEqual([]);
  });

  it('lets a viewer look, and move nothing', { timeout: patienceMs }, async () => {
    const page = await signIn('viewer@demo.example');
    await page.getByText('You may look at this dashboard.').waitFor();
    expect(await button(page, 'Save').count()).toBe(0);
    const tile = page.locator('.tile').first();
    const place = await tile.boundingBox();
    await drag(page, tile, { x: 0, y: 200 });
    expect(await tile.boundingBox()).toEqual(place);
    expect(complaints()).toEqual([]);
  });

  const room = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name, exact: true }).click();
  const row = (page: Page, words: string | RegExp) => page.locator('.rows li').filter({ hasText: words });
  const alert = (page: Page) => page.getByRole('alert').first().textContent();
  /** Whether all of the page can be reached on a telephone without scrolling sideways. */
  async function expectNarrow(page: Page) {
    await page.setViewportSize({ width: 420, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await page.setViewportSize({ width: 1200, height: 800 });
  }

  const ada = { email: 'ada@people.example', password: 'walrus under ice' };
  async function signUp(page: Page, name: string, { email, password }: typeof ada) {
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('New password').fill(password);
    await button(page, 'Create account').click();
  }
  /** An account with its address confirmed, signed in. */
  async function newcomer(name: string, person: typeof ada): Promise<Page> {
    const page = await example.open();
    await page.goto(example.url);
    await button(page, 'Create an account').click();
    await signUp(page, name, person);
    await page.getByText('A mail is on its way').waitFor();
    await page.goto(await example.mailedLink(person.email, /^Confirm/));
    // The token is in no history of the browser.
    expect(page.url()).toBe(`${example.url}/`);
    await expectNarrow(page);
    await button(page, 'Confirm the address').click();
    await page.getByText('The address is confirmed.').waitFor();
    await enter(page, person.email, person.password);
    await page.getByText('There is no dashboard that you may see.').waitFor();
    return page;
  }

  it('leads through the life of an account: made, confirmed, signed in twice, changed, reset, deleted', {
    timeout: patienceMs * 2,
  }, async () => {
    const page = await newcomer('Ada', ada);
    const other = await example.open();
    await other.goto(example.url);
    await enter(other, ada.email, ada.password);
    await other.getByText('There is no dashboard that you may see.').waitFor();

    await room(page, 'Account');
    await row(page, 'This browser').waitFor();
    expect(await row(page, 'since').count()).toBe(2);
    await expectNarrow(page);
    await button(page, 'Revoke').click();
    await row(page, /^(?!This browser)/).waitFor({ state: 'hidden' });
    await other.reload();
    await button(other, 'Sign in again').click();

    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill('narwhal under ice');
    await button(page, 'Change password').click();
    expect(await alert(page)).toBe('The password is not right.');
    await page.getByLabel('Current password').fill(ada.password);
    await button(page, 'Change password').click();
    await page.getByText('The password is changed.').waitFor();
    await row(page, 'This browser').waitFor();
    await button(page, 'Sign out').click();
    await enter(page, ada.email, ada.password);
    await page.getByRole('alert').waitFor();

    await button(page, 'Forgot the password').click();
    await page.getByLabel('E-mail').fill(ada.email);
    await button(page, 'Send the mail').click();
    await page.getByText('A mail is on its way').waitFor();
    const link = await example.mailedLink(ada.email, /^Reset/);
    await page.goto(link);
    await page.getByLabel('New password').fill('beluga under ice');
    await button(page, 'Set the password').click();
    await page.getByText('The password is set.').waitFor();
    await page.goto(link);
    await page.getByLabel('New password').fill('another under ice');
    await button(page, 'Set the password').click();
    expect(await alert(page)).toContain('The link was used already');
    await page.goto(example.url);
    await enter(page, ada.email, 'beluga under ice');

    await room(page, 'Account');
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('beluga under ice');
    await button(page, 'Delete account').click();
    await enter(page, ada.email, 'beluga under ice');
    await page.getByRole('alert').waitFor();
    expect(await example.api.client`select 1 from users where email = ${ada.email}`).toEqual([]);
    expect(complaints()).toEqual([]);
  });

  it('leads through the life of an invitation: sent, withdrawn, declined, accepted, and by it an account', {
    timeout: patienceMs * 2,
  }, async () => {
    const grace = { email: 'grace@people.example', password: 'walrus under ice' };
    const guest = await newcomer('Grace', grace);
    const owner = await signIn('owner@demo.example');
    await room(owner, 'Team');
    const invite = async (email: string, role: string) => {
      await owner.getByLabel('E-mail').fill(email);
      await owner.getByRole('region', { name: 'Invite somebody' }).getByLabel('Role').selectOption(role);
      await button(owner, 'Invite').click();
      await row(owner, email).waitFor();
      return example.mailedLink(email, /invites you/);
    };

    const withdrawn = await invite(grace.email, 'viewer');
    await expectNarrow(owner);
    await row(owner, grace.email).getByRole('button', { name: 'Cancel' }).click();
    await row(owner, grace.email).waitFor({ state: 'hidden' });
    await guest.goto(withdrawn);
    await button(guest, 'Accept').click();
    expect(await alert(guest)).toBe('The invitation was answered or withdrawn already.');

    await guest.goto(await invite(grace.email, 'viewer'));
    await button(guest, 'Decline').click();
    await guest.getByText('There is no dashboard that you may see.').waitFor();

    // It is told in the page too, where the address is confirmed.
    await owner.reload();
    await room(owner, 'Team');
    await row(owner, 'Demo').first().waitFor();
    expect(await row(owner, grace.email).count()).toBe(0);
    await invite(grace.email, 'editor');
    await guest.reload();
    await guest.getByText('invites you to').waitFor();
    await button(guest, 'Accept').click();
    await guest.locator('.tile').first().waitFor();
    await button(guest, 'Save').waitFor();

    // Who has no account makes one: the link shows that the address is theirs.
    const stranger = await example.open();
    await stranger.goto(await invite('joan@people.example', 'viewer'));
    await stranger.getByText('You are invited.').waitFor();
    await signUp(stranger, 'Joan', { email: 'joan@people.example', password: 'walrus under ice' });
    await stranger.getByText('You may look at this dashboard.').waitFor();

    await owner.reload();
    await room(owner, 'Team');
    await row(owner, 'Joan').getByLabel('Role').selectOption('editor');
    await row(owner, 'Joan').locator('option[value="EDITOR"]:checked').waitFor({ state: 'attached' });
    await stranger.reload();
    await button(stranger, 'Save').waitFor();
    await row(owner, 'Joan').getByRole('button', { name: 'Remove' }).click();
    await row(owner, 'Joan').waitFor({ state: 'hidden' });
    await stranger.reload();
    await stranger.getByText('There is no dashboard that you may see.').waitFor();
    expect(complaints()).toEqual([]);
  });

  it('leads through the life of an API key: made, used, rotated, revoked', {
    timeout: patienceMs * 2,
  }, async () => {
    const page = await signIn('owner@demo.example');
    await room(page, 'API keys');
    const shown = page.getByRole('status', { name: 'Secret of Robot' });
    const secret = async () => (await shown.locator('code').first().textContent())!;
    const answer = async () => {
      await button(page, 'Ask with this key').click();
      return (await shown.locator('output').textContent())!;
    };
    await page.getByLabel('Name').fill('Robot');
    await button(page, 'Create key').click();
    const first = await secret();
    expect(first).toMatch(/^igk_[0-9A-Za-z]{49}$/);
    expect(await answer()).toMatch(/^{"data":{"dashboards":{"nodes":\[{"name":/);
    await expectNarrow(page);

    await row(page, 'Robot').getByRole('button', { name: 'Rotate' }).click();
    await page.getByText(first).waitFor({ state: 'hidden' });
    const second = await secret();
    expect(await answer()).toContain('"nodes"');
    const old = row(page, first.slice(0, 12));
    await old.getByText('active until').waitFor();
    await old.getByRole('button', { name: 'Revoke' }).click();
    await old.getByText('revoked').waitFor();

    await row(page, second.slice(0, 12)).getByRole('button', { name: 'Revoke' }).click();
    await row(page, second.slice(0, 12)).getByText('revoked').waitFor();
    await button(page, 'Ask with this key').click();
    await shown.locator('output').filter({ hasText: 'UNAUTHENTICATED' }).waitFor();
    await button(page, 'I have copied it').click();
    expect(await page.content()).not.toContain(second);
    expect(complaints()).toEqual([]);
  });

  it('leads through the life of a share link: made, opened by somebody who is not signed in, revoked', {
    timeout: patienceMs * 2,
  }, async () => {
    const page = await signIn('owner@demo.example');
    const name = await page.locator('article h1').textContent();
    await page.getByLabel('For whom').fill('The board');
    await button(page, 'Create link').click();
    const shown = page.getByRole('status', { name: 'Secret of The board' });
    const address = (await shown.getByRole('link').getAttribute('href'))!;
    await expectNarrow(page);

    const guest = await example.open();
    await guest.goto(address);
    await guest.locator('.tile').first().waitFor();
    expect(await guest.locator('h1').textContent()).toBe(name);
    expect(await guest.locator('.tile').count()).toBe(await page.locator('.tile').count());
    expect(await guest.getByRole('button').count()).toBe(0);
    await expectNarrow(guest);

    await row(page, 'The board').getByRole('button', { name: 'Revoke' }).click();
    await row(page, 'The board').getByText('revoked').waitFor();
    await guest.reload();
    expect(await alert(guest)).toBe('The link shows nothing, or no longer.');
    expect(complaints()).toEqual([]);
  });
});
