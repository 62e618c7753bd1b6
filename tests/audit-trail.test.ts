/**
 * The audit trail cannot be rewritten, not by the owner of the database either; it goes with its project alone.
 * What events say of changes is compared with the model of writes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
const project = '79e2ef4b-f116-83fa-9e2d-49dea36c712e';

beforeAll(async () => {
  api = await startTestApi({ demo: true });
});
afterAll(() => api.close());

const events = async () =>
  (await api.client<{ row: string }[]>`select e::text as row from audit_events e order by id`).map(
    e => e.row,
  );
let before: string[];
beforeEach(async () => {
  before = await events();
});

describe('an audit event', () => {
  for (const statement of [
    "update audit_events set changes = '{}'",
    'update audit_events set actor_user_id = null where actor_user_id is not null',
    'delete from audit_events',
    'truncate audit_events',
    'truncate projects cascade',
  ]) {
    it(`is not changed by: ${statement}`, async () => {
      expect(before.length).toBeGreaterThan(10);
      await expect(api.client.unsafe(statement)).rejects.toMatchObject({
        code: '23514',
        constraint_name: 'audit_events_append_only',
      });
      expect(await events()).toEqual(before);
    });
  }

  it('forgets an account that is removed, and keeps the rest', async () => {
    const [actor] = await api.client<{ id: string; n: number }[]>`
      select actor_user_id as id, count(*)::int as n from audit_events e join users u on u.id = e.actor_user_id
      where u.email = 'editor@demo.example' group by 1`;
    expect(actor!.n).toBeGreaterThan(0);
    await api.client`delete from users where id = ${actor!.id}`;
    const [left] = await api.client<{ n: number; named: number }[]>`
      select count(*)::int as n, count(*) filter (where actor_user_id = ${actor!.id})::int as named from audit_events`;
    expect(left).toEqual({ n: before.length, named: 0 });
  });

  it('is left by the membership that is made with a project', async () => {
    const token = await api.signIn('owner@demo.example');
    const { data } = await api.ask(
      'mutation { createProject(input: { name: "x", slug: "trail-of-both" }) { project { uuid } } }',
      { token },
    );
    const { uuid } = data.createProject.project;
    const left = await api.client`
      select e.action, e.entity_type as type, e.changes from audit_events e where e.project_id = ${uuid} order by 2`;
    expect(left).toMatchObject([
      { action: 'create', type: 'Project', changes: { slug: { before: null, after: 'trail-of-both' } } },
      { action: 'create', type: 'ProjectMember', changes: { role: { before: null, after: 'owner' } } },
    ]);
  });

  it('has the request’s own id, and beside it the one that the client gave, which anybody can give twice', async () => {
    const token = await api.signIn('owner@demo.example');
    const create = async (slug: string) => {
      const query = `mutation { createProject(input: { name: "x", slug: "${slug}" }) { userErrors { code } } }`;
      const response = await fetch(api.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'x-request-id': 'ticket-7',
        },
        body: JSON.stringify({ query }),
      });
      expect(await response.json()).toEqual({ data: { createProject: { userErrors: [] } } });
      return response.headers.get('x-request-id')!;
    };
    const own = [await create('one-request'), await create('another-request')];
    expect(own[0]).not.toBe(own[1]);
    const { data } = await api.ask(
      '{ auditEvents(where: { clientRequestId: { eq: "ticket-7" }, entityType: { eq: "Project" } }) { nodes { requestId clientRequestId } } }',
      { token },
    );
    expect(data.auditEvents.nodes).toEqual(
      own.map(requestId => ({ requestId, clientRequestId: 'ticket-7' })),
    );

    await api.ask('mutation { createProject(input: { name: "x", slug: "no-id" }) { userErrors { code } } }', {
      token,
    });
    const [none] =
      await api.client`select count(*)::int as n from audit_events e join projects p on p.id = e.project_id
      where p.slug = 'no-id' and e.request_id is not null and e.client_request_id is null`;
    expect(none!.n).toBe(2);
  });

  it('goes with its project, and only then', async () => {
    const [own] = await api.client<{ n: number }[]>`
      select count(*)::int as n from audit_events where project_id = ${project}`;
    await api.client`delete from projects where id = ${project}`;
    expect(own!.n).toBeGreaterThan(0);
    expect(await events()).toHaveLength(before.length - own!.n);
  });
});
