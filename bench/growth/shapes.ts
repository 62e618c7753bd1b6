/** Shapes: operations that differ in what they select, each a document and a statement of its own; what stays in memory. */
import { graphqlRequest, type PeerRequest } from '../peer.ts';
import { memoryOf } from '../proc.ts';
import type { Running } from '../running.ts';
import { projectId, standardSize } from '../world.ts';
import { type Grow, type Point, type Series, withServers } from './series.ts';

const counts = [1, 200, 500, 1_000, 2_000, 4_000];
const atOnce = 8;

/** Eight fields of dashboards and four of widgets, each asked for or not: 4,095 selections. */
const ofDashboard = [
  'name',
  'description',
  'isPinned',
  'createdAt',
  'dateFrom',
  'dateTo',
  'createdBy',
  'deletedAt',
];
const ofWidget = ['content', 'createdAt', 'insightId', 'updatedAt'];

const chosen = (fields: readonly string[], bits: number) =>
  fields.filter((_, place) => (bits & (1 << place)) !== 0).join(' ');

const selection = (number: number, widgets: string) =>
  `projectId ${chosen(ofDashboard, number)} project { name }
    ${widgets}(first: 5) { nodes { dashboardId ${chosen(ofWidget, number >> ofDashboard.length)} } }`;

const dialects: Readonly<Record<string, (number: number) => PeerRequest>> = {
  insightgraph: number =>
    graphqlRequest(
      `query ($project: UUID!) { dashboards(first: 10, where: { projectId: { eq: $project } }) { nodes {
        ${selection(number, 'widgets')} } } }`,
      { project: projectId },
    ),
  postgraphile: number =>
    graphqlRequest(
      `query ($project: UUID!) { dashboards(
        first: 10, condition: { projectId: $project }, orderBy: [CREATED_AT_ASC]
      ) { nodes { ${selection(number, 'widgetsByProjectIdAndDashboardId')} } } }`,
      { project: projectId },
    ),
};

/** V8 lets garbage lie as long as it has room: within this much, memory tells what is kept. The peer would run out of it. */
const env = { NODE_OPTIONS: '--max-old-space-size=192' };

export const growShapes: Grow = async options =>
  withServers(
    options,
    { size: standardSize, peers: Object.keys(dialects), env },
    async (servers, database) => {
      const server: [string, Point[]][] = [];
      const backends: [string, Point[]][] = [];
      for (const running of servers) {
        const [own, theirs]: [Point[], Point[]] = [[], []];
        let asked = 0;
        for (const count of counts) {
          await askAll(running, asked + 1, count);
          asked = count;
          own.push({ x: count, y: memoryOf(running.pid, 'VmRSS') });
          const pids = await database.backendsOf(running.peer.name);
          theirs.push({ x: count, y: pids.reduce((sum, pid) => sum + memoryOf(pid, 'RssAnon'), 0) });
          options.log(`  … ${running.peer.title}, ${count}`);
        }
        server.push([running.peer.title, own]);
        backends.push([running.peer.title, theirs]);
      }
      const series = (name: string, title: string, lines: [string, Point[]][]): Series => ({
        name,
        title,
        text: `Operations that select other fields each time, asked once each, ${atOnce} at a time; insightgraph with ${env.NODE_OPTIONS}, PostGraphile as it is.`,
        x: 'different operations asked so far',
        y: 'memory, MB',
        lines: lines.map(([title, points]) => ({ title, points })),
      });
      return [
        series('shapes-server', 'Memory of the server', server),
        series('shapes-backends', 'Memory of the backends of PostgreSQL, in sum', backends),
      ];
    },
  );

async function askAll(server: Running, from: number, to: number): Promise<void> {
  const request = dialects[server.peer.name]!;
  let next = from;
  const one = async () => {
    while (next <= to) await server.ask(request(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
