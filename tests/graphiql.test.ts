/**
 * GraphiQL as a newcomer meets it: in a browser, with the network closed to all but the server.
 * Knows what can be seen and pressed; refuses to know how the page is made.
 */
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemoSession } from '../src/accounts/demo-session.ts';
import { graphiqlOf, starterOperations } from '../src/operations/starter-operations.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { chromiumPath, openBrowser } from './support/browser.ts';
import { patienceMs } from './support/scale.ts';
import { tableLocks } from './support/table-locks.ts';

const screenshot = fileURLToPath(new URL('../docs/graphiql.png', import.meta.url));

const settings = graphiqlOf(undefined);
let demo: TestApi;
let plain: TestApi;
beforeAll(async () => {
  [demo, plain] = await Promise.all([
    startTestApi({ demo: true, http: { graphiql: settings } }),
    startTestApi({ demo: true, http: { graphiql: graphiqlOf(undefined) } }),
  ]);
  settings.demoToken = await openDemoSession(demo.database);
});
afterAll(() => Promise.all([demo.close(), plain.close()]));

describe('the page', () => {
  it('carries the demo token for a browser on the same machine, and for no other Host', async () => {
    const port = new URL(demo.url).port;
    expect(settings.demoToken).toMatch(/.{20}/);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'localhost']) {
      expect({ host, ...(await pageFor(host)) }).toEqual({ host, isPage: true, hasToken: true });
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'evil.example:80@localhost',
    ]) {
      expect({ host, ...(await pageFor(host)) }).toEqual({ host, isPage: true, hasToken: false });
    }
  });

  it.each([
    ['x-forwarded-for', '198.51.100.1'],
    ['X-Forwarded-Proto', 'https'],
    ['x-forwarded-host', 'insight.example'],
    ['forwarded', 'for=198.51.100.1'],
    ['via', '1.1 proxy'],
    ['x-real-ip', '198.51.100.1'],
  ])(
    'carries no token through a proxy on the same machine, which sends a local Host and %s',
    async (name, value) => {
      expect(await pageFor('127.0.0.1', { [name]: value })).toEqual({ isPage: true, hasToken: false });
    },
  );

  it('carries no token through a proxy that shows itself only by its old HTTP, as nginx does if nobody tells it otherwise', async () => {
    const socket = connect(Number(new URL(demo.url).port), '127.0.0.1');
    socket.write(
      'GET /graphql HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n',
    );
    expect(contentOf(await text(socket))).toEqual({ isPage: true, hasToken: false });
  });

  it('carries no token where proxies are trusted: there are some', async () => {
    const behind = await startTestApi({
      beside: demo,
      trustedProxies: ['192.0.2.1'],
      http: { graphiql: settings },
    });
    try {
      expect(await pageFor('localhost', {}, behind.url)).toEqual({ isPage: true, hasToken: false });
    } finally {
      await behind.close();
    }
  });

  it('cannot be framed, cached, or made to load anything from elsewhere', async () => {
    const { headers } = await fetch(demo.url, { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is not there where it is switched off', async () => {
    const without = await startTestApi({ http: { graphiql: undefined } });
    try {
      const response = await fetch(without.url, { headers: { accept: 'text/html' } });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.text()).not.toContain('<html');
    } finally {
      await without.close();
    }
  });
});

describe('the operations that GraphiQL opens with', () => {
  const operations = starterOperations(false).map(
    text => [/(?:query|mutation) (\w+)/.exec(text)![1]!, text] as const,
  );

  it.each(operations)('%s runs on the demo data and finds something', async (_, query) => {
    const { data, errors } = await demo.ask(query, { token: await demo.signIn('owner@demo.example') });
    expect(errors).toBeUndefined();
    const [list] = Object.values(data).filter(value => value !== null && 'nodes' in Object(value)) as {
      nodes: [];
    }[];
    if (list) expect(list.nodes.length).toBeGreaterThan(0);
    else expect(data.signIn).toMatchObject({ token: expect.any(String), userErrors: [] });
  });

  it.each(operations)('%s has no line that the editor of a window of 1280 pixels cuts off', (_, query) => {
    expect(query.split('\n').filter(line => line.length > 50)).toEqual([]);
  });
});

