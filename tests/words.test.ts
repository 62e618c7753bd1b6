/**
 * What a client reads that sent something wrong: what was expected, in the names of the API, without a library's phrases.
 * Knows the messages; what is wrong, and that it is found, is told by other suites.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
});
afterAll(() => api.close());

async function told(query: string, variables: object = {}): Promise<string[]> {
  const { errors } = await api.ask(query, { token, variables });
  return errors!.map(({ message }) => message);
}

describe('a message', () => {
  it('about several operations says how one is named', async () => {
    expect(await told('query A { viewer { id } } query B { viewer { id } }')).toEqual([
      'Say by "operationName" which operation of the document to run: it has several, or none of that name.',
    ]);
  });

  it('about a day where a point in time belongs says what one looks like', async () => {
    const expected = 'Expected a day, a time and a time zone, such as "2026-01-31T00:00:00Z".';
    const where = '{ createdAt: { gt: "2026-01-01" } }';
    expect((await told(`{ dashboards(where: ${where}) { totalCount } }`))[0]).toContain(expected);
    const query = 'query Since($where: DashboardWhere) { dashboards(where: $where) { totalCount } }';
    const [message] = await told(query, { where: { createdAt: { gt: '2026-01-01' } } });
    expect(message).toContain('at "where.createdAt.gt"');
    expect(message).toContain(expected);
  });

  it('about members that a variable lacks, or has beyond its type, does not repeat all that it holds', async () => {
    const make =
      'mutation Make($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }';
    const timezone = 'not to be repeated; Field "x" is not defined by nobody';
    expect(await told(make, { input: { timezone } })).toEqual([
      'Variable "$input": Field "name" of required type "String!" was not provided.',
      'Variable "$input": Field "slug" of required type "String!" was not provided.',
    ]);
    const query = `mutation Make($input: CreateDashboardInput!) { createDashboard(input: $input) { dashboard { id } } }`;
    const input = {
      name: 'x',
      projectId: 'x',
      widgets: { create: [{ layout: { x: 0, y: 0, w: 1, h: 1 }, nonsense: 1 }] },
    };
    const [message] = await told(query, { input });
    expect(message).toBe(
      'Variable "$input" at "input.widgets.create[0]": Field "nonsense" is not defined by type "CreateDashboardWidgetInput". Did you mean "content"?',
    );
  });

  it('about typed JSON goes on where the place ends, and names enum values as the API does', async () => {
    const { data } = await api.ask('{ project(by: { slug: "lumen-notes" }) { id } }', { token });
    const definition = `{ type: AND, values: [
      { cohortGroup: { type: OR, values: [] } }
      { event: { eventName: "", countOperator: GTE, count: -1, timeWindowDays: 1.0 } }
      { personProperty: { property: "plan", operator: BETWEEN, value: 1 } }
    ] }`.replace('1.0', '3651');
    const [message] = await told(
      `{ previewCohort(projectId: "${data.project.id}", definition: ${definition}) { count } }`,
    );
    expect(message!.split('; ')).toEqual([
      'definition.values[0].cohortGroup.values must have at least 1 item',
      'definition.values[1].event.eventName must have at least 1 character',
      'definition.values[1].event.count must be at least 0',
      'definition.values[1].event.timeWindowDays must be at most 3650',
      expect.stringMatching(
        /^definition.values\[2\].personProperty.value the operator BETWEEN takes values, not value/,
      ),
    ]);
  });
});
