/**
 * Columns that a client may set in some rows only: at every door of a write, of the row as it is and as it would be; and what a
 * write tells of columns that not everybody may know.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { ann, bob, fillWorld, shop, startRestrictedWorld } from './support/restricted-world.ts';
import { codes, digestOf, type Mutated } from './support/write-client.ts';

let foreign: ForeignApi;
/** An account of each clerk, and notes that they wrote on their own accounts. */
let anns: string;
let bobs: string;

beforeAll(async () => {
  foreign = await startRestrictedWorld();
});
afterAll(() => foreign.close());
beforeEach(async () => {
  await fillWorld(foreign.client);
  const first = async ({ user }: ForeignViewer) => {
    const [row] =
      await foreign.client`select id from account where clerk = ${user} and shop_id = ${shop} and phone is not null order by id`;
    return String(row!.id);
  };
  [anns, bobs] = [await first(ann), await first(bob)];
});

const stored = async (id: string): Promise<Any> =>
  (await foreign.client`select * from account where id = ${id}`)[0];
const newAccount = { shopId: shop, name: 'New', email: 'new@mail.example', visits: 1, tags: ['t'] };

/** Sends a mutation that has to change nothing. */
async function refused(viewer: ForeignViewer, mutation: string, input: object): Promise<Mutated> {
  const before = await digestOf(foreign.client);
  const result = await foreign.mutate(viewer, mutation, input);
  expect(result.failures).toEqual([]);
  expect(await digestOf(foreign.client)).toBe(before);
  return result;
}

async function done(viewer: ForeignViewer, mutation: string, input: object, selection = ''): Promise<Any> {
  const result = await foreign.mutate(viewer, mutation, input, selection);
  expect([result.failures, codes(result)]).toEqual([[], []]);
  return result.payload;
}

describe('a new row', () => {
  it('may have the column where the rule holds of it', async () => {
    const { account } = await done(
      ann,
      'createAccount',
      { ...newAccount, clerk: ann.user, phone: '+49' },
      'account { email phone visits tags }',
    );
    expect(account).toEqual({ email: 'new@mail.example', phone: '+49', visits: 1, tags: ['t'] });
  });

  it('may not elsewhere: the error stands at the field, and nothing is written', async () => {
    const result = await refused(ann, 'createAccount', { ...newAccount, clerk: bob.user, phone: '+49' });
    expect(result.userErrors).toEqual([
      { code: 'FORBIDDEN', message: 'You may not set email of this account.', path: ['input', 'email'] },
      { code: 'FORBIDDEN', message: 'You may not set phone of this account.', path: ['input', 'phone'] },
    ]);
  });

  it('may have what nobody gives it, whatever the rule says of that', async () => {
    const { note } = await done(
      ann,
      'createNote',
      { shopId: shop, accountId: anns, writer: bob.user },
      'note { body }',
    );
    expect(note).toEqual({ body: null });
  });

  it('that may not be made at all is refused as such alone', async () => {
    const result = await refused({ ...ann, writable: [] }, 'createAccount', {
      ...newAccount,
      clerk: bob.user,
    });
    expect(codes(result)).toEqual(['FORBIDDEN input']);
  });
});

describe('a column that code fills', () => {
  it('is none that the client sets, unless it does', async () => {
    const input = { shopId: shop, accountId: anns, writer: bob.user };
    const { note } = await done(ann, 'createNote', input, 'note { code }');
    expect(note).toEqual({ code: 'from code' });
    const result = await refused(ann, 'createNote', { ...input, code: 'mine' });
    expect(codes(result)).toEqual(['FORBIDDEN input.code']);
  });
});

