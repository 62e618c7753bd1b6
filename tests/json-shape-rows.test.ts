/**
 * Rows whose JSON no longer fits its schema: written before it changed, or by other hands.
 * Each is null with one error that says where, and nothing else on the page suffers.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../src/errors.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';

let api: TestApi;
let statements: StatementCount;
let token: string;
let projectId: string;

const paths = { type: 'paths', stepLimit: 5, dateFrom: '-7d', dateTo: '-0d' };
const isSet = { type: 'person_property', property: 'plan', operator: 'is_set' };
const deep = (levels: number) =>
  `${'{"type":"AND","values":['.repeat(levels)}${JSON.stringify(isSet)}${']}'.repeat(levels)}`;
const deepMember = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;

/** Raw JSON of configurations that do not fit, and what is said of each. */
const configs: [text: string, json: string, says: string][] = [
  [
    'an old shape',
    '{"type":"paths","steps":5,"dateFrom":"-7d","dateTo":"-0d"}',
    'config.stepLimit: Invalid input: expected number, received undefined.',
  ],
  [
    'a wrong type',
    JSON.stringify({ ...paths, stepLimit: '5' }),
    'config.stepLimit: Invalid input: expected number, received string.',
  ],
  [
    'a null member',
    JSON.stringify({ ...paths, startEvent: null }),
    'config.startEvent: Invalid input: expected string, received null.',
  ],
  [
    'a null in a list',
    JSON.stringify({ ...paths, exclusions: ['a', null] }),
    'config.exclusions[1]: Invalid input: expected string, received null.',
  ],
  ['a member too many', JSON.stringify({ ...paths, 'odd key': 1 }), 'config: Unrecognized key: "odd key".'],
  [
    'an unknown type',
    '{"type":"heatmap"}',
    `config.type: Invalid discriminator value. Expected 'trend' | 'funnel' | 'retention' | 'lifecycle' | 'stickiness' | 'paths'.`,
  ],
  [
    'no type',
    '{}',
    `config.type: Invalid discriminator value. Expected 'trend' | 'funnel' | 'retention' | 'lifecycle' | 'stickiness' | 'paths'.`,
  ],
  [
    'a value outside of its range',
    JSON.stringify({ ...paths, stepLimit: 21 }),
    'config.stepLimit: Too big: expected number to be <=20.',
  ],
  [
    'a value no enum has',
    JSON.stringify({
      ...paths,
      type: 'lifecycle',
      stepLimit: undefined,
      targetEvent: 'a',
      granularity: 'hour',
    }),
    'config.granularity: Invalid option: expected one of "day"|"week"|"month".',
  ],
  ['a bare string', '"trend"', 'config: Invalid input: expected object, received string.'],
  ['a list', '[]', 'config: Invalid input: expected object, received array.'],
  ['JSON’s null', 'null', ''],
  [
    'five thousand levels',
    deepMember,
    `config.type: Invalid discriminator value. Expected 'trend' | 'funnel' | 'retention' | 'lifecycle' | 'stickiness' | 'paths'.`,
  ],
];
const definitions: [text: string, json: string, says: string][] = [
  [
    'nine levels',
    deep(9),
    `definition${'.values[0]'.repeat(8)} is nested too deeply: at most 8 levels of groups.`,
  ],
  ['five thousand levels', deep(5_000), 'definition is nested too deeply.'],
  [
    'an unknown condition',
    JSON.stringify({ type: 'OR', values: [isSet, { type: 'weather' }] }),
    'definition.values[1].type: Invalid discriminator value.',
  ],
  [
    'a wrong operand',
    JSON.stringify({ type: 'OR', values: [{ ...isSet, value: 1 }] }),
    'definition.values[0].value the operator is_set takes nothing, not value.',
  ],
  [
    'a condition for a group',
    JSON.stringify(isSet),
    'definition.type: Invalid option: expected one of "AND"|"OR".',
  ],
  ['a number', '5', 'definition: Invalid input: expected object, received number.'],
];

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  statements = countStatements(api.adminUrl);
  token = await api.signIn('owner@demo.example');
  const { client } = api;
  const [project] = await client<{ id: string }[]>`
    insert into projects (name, slug) values ('Misfits', 'misfits') returning id`;
  projectId = project!.id;
  await client`insert into project_members (project_id, user_id, role)
    select ${projectId}, id, 'owner' from users where email = 'owner@demo.example'`;
  const good = JSON.stringify(paths);
  // As rows are that are older than the constraint.
  await client`alter table insights drop constraint insights_config_type`;
  // Good rows stand between the others.
  for (const [text, json] of configs) {
    await client`insert into insights (project_id, type, name, config) values
      (${projectId}, 'paths', ${text}, ${json}::text::jsonb), (${projectId}, 'paths', ${`beside ${text}`}, ${good}::text::jsonb)`;
  }
  for (const [text, json] of definitions) {
    await client`insert into cohorts (project_id, name, definition) values
      (${projectId}, ${text}, ${json}::text::jsonb), (${projectId}, ${`beside ${text}`}, ${deep(8)}::text::jsonb)`;
  }
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

