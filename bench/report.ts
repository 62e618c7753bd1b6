/** Results as tables of Markdown, which are read in a terminal as well. */
import type { Latency, PeerResults } from './results.ts';
import { itemNames, workItems } from './work-items.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Two or three digits that mean something. */
export const ms = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
const latency = (value: Latency) => `${ms(value.p50)} / ${ms(value.p99)}`;

/** One table per work item. */
export function peerTables(results: PeerResults): string {
  const tables = itemNames.map(item => {
    const rows = results.peers.flatMap(peer => {
      const figures = peer.items[item];
      if (!figures) return [];
      return [
        [
          peer.title,
          ms(figures.serverMs),
          ms(figures.databaseMs),
          String(figures.statements),
          (figures.bytes / 1024).toFixed(1),
          latency(figures.one),
          latency(figures.sixteen),
          figures.sixteen.perSecond.toFixed(0),
        ],
      ];
    });
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
    return `${workItems[item].title}: ${workItems[item].text}.\n\n${table(head, rows)}`;
  });
  return tables.join('\n\n');
}

export function memoryTable(results: PeerResults): string {
  return table(
    ['', 'start, ms', 'memory idle, MB', 'memory after the run, MB'],
    results.peers.map(peer => [
      peer.title,
      peer.startMs.toFixed(0),
      peer.memory.idle.toFixed(0),
      peer.memory.used.toFixed(0),
    ]),
  );
}
