/** Export: all rows of a list in one answer, and the most memory that the server had meanwhile. */
import { personStatement } from '../data-set.ts';
import { graphqlRequest } from '../peer.ts';
import { forgetPeak, memoryOf } from '../proc.ts';
import type { Running } from '../running.ts';
import { projectId, standardSize } from '../world.ts';
import { type Grow, type Point, withServers } from './series.ts';

const counts = [3_000, 30_000, 300_000, 1_000_000];
const types = { CSV: 'text/csv', 'lines of JSON': 'application/x-ndjson' } as const;

/** V8 lets garbage lie as long as it has room: within this much, memory tells what is kept. */
const env = { NODE_OPTIONS: '--max-old-space-size=192' };

const request = graphqlRequest(
  `query ($project: UUID!) { persons(where: { projectId: { eq: $project } }) {
    nodes { id createdAt properties } } }`,
  { project: projectId },
);

export const growExport: Grow = async options => {
  const size = { ...standardSize, persons: 0 };
  return withServers(options, { size, peers: ['insightgraph'], env }, async ([server], database) => {
    const lines = new Map<string, Point[]>();
    let filled = 0;
    for (const count of counts.filter(one => one <= options.maxRows)) {
      await database.sql.unsafe(personStatement(1, count, filled, count));
      await database.sql.unsafe('vacuum (analyze) persons');
      filled = count;
      for (const [title, type] of Object.entries(types)) {
        // What is loaded and compiled for the first time is no part of it.
        if (!lines.has(title)) await exportedRows(server!, type);
        forgetPeak(server!.pid);
        const rows = await exportedRows(server!, type);
        if (rows !== count) throw new Error(`An export of ${count} rows has ${rows} lines.`);
        const points = lines.get(title) ?? [];
        lines.set(title, [...points, { x: count, y: memoryOf(server!.pid, 'VmHWM') }]);
      }
      options.log(`  … ${count}`);
    }
    return [
      {
        name: 'export',
        title: 'Peak memory of the server by rows exported',
        text: `Persons of one project with their properties, exported by one client that takes them as they come; ${env.NODE_OPTIONS}.`,
        x: 'rows exported',
        y: 'peak memory, MB',
        lines: [...lines].map(([title, points]) => ({ title, points })),
      },
    ];
  });
};

/** Rows of the whole answer, none of which is kept here. */
async function exportedRows({ origin, peer }: Running, type: string): Promise<number> {
  const response = await fetch(origin + request.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...peer.headers, accept: type },
    body: request.body,
  });
  if (!response.ok) throw new Error(`An export was answered ${response.status}: ${await response.text()}`);
  let lines = 0;
  for await (const part of response.body!) for (const byte of part) if (byte === lineFeed) lines += 1;
  return type === types.CSV ? lines - 1 : lines;
}

const lineFeed = 10;
