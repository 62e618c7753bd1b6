/**
 * Cursors that are not of their list: of another order, forged, cut, or from elsewhere.
 * Each is refused in words, and none reaches PostgreSQL.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture } from './support/fixture.ts';
import { randomRuns } from './support/scale.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';

let api: TestApi;
let token: string;
let statements: StatementCount;

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  token = await api.signIn(emailOf('owner'));
  statements = countStatements(api.adminUrl);
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

const page = (list: string, args: string) => api.ask(`{ ${list}(${args}) { edges { cursor } } }`, { token });
const cursorOf = async (list: string, args: string): Promise<string> =>
  (await page(list, `first: 2, ${args}`)).data[list].edges.at(-1).cursor;
const decode = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString());
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function expectRefused(list: string, args: string): Promise<void> {
  const sent = await statements.during(async () => {
    const answer = await page(list, args);
    expect(
      answer.errors?.map(error => error.extensions.code),
      args,
    ).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors![0]!.message).toMatch(
      /^(after|before) is not a cursor of this list\. Pass a cursor that/,
    );
  });
  expect(sent, args).toEqual([]);
}

const byCreation = 'orderBy: [{ createdAt: ASC }]';

describe('a cursor', () => {
  it('of another order, direction or list is refused', async () => {
    const cursor = await cursorOf('dashboards', byCreation);
    await expectRefused('dashboards', `after: "${cursor}", orderBy: [{ createdAt: DESC }]`);
    await expectRefused('dashboards', `after: "${cursor}", orderBy: [{ updatedAt: ASC }]`);
    await expectRefused('dashboards', `before: "${cursor}", orderBy: [{ createdAt: ASC }, { name: ASC }]`);
    await expectRefused('insights', `after: "${cursor}", ${byCreation}`);
  });

  it('of the default order is one of creation', async () => {
    const cursor = await cursorOf('dashboards', byCreation);
    expect((await page('dashboards', `after: "${cursor}"`)).errors).toBeUndefined();
  });

  it('that was cut or is no cursor at all is refused', async () => {
    const cursor = await cursorOf('dashboards', byCreation);
    for (const text of [
      '',
      'x',
      'null',
      cursor.slice(0, -7),
      cursor.slice(3),
      encode(null),
      encode([]),
      encode({}),
      encode('a'),
    ]) {
      await expectRefused('dashboards', `after: "${text}", ${byCreation}`);
    }
  });

  it('with a value that its column cannot have is refused, whatever the value', async () => {
    const [ordering, , uuid] = decode(await cursorOf('dashboards', byCreation));
    const wrong = [
      null,
      1,
      true,
      {},
      [],
      '',
      'now',
      '2026-02-30 00:00:00+00',
      '2026-01-01 25:00:00+00',
      '2026-13-01 00:00:00+00',
      "'; drop table users; --",
      '2026-01-01',
      '2026-01-01 00:00:00+99',
      '0000-01-01 00:00:00+00',
      '9999-01-01 00:00:00+00 BC',
    ];
    for (const value of wrong)
      await expectRefused('dashboards', `after: "${encode([ordering, value, uuid])}", ${byCreation}`);
    for (const value of wrong) {
      await expectRefused(
        'dashboards',
        `after: "${encode([ordering, '2026-01-01 00:00:00+00', value])}", ${byCreation}`,
      );
    }
    await expectRefused(
      'dashboards',
      `after: "${encode([ordering, '2026-01-01 00:00:00+00'])}", ${byCreation}`,
    );
    await expectRefused(
      'dashboards',
      `after: "${encode([ordering, '2026-01-01 00:00:00+00', uuid, uuid])}", ${byCreation}`,
    );
  });

  it('of an enum, a boolean and a text is checked as well', async () => {
    for (const [list, order, wrong] of [
      ['insights', 'type', 'TREND'],
      ['insights', 'isFavorite', 't'],
      ['insights', 'name', 'a\u0000'],
      ['insights', 'name', '\ud800'],
    ]) {
      const orderBy = `orderBy: [{ ${order}: ASC }]`;
      const [ordering, , uuid] = decode(await cursorOf(list!, orderBy));
      await expectRefused(list!, `after: "${encode([ordering, wrong, uuid])}", ${orderBy}`);
    }
  });

  it('of random content is refused or understood, and never an error of the database', async () => {
    const orders = ['createdAt', 'name', 'isPinned', 'deletedAt', 'description'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orders),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        async (order, text, isNull) => {
          const orderBy = `orderBy: [{ ${order}: DESC }]`;
          const [ordering, , uuid] = decode(await cursorOf('dashboards', orderBy));
          const answer = await page(
            'dashboards',
            `after: "${encode([ordering, isNull ? null : text, uuid])}", ${orderBy}`,
          );
          for (const error of answer.errors ?? [])
            expect(error.message).toMatch(/^after is not a cursor of this list/);
        },
      ),
      randomRuns(50),
    );
  });

  it('shows both ends of what it can ask: first and last together, and sizes out of range, are refused', async () => {
    for (const [args, message] of [
      ['first: 1, last: 1', /^first and last cannot be asked together/],
      ['first: 0', /^first must be from 1 to 100, not 0/],
      ['last: 101', /^last must be from 1 to 100, not 101/],
      ['first: -1', /^first must be from 1 to 100, not -1/],
    ] as const) {
      const answer = await page('dashboards', args);
      expect(answer.errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
      expect(answer.errors![0]!.message).toMatch(message);
    }
  });
});