describe('a change', () => {
  it('of other columns does not depend on the rule, and tells nothing of the column', async () => {
    const { account } = await done(
      ann,
      'updateAccount',
      { id: bobs, name: 'Renamed' },
      'account { name email phone visits balance tags profile }',
    );
    const [email, phone, visits, balance, tags, profile] = Array(6).fill(null);
    expect(account).toEqual({ name: 'Renamed', email, phone, visits, balance, tags, profile });
    expect((await stored(bobs)).name).toBe('Renamed');
  });

  it.each([
    ['as it is', () => ({ id: bobs, clerk: ann.user, phone: '+1' })],
    ['as it would be', () => ({ id: anns, clerk: bob.user, phone: '+1' })],
    ['in both', () => ({ id: bobs, phone: null })],
  ])('of the column is refused where the rule does not hold of the row %s', async (_, input) => {
    expect(codes(await refused(ann, 'updateAccount', input()))).toEqual(['FORBIDDEN input.phone']);
  });

  it('of the column is made where it holds', async () => {
    const { account } = await done(ann, 'updateAccount', { id: anns, phone: '+77' }, 'account { phone }');
    expect([account.phone, (await stored(anns)).phone]).toEqual(['+77', '+77']);
  });

  it.each(['email', 'visits', 'balance', 'tags'])(
    'after which the viewer may not know %s any more does not tell it',
    async field => {
      const update = (viewer: ForeignViewer, input: object) =>
        done(viewer, 'updateAccount', { id: anns, ...input }, `account { clerk ${field} }`);
      await foreign.client`update account set balance = 5 where id = ${anns}`;
      const given = await update(ann, { clerk: bob.user });
      expect(given.account).toEqual({ clerk: bob.user, [field]: null });
      const { account } = await update(bob, { name: 'Mine' });
      const [row] = await foreign.client.unsafe(
        `select to_json(${field}) as value from account where id = '${anns}'`,
      );
      expect(field === 'balance' ? Number(account[field]) : account[field]).toEqual(row!.value);
    },
  );

  it('to null is refused where the column must have a value, though its field may be null', async () => {
    const result = await refused(ann, 'updateAccount', { id: anns, email: null, visits: null });
    expect(codes(result)).toEqual(['BAD_USER_INPUT input.email', 'BAD_USER_INPUT input.visits']);
  });

  it('cannot be used to guess a time that is not known', async () => {
    const rows =
      await foreign.client`select id, writer, updated_at from note where shop_id = ${shop} and writer = any(${`{${ann.user},${bob.user}}`}::text::uuid[]) order by id`;
    const of = (viewer: ForeignViewer) => rows.find(({ writer }) => writer === viewer.user)!;
    const input = ({ id, updated_at: at }: Any) => ({ id, ifUpdatedAt: at.toISOString(), writer: ann.user });
    expect(codes(await refused(ann, 'updateNote', input(of(bob))))).toEqual(['CONFLICT input.ifUpdatedAt']);
    await done(ann, 'updateNote', input(of(ann)));
  });
});

describe('a change of all rows that a filter finds', () => {
  it('cannot be used to guess a value that is not known: what is given counts as a change', async () => {
    await foreign.client`update account set balance = 5`;
    const count = async (id: string, balance: string | null) => {
      const input = { where: { uuid: { eq: id } }, atMost: 1, set: { balance } };
      return (await done(ann, 'updateAccounts', input, 'count')).count;
    };
    expect([await count(anns, '5'), await count(anns, '6')]).toEqual([0, 1]);
    expect([await count(bobs, '5'), await count(bobs, '6'), await count(bobs, null)]).toEqual([1, 1, 1]);
  });

  it('is refused as a whole where the rule does not hold of one of them', async () => {
    const result = await refused(ann, 'updateAccounts', {
      where: { uuid: { in: [anns, bobs] } },
      atMost: 2,
      set: { phone: '+5' },
    });
    expect(codes(result)).toEqual(['FORBIDDEN input.set.phone']);
  });

  it('is made where it holds of all, or the column is left alone', async () => {
    const own = { where: { uuid: { in: [anns] } }, atMost: 1, set: { phone: '+5' } };
    expect((await done(ann, 'updateAccounts', own, 'count')).count).toBe(1);
    const name = { where: { uuid: { in: [anns, bobs] } }, atMost: 2, set: { name: 'Both' } };
    expect((await done(ann, 'updateAccounts', name, 'count')).count).toBe(2);
  });

  it('finds rows by what is known of them', async () => {
    const { email } = await stored(bobs);
    const { count: same } = (
      await foreign.client`select count(*)::int as count from account where email = ${email} and clerk = ${ann.user} and shop_id = ${shop}`
    )[0]!;
    const input = { where: { email: { eq: email } }, atMost: 100, set: { name: 'Found' } };
    expect((await done(ann, 'updateAccounts', input, 'count')).count).toBe(same);
    expect((await stored(bobs)).name).not.toBe('Found');
  });
});

