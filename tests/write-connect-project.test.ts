/**
 * The project of a new row, told by its slug in place of its id, with the same rules and outcomes.
 * What holds of rows that are told by unique keys in general is held elsewhere.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Any } from './support/api.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  lifecycle,
  projectId,
  read,
  refused,
  send,
  statements,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

const by = (slug: string) => ({ project: { connect: { slug } } });
const own = () => by('w-a');
const others = () => by('w-other');

async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  const run = vi.spyOn(statements(), 'run');
  try {
    await work();
    return run.mock.calls.length;
  } finally {
    run.mockRestore();
  }
}

describe('a project by its slug', () => {
  it('is that of every row that is made in one, by one statement', async () => {
    const dashboardId = await dashboard();
    const [person] = world.persons.a;
    const cohort = await send(
      'createCohort',
      { ...own(), name: 'c', isStatic: true, members: { create: [{ personId: person }] } },
      'cohort { uuid project { uuid } members { totalCount } }',
    );
    expect(cohort.payload.cohort).toMatchObject({
      project: { uuid: projectId() },
      members: { totalCount: 1 },
    });
    for (const [type, input] of [
      ['Dashboard', { name: 'd', widgets: { create: [{ insightId: await insight(), layout }] } }],
      ['Insight', { name: 'i', ...lifecycle }],
      ['Widget', { dashboardId, content: 't', layout }],
      ['Widget', { dashboardId, layout, insight: { create: { name: 'made', ...lifecycle } } }],
      ['CohortMember', { cohortId: cohort.payload.cohort.uuid, personId: world.persons.a[1] }],
      ['ApiKey', { name: 'k', scopes: ['read'] }],
      ['ShareLink', { dashboardId, name: 's' }],
    ] as const) {
      const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      let made: Any;
      const sent = await statementsDuring(async () => {
        made = await send(`create${type}`, { ...own(), ...input }, `${field} { id }`);
      });
      expect([type, ...codes(made)]).toEqual([type]);
      expect(sent, type).toBe(1);
      const { node } = await read(
        `{ node(id: "${made.payload[field].id}") { ... on ${type} { project { uuid } } } }`,
      );
      expect(node, type).toEqual({ project: { uuid: projectId() } });
    }
    const many = await send(
      'createDashboards',
      {
        rows: [
          { ...own(), name: 'x' },
          { projectId: projectId(), name: 'y' },
        ],
      },
      'dashboards { project { uuid } }',
    );
    expect(many.payload.dashboards).toEqual([1, 2].map(() => ({ project: { uuid: projectId() } })));
  });

  it('is refused as its id would be: where it is not seen, not written in, or deleted', async () => {
    const insightId = await insight();
    const dashboardInput = { name: 'x', widgets: { create: [{ insightId, layout }] } };
    const told = async (writer: keyof typeof world.tokens, project: object) => {
      const { payload, failures, ...rest } = await mutate(
        api,
        world.tokens[writer],
        'createDashboard',
        { ...project, ...dashboardInput },
        'dashboard { id }',
      );
      expect([failures, payload?.dashboard]).toEqual([[], null]);
      return codes({ payload, failures, ...rest }).sort();
    };
    expect(await told('viewer', own())).toEqual(['FORBIDDEN input']);
    expect(await told('viewer', { projectId: projectId() })).toEqual(['FORBIDDEN input']);
    for (const unseen of [others(), by('nothing-has-it')])
      expect(await told('owner', unseen)).toContain('NOT_FOUND input.project.connect.slug');
    expect(await told('key', others())).toContain('NOT_FOUND input.project.connect.slug');
    const slug = 'w-going';
    const made = await send('createProject', { name: 'Going', slug }, 'project { id }');
    const { id } = made.payload.project;
    expect(codes(await send('createDashboard', { ...by(slug), name: 'x' }))).toEqual([]);
    await send('deleteProject', { id });
    expect(codes(await refused('createDashboard', { ...by(slug), name: 'x' }))).toEqual([
      'NOT_FOUND input.project.connect.slug',
    ]);
  });

  it('is said once, and has to agree with what else tells it', async () => {
    const dashboardId = await dashboard();
    expect(codes(await refused('createDashboard', { name: 'x' }))).toEqual([
      'BAD_USER_INPUT input.projectId',
    ]);
    expect(
      codes(await refused('createDashboard', { ...own(), projectId: projectId(), name: ' ' })).sort(),
    ).toEqual(['BAD_USER_INPUT input.name', 'BAD_USER_INPUT input.project']);
    const slug = 'w-second';
    await send('createProject', { name: 'Second', slug });
    expect(codes(await refused('createWidget', { ...by(slug), dashboardId, content: 't', layout }))).toEqual([
      'NOT_FOUND input.dashboardId',
    ]);
    const wrong = [
      { ...by('a\u0000'), name: 'x' },
      { ...own(), name: ' ' },
    ];
    expect(codes(await refused('createDashboards', { rows: wrong })).sort()).toEqual([
      'BAD_USER_INPUT input.rows.0.project.connect.slug',
      'BAD_USER_INPUT input.rows.1.name',
    ]);
  });
});
