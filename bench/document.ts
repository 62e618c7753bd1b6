/** Renews what documents show of the last run: tables between markers, and drawings beside them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bar, drawBars, drawCurves } from './draw.ts';
import { growthTable, memoryTable, peerTable, securityTable } from './report.ts';
import { type GrowthResults, type PeerResults, type Run, readResults } from './results.ts';
import { type ItemName, itemNames, workItems } from './work-items.ts';

const root = new URL('../', import.meta.url);
const documents = ['docs/performance.md', 'docs/operating.md', 'README.md'];

/** @returns the files that were written */
export function renewDocuments(): readonly string[] {
  const peers = readResults('peers');
  const growth = readResults('growth');
  const security = readResults('row-security');
  const drawings = new Map([
    ...(peers ? itemNames.map(item => [`peers-${item}.svg`, barsOf(peers, item)] as const) : []),
    ...(growth?.series ?? []).map(
      series =>
        [`growth-${series.name}.svg`, drawCurves(series.title, series.x, series.y, series.lines)] as const,
    ),
  ]);
  const written: string[] = [];
  const write = (file: string, content: string) => {
    writeFileSync(fileURLToPath(new URL(file, root)), content);
    written.push(file);
  };
  for (const [name, drawing] of drawings) write(`docs/performance/${name}`, drawing);
  const blocks = new Map([
    ...(peers ? peerBlocks(peers) : []),
    ...(growth ? growthBlocks(growth) : []),
    ...(security ? securityBlocks(security) : []),
  ]);
  for (const file of documents) {
    const before = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
    write(file, renewBlocks(before, blocks));
  }
  return written;
}

/** Replaces what stands between `<!-- bench:name -->` and `<!-- /bench -->`; a block that nobody measured stays. */
export function renewBlocks(document: string, blocks: ReadonlyMap<string, string>): string {
  return document.replace(
    /(<!-- bench:([\w-]+) -->\n).*?(<!-- \/bench -->)/gs,
    (whole, open: string, name: string, close: string) => {
      const block = blocks.get(name);
      return block === undefined ? whole : `${open}\n${block}\n\n${close}`;
    },
  );
}

function* peerBlocks(results: PeerResults): Generator<[string, string]> {
  yield ['machine', machineOf(results, `PostgreSQL ${results.postgres}`)];
  yield ['summary', summaryOf(results)];
  yield [
    'items',
    itemNames.map(item => `- **${workItems[item].title}**: ${workItems[item].text}.`).join('\n'),
  ];
  yield [
    'versions',
    results.peers.map(peer => `- **${peer.title}**: ${peer.text} (${peer.versions.join(', ')})`).join('\n'),
  ];
  for (const item of itemNames) yield [`peers-${item}`, peerTable(results, item)];
  yield ['memory', memoryTable(results)];
}

function* growthBlocks(results: GrowthResults): Generator<[string, string]> {
  for (const series of results.series)
    yield [`growth-${series.name}`, `${series.text}\n\n${growthTable(series)}`];
}

function* securityBlocks(results: PeerResults): Generator<[string, string]> {
  yield [
    'row-security',
    `${securityTable(results)}\n\n${machineOf(results, `PostgreSQL ${results.postgres}`)}`,
  ];
}

function machineOf({ at, machine, run }: Run, database: string): string {
  const disturbed =
    run.foreignLimit < 1
      ? `Turns in which other processes took more than ${Math.round(run.foreignLimit * 100)} % of the machine were thrown away.`
      : 'Others used the machine at the same time, and no turn was thrown away: look at ratios, not at milliseconds.';
  const warm = run.warmSeconds === undefined ? '' : `after ${run.warmSeconds} s of each read, `;
  return `Measured on ${at.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Linux ${machine.kernel}, Node
${machine.node}, ${database}; ${warm}${run.rounds} rounds of turns of ${run.seconds} s, requests made by ${run.load}. ${disturbed}`;
}

/** The page of this project beside the range of its peers, in one sentence. */
function summaryOf({ peers }: PeerResults): string {
  const sumOf = (name: string) => {
    const figures = peers.find(peer => peer.name === name)?.items.page;
    return figures === undefined ? [] : [figures.serverMs + figures.databaseMs];
  };
  const others = peers
    .map(peer => peer.name)
    .filter(name => name !== 'insightgraph' && name !== 'limit')
    .flatMap(sumOf);
  const [own, limit] = [sumOf('insightgraph')[0], sumOf('limit')[0]];
  if (own === undefined || limit === undefined || others.length === 0) return '';
  const times = (value: number) => (value / limit).toFixed(1);
  return `A page of ten dashboards with twelve widgets each costs ${times(own)} times the CPU, of server and PostgreSQL together, of one
statement written by hand for it; ${spelled[others.length]} other ways to serve it as GraphQL cost ${times(Math.min(...others))} to
${times(Math.max(...others))} times as much, without a token and without a rule.`;
}

const spelled = ['no', 'one', 'two', 'three', 'four', 'five', 'six'] as const;

function barsOf({ peers }: PeerResults, item: ItemName): string {
  const bars = peers.flatMap(({ title, items }): Bar[] => {
    const figures = items[item];
    return figures ? [{ title, parts: [figures.serverMs, figures.databaseMs] }] : [];
  });
  return drawBars(`${workItems[item].title}: CPU per request`, 'ms', ['server', 'PostgreSQL'], bars);
}
