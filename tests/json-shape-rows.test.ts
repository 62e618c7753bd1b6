/**
 * Rows whose JSON no longer fits its schema: written before it changed, or by other hands.
 * What GraphQL cannot show is null with one error that says where, and nothing else on the page suffers.
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
    'config.stepLimit is missing.',
  ],
  [
    'a wrong type',
    JSON.stringify({ ...paths, stepLimit: '5' }),
    'config.stepLimit must be a whole number of 32 bits, not "5".',
  ],
  [
    'a fraction',
    JSON.stringify({ ...paths, stepLimit: 5.5 }),
    'config.stepLimit must be a whole number of 32 bits, not 5.5.',
  ],
  [
    'more than an Int can hold',
    JSON.stringify({ ...paths, stepLimit: 3_000_000_000 }),
    'config.stepLimit must be a whole number of 32 bits, not 3000000000.',
  ],
  [
    'more than a double can hold',
    JSON.stringify(paths).replace('5', `1${'0'.repeat(400)}`),
    'config.stepLimit must be a whole number of 32 bits, not a number.',
  ],
  [
    'a null member',
    JSON.stringify({ ...paths, startEvent: null }),
    'config.startEvent must be a text, not null.',
  ],
  [
    'a null in a list',
    JSON.stringify({ ...paths, exclusions: ['a', null] }),
    'config.exclusions[1] must be a text, not null.',
  ],
  [
    'no list',
    JSON.stringify({ ...paths, exclusions: { length: 1 } }),
    'config.exclusions must be a list, not an object.',
  ],
  [
    'an id that is none',
    JSON.stringify({ ...paths, cohortIds: ['x'] }),
    'config.cohortIds[0] must be a UUID, not "x".',
  ],
  [
    'an unknown type',
    '{"type":"heatmap"}',
    'config.type must be one of "funnel", "retention", "lifecycle", "stickiness", "paths", "trend", not "heatmap".',
  ],
  ['no type', '{}', 'config.type is missing.'],
  [
    'a value no enum has',
    JSON.stringify({
      ...paths,
      type: 'lifecycle',
      stepLimit: undefined,
      targetEvent: 'a',
      granularity: 'hour',
    }),
    'config.granularity must be one of "day", "week", "month", not "hour".',
  ],
  ['a bare string', '"trend"', 'config must be an object, not "trend".'],
  ['a string that is JSON', JSON.stringify(JSON.stringify(paths)), 'config must be an object, not a text.'],
  ['a list', '[]', 'config must be an object, not a list.'],
  ['JSON’s null', 'null', 'config must be an object, not null.'],
  ['five thousand levels', deepMember, 'config.type is missing.'],
];
const definitions: [text: string, json: string, says: string][] = [
  [
    'an unknown condition',
    JSON.stringify({ type: 'OR', values: [isSet, { type: 'weather' }] }),
    'definition.values[1].type must be one of "AND", "OR", "person_property", "cohort",',
  ],
  [
    'an operand that is a list',
    JSON.stringify({ type: 'OR', values: [{ ...isSet, value: [1] }] }),
    'definition.values[0].value must be a text or a number or a truth value, not a list.',
  ],
  [
    'a fault five thousand levels deep',
    deep(5_000).replace('"plan"', '1'),
    `definition${'.values[0]'.repeat(20)} … must be a text, not 1.`,
  ],
  [
    'a condition for a group',
    JSON.stringify(isSet),
    'definition.type must be one of "AND", "OR", not "person_property".',
  ],
  ['a number', '5', 'definition must be an object, not 5.'],
  // The column itself may be null, which is another thing.
  ['JSON’s null', 'null', 'definition must be an object, not null.'],
];

/** Raw JSON that could not be written today, and is shown all the same. */
const shownConfigs: [text: string, json: string][] = [
  ['a member too many', JSON.stringify({ ...paths, 'odd key': 1 })],
  ['a value outside of its range', JSON.stringify({ ...paths, stepLimit: 21 })],
  ['a zero behind the point', JSON.stringify(paths).replace(':5', ':5.0')],
  ['a text that is too long', JSON.stringify({ ...paths, startEvent: 'x'.repeat(1_000) })],
  ['a date that is none', JSON.stringify({ ...paths, dateFrom: 'long ago' })],
  ['a rule between members', JSON.stringify({ ...paths, startEvent: 'a', exclusions: ['a'] })],
  ['a list that is too long', JSON.stringify({ ...paths, exclusions: Array(51).fill('a') })],
];
const shownDefinitions: [text: string, json: string][] = [
  ['nine levels', deep(9)],
  ['five thousand levels', deep(5_000)],
  ['a wrong operand', JSON.stringify({ type: 'AND', values: [{ ...isSet, value: 1 }] })],
];

