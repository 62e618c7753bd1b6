/** Widgets: the page of dashboards with more and more widgets on each. */
import type { PeerRequest } from '../peer.ts';
import { costUnit, type Grow, Lines, withServers } from './series.ts';

const counts = [1, 10, 25, 50, 100];
const size = {
  projects: 2,
  users: 50,
  members: 8,
  dashboards: 10,
  widgets: 100,
  insights: 60,
  persons: 1_600,
} as const;

/** The page of a work item, with another number of widgets; each dialect has it in one place. */
function withWidgets(request: PeerRequest, count: number): PeerRequest {
  const body = request.body.replace(/\b(first|limit): 12\b|"12"/, (_, word: string | undefined) =>
    word === undefined ? `"${count}"` : `${word}: ${count}`,
  );
  if (body === request.body && count !== 12)
    throw new Error(`The request asks for no 12 widgets: ${request.body}`);
  return { ...request, body };
}

export const growWidgets: Grow = async options =>
  withServers(
    options,
    {
      size,
      peers: [
        'insightgraph',
        'postgraphile',
        'drizzle-graphql',
        'yoga-dataloader',
        'plugin-drizzle',
        'limit',
      ],
    },
    async (servers, database) => {
      const lines = new Lines(options, database);
      for (const count of counts) {
        await lines.add(
          count,
          servers.map(server => ({
            title: server.peer.title,
            server,
            request: withWidgets(server.requests.page, count),
          })),
        );
      }
      return [
        {
          name: 'widgets',
          title: 'Widgets on each dashboard',
          text: 'The page of the work items: 10 dashboards, each with so many widgets, their insights and creators.',
          x: 'widgets per dashboard',
          y: costUnit,
          lines: lines.lines(),
        },
      ];
    },
  );
