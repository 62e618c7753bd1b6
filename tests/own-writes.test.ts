/**
 * Hand-written fields write by the generated mutations: whatever holds for those holds for them.
 * Knows a mutation that somebody might add; what a write is, other suites say.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Written } from '../src/generator/write/own-write.ts';
import { buildApi } from '../src/operations/schema.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';

/** A mutation that gives a dashboard the name that it has, loudly, and a span of time. */
const withShout = () =>
  buildApi(extension => {
    const payload = extension.builder.objectRef<Written>('ShoutPayload').implement({
      fields: t => ({
        name: t.string({ nullable: true, resolve: ({ dashboard }) => (dashboard as Any)?.name }),
        faults: t.stringList({
          resolve: ({ userErrors }) => userErrors.map(({ code, path }) => `${code} ${path?.join('.')}`),
        }),
      }),
    });
    extension.builder.mutationField('shoutTiles', t =>
      t.field({
        type: payload,
        nullable: true,
        args: { id: t.arg.id({ required: true }), count: t.arg.int({ required: true }) },
        resolve: (_, { id, count }, context) => {
          const create = Array.from({ length: count }, (_, y) => ({
            content: 'LOUD',
            layout: { x: 0, y, w: 1, h: 1 },
          }));
          return extension.write(
            'updateDashboard',
            { id, widgets: { create } },
            'dashboard { name }',
            context,
          );
        },
      }),
    );
    extension.builder.mutationField('shout', t =>
      t.field({
        type: payload,
        nullable: true,
        args: {
          id: t.arg.id({ required: true }),
          name: t.arg.string({ required: true }),
          from: t.arg.string({ required: true }),
          selection: t.arg.string({ required: true }),
        },
        resolve: (_, { id, name, from, selection }, context) =>
          extension.write(
            'updateDashboard',
            { id, name: name.toUpperCase(), dateFrom: from },
            selection,
            context,
          ),
      }),
    );
  });

let api: TestApi;
let owner: string;
let dashboard: Any;
beforeAll(async () => {
  api = await startTestApi({ demo: true, api: withShout() });
  owner = await api.signIn('owner@demo.example');
  const { data } = await api.ask('{ dashboards(first: 1) { nodes { id uuid name project { id } } } }', {
    token: owner,
  });
  [dashboard] = data.dashboards.nodes;
});
afterAll(() => api.close());

async function shout(
  name: string,
  token: string | undefined,
  from = '-7d',
  selection = 'dashboard { name }',
) {
  const { data, errors } = await api.ask(
    `mutation ($id: ID!, $name: String!, $from: String!, $selection: String!) {
      shout(id: $id, name: $name, from: $from, selection: $selection) { name faults } }`,
    { token, variables: { id: dashboard.id, name, from, selection } },
  );
  return errors ? errors.map(({ extensions }) => extensions.code) : data.shout;
}

const events = async (): Promise<Any[]> =>
  api.client`select action, changes from audit_events where entity_id = ${dashboard.uuid} order by created_at`;

describe('a write from own code', () => {
  it('is done as the viewer of the request, and leaves its trail', async () => {
    const before = await events();
    expect(await shout('loud', owner)).toEqual({ name: 'LOUD', faults: [] });
    const [event, ...more] = (await events()).slice(before.length);
    expect(more).toEqual([]);
    expect(event.action).toMatch(/update/);
    expect(JSON.stringify(event.changes)).toContain('LOUD');
  });

  it('is held to rules, and to what the viewer sees', async () => {
    const before = await events();
    expect(await shout('no', await api.signIn('viewer@demo.example'))).toEqual({
      name: null,
      faults: ['FORBIDDEN input'],
    });
    expect(await shout('no', await api.signIn('outsider@demo.example'))).toEqual({
      name: null,
      faults: ['NOT_FOUND input.id'],
    });
    expect(await shout('no', undefined)).toEqual(['UNAUTHENTICATED']);
    expect(await events()).toEqual(before);
  });

  it('is held to checks and to constraints, whose faults are given back', async () => {
    expect(await shout('', owner)).toEqual({ name: null, faults: ['BAD_USER_INPUT input.name'] });
    expect(await shout('no', owner, 'no date')).toEqual({
      name: null,
      faults: ['BAD_USER_INPUT input.dateFrom'],
    });
  });

  it('is held to the number of rows that an operation may write', async () => {
    const narrow = await startTestApi({ beside: api, yoga: { maxWrittenRows: 1 } });
    try {
      const { errors } = await narrow.ask(
        `mutation { shoutTiles(id: "${dashboard.id}", count: 3) { name faults } }`,
        { token: owner },
      );
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED']);
    } finally {
      await narrow.close();
    }
  });

  it('of what cannot be selected fails, and tells no client why', async () => {
    expect(await shout('no', owner, '-7d', 'dashboard { nothing }')).toEqual(['INTERNAL_SERVER_ERROR']);
  });
});
