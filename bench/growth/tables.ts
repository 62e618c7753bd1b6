/** Tables: schemas of more and more tables are built, each in a process of its own that has built nothing before. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../measure.ts';
import type { Grow, Series } from './series.ts';

const counts = [14, 50, 100, 200, 400];

/** What `tables-builder.ts` prints. */
export interface Built {
  /** Of CPU. */
  readonly buildMs: number;
  readonly sdlKB: number;
  readonly heapMB: number;
}

const program = fileURLToPath(new URL('./tables-builder.ts', import.meta.url));
const run = promisify(execFile);

async function build(checkout: string, count: number): Promise<Built> {
  const args = ['--expose-gc', '--import', import.meta.resolve('tsx'), program, checkout, String(count)];
  const { stdout } = await run(process.execPath, args, { cwd: checkout });
  return JSON.parse(stdout) as Built;
}

export const growTables: Grow = async ({ checkout, turns, log }) => {
  const found: { count: number; built: Built }[] = [];
  for (const count of counts) {
    const all: Built[] = [];
    for (let turn = 0; turn < turns; turn++) all.push(await build(checkout, count));
    const middle = (read: (built: Built) => number) => median(all.map(read));
    const built = {
      buildMs: middle(one => one.buildMs),
      sdlKB: middle(one => one.sdlKB),
      heapMB: middle(one => one.heapMB),
    };
    found.push({ count, built });
    log(`  … ${count}`);
  }
  const series = (name: string, title: string, y: string, read: (built: Built) => number): Series => ({
    name,
    title,
    text: 'Tables of ten columns in one tenant, each referred to by up to three others, with reads and writes.',
    x: 'tables',
    y,
    lines: [
      { title: 'insightgraph', points: found.map(({ count, built }) => ({ x: count, y: read(built) })) },
    ],
  });
  return [
    series('tables-build', 'Building a schema', 'CPU, ms', built => built.buildMs),
    series('tables-heap', 'Memory of a schema', 'heap, MB', built => built.heapMB),
    series('tables-schema', 'Size of a schema', 'SDL, KB', built => built.sdlKB),
  ];
};
