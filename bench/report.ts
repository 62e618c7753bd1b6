/** Results as tables of Markdown, which are read in a terminal as well. */
import type { Series } from './growth/series.ts';
import { securedName } from './peer.ts';
import type { Latency, PeerResults } from './results.ts';
import { type ItemName, itemNames, workItems } from './work-items.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map(row => row[column]!.length)));
  const cells = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [cells(head), rule, ...rows.map(cells)].map(row => `| ${row.join(' | ')} |`).join('\n');
}

/** As many digits as mean something. */
export const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const latency = (value: Latency) => `${digits(value.p50)} / ${digits(value.p99)}`;

/** What every server takes for one work item. */
/** Of each work item what it takes without row-level security, and with it. */
export function securityTable({ peers }: PeerResults): string {
  const head = [
    '',
    'row-level security',
    'server CPU, ms',
    'PostgreSQL CPU, ms',
    'p50 / p99 at 1, ms',
    'per second at 16',
  ];
  const rows = itemNames.flatMap(item =>
    peers.flatMap(({ name, items }) => {
      const figures = items[item];
      if (!figures) return [];
      const { serverMs, databaseMs, one, sixteen } = figures;
      const state = name === securedName ? 'on' : 'off';
      const perSecond = sixteen.perSecond.toFixed(0);
      return [[workItems[item].title, state, digits(serverMs), digits(databaseMs), latency(one), perSecond]];
    }),
  );
  return table(head, rows);
}

export function peerTable(results: PeerResults, item: ItemName): string {
  const head = [
    workItems[item].title,
    'server CPU, ms',
    'PostgreSQL CPU, ms',
    'statements',
    'KB',
    'p50 / p99 at 1, ms',
    'p50 / p99 at 16, ms',
    'per second at 16',
  ];
  const rows = results.peers.flatMap(({ title, items }) => {
    const figures = items[item];
    if (!figures) return [];
    const { serverMs, databaseMs, statements, bytes, one, sixteen } = figures;
    return [
      [
        title,
        digits(serverMs),
        digits(databaseMs),
        String(statements),
        (bytes / 1024).toFixed(1),
        latency(one),
        latency(sixteen),
        sixteen.perSecond.toFixed(0),
      ],
    ];
  });
  return table(head, rows);
}

export function memoryTable(results: PeerResults): string {
  return table(
    ['Process', 'start, ms', 'memory idle, MB', 'memory after the run, MB'],
    results.peers.map(({ title, startMs, memory }) => [
      title,
      startMs.toFixed(0),
      memory.idle.toFixed(0),
      memory.used.toFixed(0),
    ]),
  );
}

/** A line of the series per row, its steps in columns. */
export function growthTable(series: Series): string {
  const steps = [...new Set(series.lines.flatMap(line => line.points.map(point => point.x)))].sort(
    (a, b) => a - b,
  );
  const rows = series.lines.map(({ title, points }) => [
    title,
    ...steps.map(step => {
      const point = points.find(one => one.x === step);
      return point ? digits(point.y) : '';
    }),
  ]);
  return table([`${series.y}; ${series.x}:`, ...steps.map(step => step.toLocaleString('en'))], rows);
}
