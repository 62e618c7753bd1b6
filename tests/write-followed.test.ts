/**
 * Inputs that follow from others and may be left out: a tenant beside a reference, a type beside its typed JSON.
 * What they follow from is asked of the rows, so that nobody learns more by leaving them out.
 */
import { describe, expect, it } from 'vitest';
import { BlueprintError } from '../src/generator/blueprint/build-blueprint.ts';
import { generateApi } from '../src/generator/generate-api.ts';
import { relations } from '../src/model/relations.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
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

const missing = '00000000-0000-4000-8000-000000000000';

describe('what a reference tells', () => {
  it('may be left out, and is what the row that it leads to has', async () => {
    const d = await dashboard();
    const widget = await send(
      'createWidget',
      { dashboardId: d, content: 'x', layout },
      'widget { project { uuid } }',
    );
    expect(codes(widget)).toEqual([]);
    expect(widget.payload.widget.project.uuid).toBe(projectId());
    const cohortId = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true });
    const input = { cohortId, personId: world.persons.a[0] };
    expect(codes(await send('createCohortMember', input))).toEqual([]);
    expect(codes(await send('createCohortMember', input))).toEqual(['CONFLICT input.personId']);
  });

  it('has to agree where it is said', async () => {
    const input = { dashboardId: await dashboard(), content: 'x', layout };
    expect(codes(await refused('createWidget', { ...input, projectId: world.projects.other }))).toEqual([
      'NOT_FOUND input.projectId',
      'NOT_FOUND input.dashboardId',
    ]);
    expect(codes(await refused('createWidget', { ...input, projectId: null }))).toEqual([
      'BAD_USER_INPUT input.projectId',
    ]);
  });

  it('is of no row that the viewer does not see, and gives nobody a right', async () => {
    const dashboardId = await dashboard();
    const input = { dashboardId, content: 'x', layout };
    expect(codes(await refused('createWidget', { ...input, dashboardId: missing }))).toEqual([
      'NOT_FOUND input.dashboardId',
    ]);
    expect(codes(await mutate(api, world.tokens.outsider, 'createWidget', input))).toEqual([
      'NOT_FOUND input.dashboardId',
    ]);
    expect(codes(await mutate(api, world.tokens.viewer, 'createWidget', input))).toEqual(['FORBIDDEN input']);
    const theirs = await mutate(
      api,
      world.tokens.outsider,
      'createInsight',
      { projectId: world.projects.other, name: 'i', config: { lifecycle: engagement } },
      'insight { uuid }',
    );
    const insightId = theirs.payload.insight.uuid;
    expect(codes(await refused('createWidget', { dashboardId, insightId, layout }))).toEqual([
      'NOT_FOUND input.insightId',
    ]);
    // Whose it would be is not known: nothing follows from that.
    expect(codes(await send('createWidget', { ...input, dashboardId: 'no id', insightId }))).toEqual([
      'BAD_USER_INPUT input.dashboardId',
      'BAD_USER_INPUT input.content',
    ]);
  });
});

describe('what typed JSON tells', () => {
  const stickiness = { stickiness: engagement };

  it('may be left out in a new row, in a change, and in a change of many', async () => {
    const i = await insight({ type: undefined, config: { lifecycle: engagement } });
    const type = async () => (await read(`{ insight(id: "${i}") { type } }`)).insight.type;
    expect(await type()).toBe('LIFECYCLE');
    expect(codes(await send('updateInsight', { id: i, config: stickiness }))).toEqual([]);
    expect(await type()).toBe('STICKINESS');
    const set = { config: { lifecycle: engagement } };
    expect(codes(await send('updateInsights', { where: { uuid: { eq: i } }, atMost: 1, set }))).toEqual([]);
    expect(await type()).toBe('LIFECYCLE');
    expect(codes(await send('updateInsight', { id: i, name: 'renamed' }))).toEqual([]);
    expect(await type()).toBe('LIFECYCLE');
  });

  it('has to agree where it is said', async () => {
    const i = await insight();
    expect(codes(await refused('updateInsight', { id: i, type: 'TREND', config: stickiness }))).toEqual([
      'BAD_USER_INPUT input.config',
    ]);
    const wrong = { ...engagement, dateFrom: 'rubbish' };
    expect(
      codes(
        await refused('createInsight', { projectId: projectId(), name: 'x', config: { lifecycle: wrong } }),
      ),
    ).toEqual(['BAD_USER_INPUT input.config.lifecycle.dateFrom']);
  });

  it('is refused at the start where there are no such variants', () => {
    const start = () =>
      generateApi({
        relations,
        policy: {
          ...Object.fromEntries(
            Object.keys(relations).map(table => [table, { read: { kind: 'any', of: [] } }]),
          ),
          cohorts: {
            read: { kind: 'any', of: [] },
            hidden: [],
            write: { create: { kind: 'all', of: [] }, follows: { name: 'definition' } },
          },
        } as never,
      });
    expect(start).toThrow(BlueprintError);
    expect(start).toThrow(
      'The write policy of table "cohorts" lets column "name" follow from "definition", which is no typed JSON whose variants have its values.',
    );
  });
});