const insightCount = (configs.length + shownConfigs.length) * 2;
const cohortCount = (definitions.length + shownDefinitions.length) * 2 + 1;

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
  // As rows are that are older than the constraints.
  await client`alter table insights drop constraint insights_config_type`;
  await client`alter table cohorts drop constraint cohorts_definition_length`;
  await client`alter table insights disable trigger user`;
  // Good rows stand between the others.
  for (const [text, json] of [...configs, ...shownConfigs]) {
    await client`insert into insights (project_id, type, name, config) values
      (${projectId}, 'paths', ${text}, ${json}::text::jsonb), (${projectId}, 'paths', ${`beside ${text}`}, ${good}::text::jsonb)`;
  }
  for (const [text, json] of [...definitions, ...shownDefinitions]) {
    await client`insert into cohorts (project_id, name, definition) values
      (${projectId}, ${text}, ${json}::text::jsonb), (${projectId}, ${`beside ${text}`}, ${deep(8)}::text::jsonb)`;
  }
  await client`insert into cohorts (project_id, name, is_static) values (${projectId}, 'static', true)`;
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
    expect(errors).toHaveLength(1);
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
    expect([insights.totalCount, cohorts.totalCount]).toEqual([insightCount, cohortCount]);
    expect(insights.nodes).toHaveLength(insightCount);
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
    expect(answer.errors).toHaveLength(configs.length + definitions.length);
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
    expect(answer.data.project.insights.nodes).toHaveLength(insightCount);
  });
});

describe('a row that breaks a rule of writes only', () => {
  it.each(shownConfigs)('is shown: %s, in a configuration', async (text, json) => {
    const [{ config }] = rowOf(await askPage(), 'insights', text);
    expect(config).toEqual({ __typename: 'PathsConfig', stepLimit: JSON.parse(json).stepLimit });
  });

  it.each(shownDefinitions)('is shown: %s, in a definition', async (text, json) => {
    const [{ definition }] = rowOf(await askPage(), 'cohorts', text);
    const condition = json.startsWith('{"type":"AND","values":[{"type":"AND"')
      ? 'CohortGroup'
      : 'PersonPropertyCondition';
    expect(definition).toEqual({ type: 'AND', values: [{ __typename: condition }] });
  });

  it('is not acted upon: who is in the cohort is an error that says where', async () => {
    const answer = await api.ask(
      'query($id: ID!) { project(id: $id) { cohorts(first: 100, where: { name: { eq: "a wrong operand" } }) { nodes { name personCount } } } }',
      { token, variables: { id: projectId } },
    );
    expect(answer.data.project.cohorts.nodes).toEqual([{ name: 'a wrong operand', personCount: null }]);
    expect(answer.errors!.map(error => error.message)).toEqual([
      'The stored definition of this Cohort does not have the shape it should have: definition.values[0].value the operator IS_SET takes nothing, not value.',
    ]);
  });
});

describe('a column that is null', () => {
  it('is null without an error', async () => {
    const answer = await askPage();
    const [row, index] = rowOf(answer, 'cohorts', 'static');
    expect(row).toEqual({ name: 'static', isStatic: true, definition: null });
    expect(answer.errors!.filter(({ path }) => path![1] === 'cohorts' && path![3] === index)).toEqual([]);
  });
});