describe('children that are written with their row', () => {
  it('are held to the rules of their own columns, each at its place', async () => {
    const [noted] =
      await foreign.client`select id, account_id from note where writer = ${bob.user} and shop_id = ${shop} order by id`;
    const result = await refused(ann, 'updateAccount', {
      id: noted!.account_id,
      notes: {
        create: [
          { body: 'mine', writer: ann.user },
          { body: 'not mine', writer: bob.user },
        ],
        update: [{ id: noted!.id, body: 'changed' }],
      },
    });
    expect(codes(result).sort()).toEqual([
      'FORBIDDEN input.notes.create.1.body',
      'FORBIDDEN input.notes.update.0.body',
    ]);
  });

  it('are told of together with what their row may not have', async () => {
    const notes = { create: [{ body: 'not mine', writer: bob.user }] };
    const result = await refused(ann, 'updateAccount', { id: bobs, phone: '+1', notes });
    expect(codes(result).sort()).toEqual(['FORBIDDEN input.notes.create.0.body', 'FORBIDDEN input.phone']);
  });

  it('are refused as such alone where they may not be written at all', async () => {
    const [noted] =
      await foreign.client`select id, account_id from note where writer is null and shop_id = ${shop}`;
    const notes = { update: [{ id: noted!.id, body: 'changed' }] };
    const result = await refused(ann, 'updateAccount', { id: noted!.account_id, notes });
    expect(codes(result)).toEqual(['FORBIDDEN input.notes.update.0']);
  });

  it('are written where they hold', async () => {
    const create = [{ body: 'mine', writer: ann.user }, { writer: bob.user }];
    await done(ann, 'updateAccount', { id: anns, notes: { create } });
    const made =
      await foreign.client`select body from note where account_id = ${anns} and code = 'from code' order by body`;
    expect(made.map(({ body }) => body)).toEqual(['mine', null]);
  });
});

describe('a column that nobody may set', () => {
  it('is no member of any input', () => {
    for (const input of ['CreateAccountInput', 'UpdateAccountInput', 'AccountChanges']) {
      const fields = Object(foreign.api.schema.getType(input)).getFields();
      expect('grade' in fields, input).toBe(false);
      expect(fields.phone.description).toBe(
        'A column. FORBIDDEN in rows in which the viewer may not set it.',
      );
      expect(fields.pin.description).toBe('A column. FORBIDDEN in rows in which the viewer may not set it.');
    }
  });
});

describe('the trail', () => {
  it('keeps that a row was changed, and nothing of what only some may know', async () => {
    const { name } = await stored(anns);
    await done(ann, 'updateAccount', { id: anns, phone: '+77', name: 'Renamed' });
    await done(ann, 'updateAccount', { id: anns, phone: '+78' });
    await done(ann, 'updateAccount', { id: anns, phone: '+78' });
    const told =
      await foreign.client`select changes from event where "row" = ${anns} order by changes::text desc`;
    expect(told.map(({ changes }) => changes)).toEqual([{}, { name: { before: name, after: 'Renamed' } }]);
  });
});
