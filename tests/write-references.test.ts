/**
 * Every reference in an input × rows of the own project, of others, deleted, missing, of another type, and no ids.
 * A row that may not be pointed to is answered like one that never was, and nothing is written.
 */
import { describe, expect, it } from 'vitest';
import { upperFirst } from '../src/generator/blueprint/names.ts';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import type { TableName } from '../src/model/relations.ts';
import { uuidOf } from './support/fixture.ts';
import { codes } from './support/write-client.ts';
import {
  api,
  blueprint,
  fixture,
  layout,
  missing,
  putBack,
  refused,
  rows,
  send,
  types,
  useMatrixWorld,
} from './support/write-matrix-world.ts';

useMatrixWorld();

interface ReferenceInput {
  /** The mutation, and the place of the reference in its input. */
  readonly mutation: string;
  readonly path: string;
  /** The type pointed to, and its rows by kind. */
  readonly target: string;
  readonly own: string;
  readonly invisible: readonly string[];
  /** It is a UUID inside typed JSON, and takes no global id. */
  readonly inJson: boolean;
  input(id: string, n: number): object;
}

const targetRows: Record<string, Pick<ReferenceInput, 'own' | 'invisible'>> = {
  Project: { own: uuidOf('project a'), invisible: [uuidOf('project b'), uuidOf('project gone')] },
  User: { own: uuidOf('user extra0'), invisible: [uuidOf('user outsider'), uuidOf('user leaver')] },
  Dashboard: {
    own: uuidOf('dashboard a0'),
    invisible: ['dashboard b0', 'dashboard a4', 'dashboards of more0', 'dashboard gone0'].map(uuidOf),
  },
  Insight: {
    own: uuidOf('insight a0'),
    invisible: ['insight b0', 'insight a4', 'insights of more0', 'insight gone0'].map(uuidOf),
  },
  Cohort: {
    own: uuidOf('cohort a2'),
    invisible: ['cohort b0', 'cohort a4', 'cohorts of more0', 'cohort gone0'].map(uuidOf),
  },
  Person: {
    own: uuidOf('person a3'),
    invisible: ['person b0', 'persons of more0', 'person gone0'].map(uuidOf),
  },
};

/** Every input that points to a row: of creations, updates, bulk updates and owned children. */
function referenceInputs(): ReferenceInput[] {
  const reference = (
    mutation: string,
    path: string,
    target: string,
    input: ReferenceInput['input'],
    inJson = false,
  ): ReferenceInput => ({
    mutation,
    path,
    target,
    ...targetRows[target]!,
    inJson,
    input,
  });
  const direct = types.flatMap(type =>
    type.write!.columns.flatMap(column => {
      if (!column.reference) return [];
      const target = blueprint.types[column.reference.target]!.name;
      const { key, field } = column;
      const made = reference(`create${type.name}`, `input.${field}`, target, (id, n) => ({
        ...rows[type.table as TableName]!('a', n),
        [key]: id,
      }));
      if (column.fixed || !type.write!.rules.update) return [made];
      const row = fixture[type.table as TableName].find(
        candidate => candidate.id === uuidOf('widget a0 null 0'),
      )!;
      return [
        made,
        reference(`update${type.name}`, `input.${field}`, target, id => ({
          id: row.id,
          content: null,
          [key]: id,
        })),
        reference(`update${upperFirst(type.plural)}`, `input.set.${field}`, target, id => ({
          where: { uuid: { eq: row.id } },
          atMost: 1,
          set: { content: null, [key]: id },
        })),
      ];
    }),
  );
  const dashboard = uuidOf('dashboard a0');
  return [
    ...direct,
    ...inJson.flatMap(({ type, plural, row, place, set }) => {
      const where = { uuid: { eq: row } };
      const table = `${plural.charAt(0).toLowerCase()}${plural.slice(1)}` as TableName;
      return [
        reference(
          `create${type}`,
          `input.${place}`,
          'Cohort',
          (id, n) => ({ ...rows[table]!('a', n), ...set(id) }),
          true,
        ),
        reference(`update${type}`, `input.${place}`, 'Cohort', id => ({ id: row, ...set(id) }), true),
        reference(
          `update${plural}`,
          `input.set.${place}`,
          'Cohort',
          id => ({ where, atMost: 1, set: set(id) }),
          true,
        ),
      ];
    }),
    reference('createDashboard', 'input.widgets.create.0.insightId', 'Insight', id => ({
      ...rows.dashboards!('a', 0),
      widgets: { create: [{ insightId: id, layout }] },
    })),
    reference('updateDashboard', 'input.widgets.create.1.insightId', 'Insight', id => ({
      id: dashboard,
      widgets: {
        create: [
          { content: 'text', layout },
          { insightId: id, layout },
        ],
      },
    })),
    reference('updateDashboard', 'input.widgets.update.0.insightId', 'Insight', id => ({
      id: dashboard,
      widgets: { update: [{ id: uuidOf('widget a0 null 0'), content: null, insightId: id }] },
    })),
    reference('createCohort', 'input.members.create.0.personId', 'Person', id => ({
      ...rows.cohorts!('a', 0),
      members: { create: [{ personId: id }] },
    })),
    reference('updateCohort', 'input.members.create.0.personId', 'Person', id => ({
      id: uuidOf('cohort a1'),
      members: { create: [{ personId: id }] },
    })),
  ];
}

