/** All series of growth, one after the other; each on a database of its own. */
import { growDepth } from './growth/depth.ts';
import { growExport } from './growth/export.ts';
import { growProjects } from './growth/projects.ts';
import { growRows } from './growth/rows.ts';
import type { Grow, GrowthOptions, Series } from './growth/series.ts';
import { growShapes } from './growth/shapes.ts';
import { growTables } from './growth/tables.ts';
import { growWidgets } from './growth/widgets.ts';
import { gunNamed } from './load/load.ts';
import type { Options } from './options.ts';
import { ownFolder } from './peers/insightgraph.ts';
import { machine, type Run } from './results.ts';

const all: Readonly<Record<string, Grow>> = {
  rows: growRows,
  projects: growProjects,
  widgets: growWidgets,
  depth: growDepth,
  shapes: growShapes,
  tables: growTables,
  export: growExport,
};

/** Runs the series that the options name, and gives the charts of each as soon as they are there. */
export async function* growth(
  options: Options,
  log: (message: string) => void,
): AsyncGenerator<readonly (Series & Run)[]> {
  const { seconds, rounds, foreignLimit, gun } = options;
  const given = await growthOptions(options, log);
  for (const name of options.growth) {
    log(`Growth of ${name}:`);
    const run = {
      at: new Date().toISOString(),
      machine: machine(),
      run: { rounds, seconds, foreignLimit, load: gun },
    };
    yield (await all[name]!(given)).map(series => ({ ...series, ...run }));
  }
}

export async function growthOptions(
  { seconds, rounds, foreignLimit, maxRows, adminUrl, gun, checkout = ownFolder }: Options,
  log: (message: string) => void,
): Promise<GrowthOptions> {
  return { checkout, adminUrl, gun: await gunNamed(gun), turns: rounds, seconds, foreignLimit, maxRows, log };
}