describe.skipIf(!chromiumPath)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('opens signed in without errors, runs the operations of its tabs, and shows the documentation', async () => {
    const { page, complaints } = await open(demo);
    await runShows(page, '"name": "Growth overview"');
    await answerShows(page, '"displayName": "Olivia Brandt"');
    if (process.env.UPDATE_SCREENSHOT) {
      // Until the answer has all its colours.
      await page.waitForTimeout(1_000);
      await page.screenshot({ path: screenshot });
    }

    for (const [tab, text] of [
      ['PaidPersons', '"persons": {'],
      ['FavouriteTrends', '"insights": {'],
    ] as const) {
      await openTab(page, tab);
      await runShows(page, text);
    }

    await page.click('[aria-label="Show Documentation Explorer"]');
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Dashboard', { exact: true }).click();
    await docs.getByText('A dashboard: a page of widgets.').waitFor();
    await docs.getByText('Whether the dashboard is kept at the top of lists.').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('offers to sign in first where there is no demo token, and sends the token from the Headers', async () => {
    const { page, complaints } = await open(plain);
    await runShows(page, '"displayName": "Olivia Brandt"');
    // The answer's window wraps long lines.
    const token = /"token":\s*"([^"]+)"/.exec(await answerText(page))?.[1]?.replaceAll('\n', '');
    expect(token).toMatch(/.{20}/);

    await openTab(page, 'DashboardPage');
    await runShows(page, '"code": "UNAUTHENTICATED"');
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('[aria-label="Headers"] .graphiql-editor:not(.hidden)').click();
    await page.keyboard.insertText(`{ "Authorization": "Bearer ${token}" }`);
    await runShows(page, '"name": "Growth overview"');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('offers the directives of answers in parts, and shows each part as it comes', async () => {
    const { page, complaints } = await open(demo);
    const editor = page.locator('.graphiql-query-editor');
    const write = async (text: string) => {
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
      // As long as GraphiQL waits until it looks at what is in its editor.
      await page.waitForTimeout(500);
    };
    await write('query Offered { viewer { ... @');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget').getByText('defer').first().waitFor();
    await page.keyboard.press('Escape');
    await write(
      'query Parts { dashboards(first: 1) { nodes { name ... @defer { widgets { totalCount } } } } }',
    );
    const { hold, letGo } = tableLocks(() => demo);
    try {
      await hold('widgets');
      await runShows(page, '"name": "Growth overview"');
      expect(await answerText(page)).not.toContain('totalCount');
    } finally {
      await letGo();
    }
    await answerShows(page, '"totalCount": 12');
    // GraphiQL leaves with the last part, before the answer has ended.
    expect(complaints.filter(complaint => complaint !== `failed: ${demo.url}`)).toEqual([]);
    await page.close();
  });

  it('asks as whoever is chosen, says who that is, and keeps to the Headers where they say somebody else', async () => {
    const { page, complaints } = await open(demo);
    const who = page.locator('#viewer-bar .who');
    const says = (text: string) =>
      expect.poll(() => who.textContent(), { timeout: patienceMs / 2 }).toBe(text);
    await says('signed in as Olivia Brandt');
    await runShows(page, '"displayName": "Olivia Brandt"');
    await expect
      .poll(() => page.locator('#viewer-bar .answer').textContent())
      .toMatch(/^200 · \d+ ms · [\d.]+ kB$/);

    const chooser = page.getByLabel('Ask as');
    await chooser.selectOption('outsider@demo.example');
    const outsider = await nameOf('outsider@demo.example');
    await says(`signed in as ${outsider}`);
    await runShows(page, `"displayName": "${outsider}"`);
    await page.reload();
    await says(`signed in as ${outsider}`);

    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('[aria-label="Headers"] .graphiql-editor:not(.hidden)').click();
    await page.keyboard.insertText(
      `{ "authorization": "Bearer ${await demo.signIn('viewer@demo.example')}" }`,
    );
    await runShows(page, `"displayName": "${await nameOf('viewer@demo.example')}"`);
    await says('asked as the Headers say');
    // GraphiQL keeps what is in its editors a while after it was written.
    const keptTabs = () => page.evaluate("localStorage.getItem('graphiql:tabState')");
    await expect.poll(keptTabs, { timeout: patienceMs / 2 }).toContain('Bearer');
    await page.reload();
    await runShows(page, `"displayName": "${await nameOf('viewer@demo.example')}"`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('asks with a token that is typed, or as nobody', async () => {
    const { page, complaints } = await open(plain);
    const who = page.locator('#viewer-bar .who');
    const says = (text: string) =>
      expect.poll(() => who.textContent(), { timeout: patienceMs / 2 }).toBe(text);
    await says('not signed in');
    expect(await page.getByLabel('Ask as').locator('option').allTextContents()).toEqual([
      'Nobody',
      'A token',
    ]);
    await page.getByLabel('Ask as').selectOption('A token');
    await page.getByLabel('Token', { exact: true }).fill(await plain.signIn('owner@demo.example'));
    await page.keyboard.press('Tab');
    await says('signed in as Olivia Brandt');
    await page.getByLabel('Ask as').selectOption('Nobody');
    await says('not signed in');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens a link with its document and variables', async () => {
    const query = 'query Linked($first: Int) { dashboards(first: $first) { nodes { name } } }';
    const variables = '{"first":1}';
    const link = `${demo.url}?${new URLSearchParams({ query, variables })}`;
    const { page, complaints } = await open(demo, link);
    await runShows(page, '"nodes": [');
    expect(await page.locator('.graphiql-query-editor').innerText()).toContain('Linked');
    const answered = JSON.parse(await answerText(page)) as { data: { dashboards: { nodes: [] } } };
    expect(answered.data.dashboards.nodes).toHaveLength(1);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = new URL(String(await page.evaluate('navigator.clipboard.readText()')));
    expect(Object.fromEntries(copied.searchParams)).toMatchObject({ query, variables });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says on a narrow window what it needs', async () => {
    const { page } = await open(demo);
    await page.setViewportSize({ width: 420, height: 800 });
    await page.getByText('GraphiQL needs a wider window').waitFor();
    await page.close();
  });

  /** A page with everything that it should not have done: errors, and requests to anywhere but the server. */
  async function open(api: TestApi, url = api.url): Promise<{ page: Page; complaints: string[] }> {
    const complaints: string[] = [];
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(patienceMs / 2);
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', error => complaints.push(`page: ${error}`));
    page.on('requestfailed', failed => complaints.push(`failed: ${failed.url()}`));
    await page.route(
      url =>
        !url.href.startsWith(`${api.origin}/graphql`) && url.protocol !== 'blob:' && url.protocol !== 'data:',
      async route => {
        complaints.push(`asked for ${route.request().url()}`);
        await route.abort();
      },
    );
    await page.goto(url);
    await page
      .getByText(/^# |query|mutation/)
      .first()
      .waitFor();
    // The play button sends nothing before the schema is there.
    await page
      .locator('.graphiql-doc-explorer, [aria-label="Show Documentation Explorer"]')
      .first()
      .waitFor();
    return { page, complaints };
  }
});

const nameOf = async (email: string): Promise<string> => {
  const token = await demo.signIn(email);
  return (await demo.ask('{ viewer { displayName } }', { token })).data.viewer.displayName;
};

/** The lines of the answer that are in view; the editor writes blanks as no-break spaces. */
async function answerText(page: Page): Promise<string> {
  const lines = await page.locator('.result-window .view-line').allTextContents();
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.locator('.graphiql-tab-button', { hasText: name }).click();
  await page.locator('[role=tab][aria-selected=true]', { hasText: name }).waitFor();
  // GraphiQL looks at what is in its editor a tenth of a second later; nothing that can be seen tells when.
  await page.waitForTimeout(500);
}

/** Runs what is in the editor; again where GraphiQL, on a busy machine, had not looked at it yet. */
async function runShows(page: Page, text: string): Promise<void> {
  for (let wait = 5_000; ; wait *= 2) {
    await page.click('.graphiql-execute-button');
    try {
      return await answerShows(page, text, wait);
    } catch (error) {
      if (wait > patienceMs / 8) throw error;
    }
  }
}

async function answerShows(page: Page, text: string, timeout = patienceMs / 2): Promise<void> {
  await expect.poll(() => answerText(page), { timeout }).toContain(text);
}

/** What a browser gets that was led to the server by the name. The page itself is too long for a failure's message. */
function pageFor(host: string, headers: Record<string, string> = {}, url = demo.url): Promise<Content> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host, accept: 'text/html', ...headers } }, response => {
      text(response).then(page => resolve(contentOf(page)), reject);
    })
      .on('error', reject)
      .end();
  });
}

interface Content {
  readonly isPage: boolean;
  readonly hasToken: boolean;
}

const contentOf = (page: string): Content => ({
  isPage: page.includes('<title>insightgraph</title>'),
  hasToken: page.includes(settings.demoToken!),
});
