/** Rows: one table grows in one project, and pages of it are asked for. */
import { personStatement } from '../data-set.ts';
import { graphqlRequest, type PeerRequest } from '../peer.ts';
import type { Running } from '../running.ts';
import { idOf, projectId, standardSize } from '../world.ts';
import { costUnit, type Grow, Lines, withServers } from './series.ts';

const counts = [10_000, 100_000, 1_000_000, 10_000_000];

const fields = 'nodes { id createdAt properties }';
const inProject = 'where: { projectId: { eq: $project } }';
const variables = { project: projectId };

const ofInsightgraph = (body: string, more: Record<string, string> = {}): PeerRequest =>
  graphqlRequest(body, { ...variables, ...more });

/** A cursor in the middle, from a page that a filter begins there; a cursor knows its order, not its filter. */
async function cursorAt(server: Running, row: number): Promise<string> {
  const from = new Date(Date.UTC(2025, 5, 1) + row * 1000).toISOString();
  const request = ofInsightgraph(
    `query ($project: UUID!, $from: DateTime) { persons(
      first: 1, where: { projectId: { eq: $project }, createdAt: { gte: $from } }) { pageInfo { endCursor } } }`,
    { from },
  );
  const answer = JSON.parse(await server.ask(request)) as {
    data: { persons: { pageInfo: { endCursor: string } } };
  };
  return answer.data.persons.pageInfo.endCursor;
}

export const growRows: Grow = async options => {
  const size = { ...standardSize, persons: 0 };
  return withServers(
    options,
    { size, peers: ['insightgraph', 'postgraphile'] },
    async (servers, database) => {
      const [own, other] = servers as [Running, Running];
      const lines = new Lines(options, database);
      // No line asks for properties, and keeping this index up would take most of the time.
      await database.sql.unsafe('drop index persons_properties_index');
      let filled = 0;
      for (const count of counts.filter(one => one <= options.maxRows)) {
        await database.sql.unsafe(personStatement(1, count, filled, count));
        await database.sql.unsafe('vacuum (analyze) persons');
        filled = count;
        const after = await cursorAt(own, count / 2);
        await lines.add(count, [
          {
            title: 'first page',
            server: own,
            request: ofInsightgraph(`{ persons(first: 20) { ${fields} } }`),
          },
          {
            title: 'first page of a project',
            server: own,
            request: ofInsightgraph(
              `query ($project: UUID!) { persons(first: 20, ${inProject}) { ${fields} } }`,
            ),
          },
          {
            title: 'page in the middle',
            server: own,
            request: ofInsightgraph(
              `query ($project: UUID!, $after: String) { persons(first: 20, after: $after, ${inProject}) { ${fields} } }`,
              { after },
            ),
          },
          {
            title: 'one row',
            server: own,
            request: graphqlRequest('query ($id: ID!) { person(id: $id) { id createdAt properties } }', {
              id: idOf('person', count / 2),
            }),
          },
          // Beyond that it takes longer than a request may.
          ...(count <= 1_000_000
            ? [
                {
                  title: 'total count',
                  server: own,
                  request: ofInsightgraph(
                    `query ($project: UUID!) { persons(first: 1, ${inProject}) { totalCount } }`,
                  ),
                },
              ]
            : []),
          {
            title: 'estimated count',
            server: own,
            request: ofInsightgraph(
              `query ($project: UUID!) { persons(first: 1, ${inProject}) { totalCountEstimate } }`,
            ),
          },
          {
            title: 'PostGraphile 5, first page of a project',
            server: other,
            request: graphqlRequest(
              `query ($project: UUID!) { people(
              first: 20, condition: { projectId: $project }, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]
            ) { nodes { rowId createdAt properties } } }`,
              variables,
            ),
          },
          {
            title: 'PostGraphile 5, total count',
            server: other,
            request: graphqlRequest(
              'query ($project: UUID!) { people(first: 1, condition: { projectId: $project }) { totalCount } }',
              variables,
            ),
          },
        ]);
      }
      return [
        {
          name: 'rows',
          title: 'Rows of a table',
          text: 'Persons of one project, of 50; pages of 20. Lines without a name are of this project.',
          x: 'persons',
          y: costUnit,
          lines: lines.lines(),
        },
      ];
    },
  );
};