const page = `query($id: ID!) { project(id: $id) { name
  insights(first: 100, orderBy: [{ createdAt: ASC }]) { totalCount nodes { name type isFavorite config { __typename ... on PathsConfig { stepLimit } } } }
  cohorts(first: 100, orderBy: [{ createdAt: ASC }]) { totalCount nodes { name isStatic definition { type values { __typename } } } }
} }`;
const askPage = () => api.ask(page, { token, variables: { id: projectId } });
const rowOf = (answer: Any, list: string, name: string): [Any, number] => {
  const { nodes } = answer.data.project[list];
  const index = nodes.findIndex((node: Any) => node.name === name);
  return [nodes[index], index];
};

describe('a row that does not fit', () => {
  it.each([
    ...configs.map(row => ['insights', 'config', ...row] as const),
    ...definitions.map(row => ['cohorts', 'definition', ...row] as const),
  ])('of %s, in %s: %s, is null with one error that says where', async (list, field, text, _json, says) => {
    const answer = await askPage();
    const [row, index] = rowOf(answer, list, text);
    const errors = answer.errors!.filter(
      error => JSON.stringify(error.path) === JSON.stringify(['project', list, 'nodes', index, field]),
    );
    expect(row[field]).toBeNull();
    // JSON's null is what the column has where it has nothing.
    expect(errors).toHaveLength(says === '' ? 0 : 1);
    if (says === '') return;
    const type = list === 'insights' ? 'Insight' : 'Cohort';
    const start = `The stored ${field} of this ${type} does not have the shape it should have: ${says}`;
    expect(errors[0]!.message.slice(0, start.length)).toBe(start);
    expect(errorCodes).toContain(errors[0]!.extensions.code);
    expect(errors[0]!.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  });

  it('leaves the others of the page as they are, and no error without a row', async () => {
    const answer = await askPage();
    const { insights, cohorts, name } = answer.data.project;
    expect(name).toBe('Misfits');
    expect([insights.totalCount, cohorts.totalCount]).toEqual([configs.length * 2, definitions.length * 2]);
    expect(insights.nodes).toHaveLength(configs.length * 2);
    for (const [text] of configs) {
      expect(rowOf(answer, 'insights', text)[0]).toMatchObject({ type: 'PATHS', isFavorite: false });
      expect(rowOf(answer, 'insights', `beside ${text}`)[0].config).toEqual({
        __typename: 'PathsConfig',
        stepLimit: 5,
      });
    }
    for (const [text] of definitions) {
      expect(rowOf(answer, 'cohorts', text)[0].isStatic).toBe(false);
      expect(rowOf(answer, 'cohorts', `beside ${text}`)[0].definition).toEqual({
        type: 'AND',
        values: [{ __typename: 'CohortGroup' }],
      });
    }
    expect(answer.errors).toHaveLength(configs.length - 1 + definitions.length);
  });

  it('costs no statement more', async () => {
    expect(await statements.during(askPage)).toHaveLength(1);
  });

  it('is no error where its field is not asked for', async () => {
    const answer = await api.ask(
      'query($id: ID!) { project(id: $id) { insights(first: 100) { nodes { name } } } }',
      { token, variables: { id: projectId } },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.project.insights.nodes).toHaveLength(configs.length * 2);
  });
});
