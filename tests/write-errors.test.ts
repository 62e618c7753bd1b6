/**
 * What is wrong with an input, told at the field it is about and in words; and what is absent, null or a default.
 * After each refusal the database is as it was.
 */
import { describe, expect, it } from 'vitest';
import { codes } from './support/write-client.ts';
import {
  dashboard,
  engagement,
  insight,
  layout,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

describe('values', () => {
  it('that are absent stay, null clears, and null where a value is required is an error at its field', async () => {
    const d = await dashboard({ description: 'x', dateFrom: '-7d', isPinned: true });
    const fields = 'dashboard { name description dateFrom isPinned }';
    const cleared = await send('updateDashboard', { id: d, description: null }, fields);
    expect(cleared.payload.dashboard).toEqual({
      name: 'd',
      description: null,
      dateFrom: '-7d',
      isPinned: true,
    });
    const wrong = await refused('updateDashboard', {
      id: d,
      name: null,
      isPinned: null,
      description: 'kept?',
    });
    expect(codes(wrong)).toEqual(['BAD_USER_INPUT input.name', 'BAD_USER_INPUT input.isPinned']);
    expect(
      codes(await refused('createDashboard', { projectId: projectId(), name: 'x', isPinned: null })),
    ).toEqual(['BAD_USER_INPUT input.isPinned']);
    expect(codes(await refused('updateInsight', { id: await insight(), config: null }))).toEqual([
      'BAD_USER_INPUT input.config',
    ]);
  });

  it('of a new row that are absent are the defaults', async () => {
    const result = await send(
      'createDashboard',
      { projectId: projectId(), name: 'x' },
      'dashboard { description isPinned deletedAt creator { uuid } }',
    );
    expect(result.payload.dashboard).toEqual({
      description: null,
      isPinned: false,
      deletedAt: null,
      creator: { uuid: world.users.owner },
    });
    const project = await send(
      'createProject',
      { name: 'x', slug: 'w-defaults' },
      'project { timezone viewerRole members { nodes { role } } }',
    );
    expect(project.payload.project).toEqual({
      timezone: 'UTC',
      viewerRole: 'OWNER',
      members: { nodes: [{ role: 'OWNER' }] },
    });
  });

  it('that no text column or JSON can hold are errors at their field', async () => {
    const d = await dashboard();
    const filter = (value: unknown) => ({
      type: 'TREND',
      config: {
        trend: {
          series: [
            {
              eventName: 'e',
              label: 'l',
              metric: 'TOTAL_EVENTS',
              filters: [{ property: 'p', operator: 'EQ', value }],
            },
          ],
          granularity: 'DAY',
          chartType: 'LINE',
          dateFrom: '-7d',
          dateTo: '-0d',
          compare: false,
        },
      },
    });
    const deep = Array.from({ length: 65 }).reduce<unknown>(inner => [inner], 1);
    for (const text of ['a\u0000b', '\ud800', 'x\udfff']) {
      const wrong = await refused('updateDashboard', {
        id: d,
        name: text,
        description: text,
        widgets: { create: [{ content: text, layout }] },
      });
      expect(codes(wrong)).toEqual([
        'BAD_USER_INPUT input.name',
        'BAD_USER_INPUT input.description',
        'BAD_USER_INPUT input.widgets.create.0.content',
      ]);
      const inJson = await refused('createInsight', { projectId: projectId(), name: 'x', ...filter(text) });
      expect(codes(inJson)).toEqual(['BAD_USER_INPUT input.config.trend.series.0.filters.0.value']);
    }
    const tooDeep = await send('createInsight', {
      projectId: projectId(),
      name: 'x',
      ...filter(deep),
    });
    // No input takes JSON of any shape: what nests this deep is of no type.
    expect(tooDeep.failures).toEqual(['BAD_USER_INPUT']);
  });

  it('that an input does not have are refused before anything is done', async () => {
    const d = await dashboard();
    for (const extra of [
      { createdBy: world.users.owner },
      { projectId: projectId() },
      { deletedAt: null },
      { updatedAt: '2020-01-01T00:00:00Z' },
      { uuid: d },
      { nonsense: 1 },
    ]) {
      const result = await send('updateDashboard', { id: d, name: 'x', ...extra });
      expect(result.failures, JSON.stringify(extra)).toEqual(['BAD_USER_INPUT']);
    }
    for (const extra of [{ email: 'a@b.c' }, { passwordHash: 'x' }])
      expect((await send('updateUser', { id: world.users.owner, ...extra })).failures).toEqual([
        'BAD_USER_INPUT',
      ]);
    expect((await read(`{ dashboard(id: "${d}") { name } }`)).dashboard.name).toBe('d');
  });
});

describe('constraints', () => {
  it('are told in words at the field they are about', async () => {
    const [d, i] = [await dashboard(), await insight()];
    const members = { create: [{ personId: world.persons.a[0] }] };
    const c = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true, members });
    const w = await made('Widget', { projectId: projectId(), dashboardId: d, content: 'x', layout });
    const long = 'x'.repeat(201);
    const member = world.members;
    const trend = { type: 'TREND', config: { lifecycle: engagement } };
    for (const [mutation, input, expected] of [
      ['createProject', { name: 'x', slug: 'w-a' }, 'CONFLICT input.slug'],
      ['updateProject', { id: projectId(), slug: 'w-other' }, 'CONFLICT input.slug'],
      [
        'updateProjects',
        { where: { uuid: { eq: projectId() } }, atMost: 1, set: { slug: 'w-other' } },
        'CONFLICT input.set.slug',
      ],
      ['createProject', { name: 'x', slug: 'No' }, 'BAD_USER_INPUT input.slug'],
      ['createProject', { name: '', slug: 'w-x' }, 'BAD_USER_INPUT input.name'],
      ['updateUser', { id: world.users.owner, displayName: ' ' }, 'BAD_USER_INPUT input.displayName'],
      ['updateDashboard', { id: d, name: long }, 'BAD_USER_INPUT input.name'],
      [
        'updateDashboards',
        { where: { uuid: { eq: d } }, atMost: 1, set: { name: long } },
        'BAD_USER_INPUT input.set.name',
      ],
      ['updateDashboard', { id: d, description: 'x'.repeat(2001) }, 'BAD_USER_INPUT input.description'],
      [
        'updateDashboard',
        { id: d, widgets: { create: [{ layout, content: 'x'.repeat(20_001) }] } },
        'BAD_USER_INPUT input.widgets.create.0.content',
      ],
      ['createProject', { name: `${' '.repeat(200)}x`, slug: 'w-x' }, 'BAD_USER_INPUT input.name'],
      ['createInsight', { projectId: projectId(), name: 'x', ...trend }, 'BAD_USER_INPUT input.config'],
      ['updateInsight', { id: i, type: 'TREND' }, 'BAD_USER_INPUT input.config'],
      ['createCohort', { projectId: projectId(), name: 'x' }, 'BAD_USER_INPUT input.definition'],
      ['updateCohort', { id: c, isStatic: false }, 'BAD_USER_INPUT input.definition'],
      ['createWidget', { projectId: projectId(), dashboardId: d, layout }, 'BAD_USER_INPUT input.content'],
      [
        'createWidget',
        { projectId: projectId(), dashboardId: d, layout, content: 'x', insightId: i },
        'BAD_USER_INPUT input.content',
      ],
      [
        'createProjectMember',
        { projectId: projectId(), userId: world.users.viewer, role: 'VIEWER' },
        'CONFLICT input.userId',
      ],
      ['updateProjectMember', { id: member.owner, role: 'EDITOR' }, 'BAD_USER_INPUT input.role'],
      [
        'updateProjectMembers',
        { where: { uuid: { eq: member.owner } }, atMost: 1, set: { role: 'VIEWER' } },
        'BAD_USER_INPUT input.set.role',
      ],
      ['deleteProjectMember', { id: member.owner }, 'BAD_USER_INPUT input.id'],
      ['deleteProjectMembers', { where: { uuid: { eq: member.owner } }, atMost: 1 }, 'BAD_USER_INPUT input'],
      [
        'createDashboard',
        { projectId: projectId(), name: 'x', widgets: { create: [{ layout }] } },
        'BAD_USER_INPUT input.widgets.create.0.content',
      ],
      [
        'updateDashboard',
        { id: d, widgets: { create: [{ layout, content: 'x' }, { layout }] } },
        'BAD_USER_INPUT input.widgets.create.1.content',
      ],
      [
        'updateDashboard',
        { id: d, widgets: { create: [{ layout, content: 'x' }], update: [{ id: w, content: null }] } },
        'BAD_USER_INPUT input.widgets.update.0.content',
      ],
      [
        'updateCohort',
        { id: c, members: { create: [{ personId: world.persons.a[1] }, { personId: world.persons.a[0] }] } },
        'CONFLICT input.members.create.1.personId',
      ],
      [
        'updateCohort',
        { id: c, members: { create: [{ personId: world.persons.a[1] }, { personId: world.persons.a[1] }] } },
        'CONFLICT input.members.create.1.personId',
      ],
    ] as const) {
      const result = await refused(mutation, input);
      expect(codes(result), `${mutation} ${JSON.stringify(input)}`).toEqual([expected]);
    }
  });

  it('that bound a value say what it may have', async () => {
    const isIn = (value: string) => ({ property: 'p', operator: 'IN', values: Array(70).fill(value) });
    const definition = (value: string) => ({ type: 'AND', values: [{ personProperty: isIn(value) }] });
    const words = async (mutation: string, input: object) =>
      (await refused(mutation, { projectId: projectId(), ...input })).userErrors[0]!.message;
    expect(await words('createDashboard', { name: 'x', description: 'x'.repeat(2001) })).toBe(
      'description must have at most 2000 characters.',
    );
    expect(await words('createCohort', { name: 'x', definition: definition('x'.repeat(1000)) })).toBe(
      'definition must have at most 65536 bytes as JSON.',
    );
    // What fits is written with its trail, which holds it twice once it is changed.
    const c = await made('Cohort', {
      projectId: projectId(),
      name: 'x',
      definition: definition('x'.repeat(900)),
    });
    const changed = await send('updateCohort', { id: c, definition: definition('y'.repeat(900)) });
    expect(codes(changed)).toEqual([]);
  });

  it('that keep a project its owner say so', async () => {
    const result = await refused('deleteProjectMember', { id: world.members.owner });
    expect(result.userErrors[0]!.message).toBe('project member cannot change: a project must keep an owner.');
  });
});

describe('values that only the domain knows to be wrong', () => {
  it('are told at their field: time zones, dates, and too many rows at once', async () => {
    for (const timezone of ['Nowhere/Nope', '+02:00', '']) {
      expect(codes(await refused('createProject', { name: 'x', slug: 'w-zone', timezone }))).toEqual([
        'BAD_USER_INPUT input.timezone',
      ]);
    }
    const d = await dashboard();
    const result = await refused('updateDashboard', { id: d, dateFrom: 'rubbish', dateTo: '2026-02-30' });
    expect(codes(result)).toEqual(['BAD_USER_INPUT input.dateFrom', 'BAD_USER_INPUT input.dateTo']);
    expect(result.userErrors[0]!.message).toBe(
      'dateFrom is not a date: write -7d, -4w, -12m, mStart, yStart, or an ISO 8601 date or date-time.',
    );
    const create = Array.from({ length: 501 }, () => ({ content: 'x', layout }));
    expect(codes(await refused('updateDashboard', { id: d, widgets: { create } }))).toEqual([
      'BAD_USER_INPUT input.widgets.create',
    ]);
  });
});
