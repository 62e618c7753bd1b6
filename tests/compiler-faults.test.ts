/**
 * The comparison of both paths, tried on faults that are made on purpose: each has to be found.
 * The faults are in copies of the source, of which only the compiled reads are used.
 */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledReads } from '../src/server/compiled-reads.ts';
import type { BothPaths } from './support/both-paths.ts';
import { type ComparedWorld, openWorld, worlds } from './support/compared-worlds.ts';
import { type CompilerFault, compilerFaults, faultyText } from './support/compiler-faults.ts';
import { isLong, patienceMs } from './support/scale.ts';

/** Operations after which a fault counts as not found. */
const patience = 1_000;
/** Operations of one world before those of the next. */
const turn = 50;

const named = compilerFaults.map(fault => [fault.name, fault] as const);

describe('faults made on purpose', () => {
  it.each(named)('fit the source: %s', (_, fault) => {
    expect(faultyText(fault)).not.toBe('');
  });
});

describe.runIf(isLong || process.env.TEST_FAULTS === '1')('the comparison of both paths', () => {
  const opened: ComparedWorld[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'insightgraph-faults-'));
    for (const world of worlds) opened.push(await openWorld(world));
  });
  afterAll(async () => {
    await Promise.all(opened.map(world => world.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  // A thousand operations at most, on a machine with much else to do.
  it.each(named)('finds that %s', { timeout: 10 * patienceMs }, async (_, fault) => {
    const Faulty = await faultyReads(folder, fault);
    // Some faults show in the values of one world only.
    const lanes = await Promise.all(opened.map(world => world.openLane(Faulty)));
    try {
      await expect(compareInTurns(lanes)).rejects.toThrow('The two paths differ');
    } finally {
      await Promise.all(lanes.map(lane => lane.close()));
    }
  });

  async function compareInTurns(lanes: readonly BothPaths[]): Promise<void> {
    for (let start = 0; start < patience; start += turn) {
      for (const [i, world] of opened.entries())
        await world.compare(lanes[i]!, [start, start + turn], { asFound: true });
    }
  }
});

/** The compiled reads of a copy of the source with the fault in it. */
async function faultyReads(folder: string, fault: CompilerFault): Promise<typeof CompiledReads> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const copy = join(folder, fault.name.replaceAll(/\W+/g, '-'));
  cpSync(join(root, 'src'), join(copy, 'src'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'src', fault.file), faultyText(fault));
  const module = (await import(/* @vite-ignore */ join(copy, 'src/server/compiled-reads.ts'))) as {
    CompiledReads: typeof CompiledReads;
  };
  return module.CompiledReads;
}