const engagement = { targetEvent: 'open', granularity: 'DAY', dateFrom: '-7d', dateTo: '-0d' };

/** What of typed JSON refers to cohorts, with a row to change and the place of the reference in it. */
const inJson = [
  {
    type: 'Insight',
    plural: 'Insights',
    row: uuidOf('insight a0'),
    place: 'config.lifecycle.cohortIds.1',
    set: (id: string) => ({
      type: 'LIFECYCLE',
      config: { lifecycle: { ...engagement, cohortIds: [uuidOf('cohort a1'), id] } },
    }),
  },
  {
    type: 'Cohort',
    plural: 'Cohorts',
    row: uuidOf('cohort defined'),
    place: 'definition.values.0.cohortGroup.values.0.cohort.cohortId',
    set: (cohortId: string) => ({
      isStatic: false,
      definition: {
        type: 'AND',
        values: [{ cohortGroup: { type: 'OR', values: [{ cohort: { cohortId, negated: true } }] } }],
      },
    }),
  },
];

describe('references in inputs', () => {
  for (const { mutation, path, target, own, invisible, inJson: isPlain, input } of referenceInputs()) {
    it(`${mutation} ${path}: to visible rows of the same project only`, async () => {
      for (const writer of ['owner', 'editor', 'writeKey'] as const) {
        const isMember = mutation === 'createProjectMember';
        if ((isMember || mutation === 'createApiKey') && writer !== 'owner') continue;
        const toMissing = await refused(() => send(writer, mutation, input(missing, 0)));
        const wrong = codes(toMissing);
        expect(wrong, 'a random UUID').toContain(`NOT_FOUND ${path}`);
        // A project that is not there takes what should be in it along.
        if (target !== 'Project') expect(wrong).toEqual([`NOT_FOUND ${path}`]);
        for (const id of invisible) {
          for (const form of isPlain ? [id, id.toUpperCase()] : [id, encodeGlobalId(target, id)]) {
            const result = await refused(() => send(writer, mutation, input(form, 0)));
            expect(JSON.stringify(result.payload), `${writer} ${id}`).toBe(JSON.stringify(toMissing.payload));
          }
        }
        for (const id of isPlain
          ? []
          : [encodeGlobalId('ApiKey', own), encodeGlobalId(target, 'x'), 'x', '', '\u0000', `${own}0`]) {
          const result = await refused(() => send(writer, mutation, input(id, 0)));
          expect(codes(result), `${writer} ${JSON.stringify(id)}`).toEqual([`BAD_USER_INPUT ${path}`]);
        }
        const isTaken = isMember && target === 'User';
        const result = await send(writer, mutation, input(isPlain ? own : encodeGlobalId(target, own), 0));
        expect(codes(result), `${writer} own`).toEqual(isTaken ? [`CONFLICT ${path}`] : []);
        await undo(mutation);
      }
    });
  }
});

/** Takes back what a mutation that was done has left. */
async function undo(mutation: string): Promise<void> {
  const { client } = api;
  for (const table of [
    'widgets',
    'cohort_members',
    'project_members',
    'api_keys',
    'share_links',
    'dashboards',
    'insights',
    'cohorts',
  ]) {
    const known = fixture[
      table.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as TableName
    ].map(row => row.id);
    await client`delete from ${client(table)} where id not in ${client(known)}`;
  }
  if (mutation.startsWith('updateWidget') || mutation === 'updateDashboard')
    await putBack('widgets', fixture.widgets.find(row => row.id === uuidOf('widget a0 null 0'))!);
  if (mutation.startsWith('updateInsight'))
    await putBack('insights', fixture.insights.find(row => row.id === uuidOf('insight a0'))!);
  if (/^updateCohorts?$/.test(mutation))
    await putBack('cohorts', fixture.cohorts.find(row => row.id === uuidOf('cohort defined'))!);
}
