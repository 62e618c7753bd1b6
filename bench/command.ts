/** The command line: options in, tables out, figures kept, documents renewed. */
import { addressTable, areAlike, compareAddresses } from './accounts.ts';
import { bench } from './bench.ts';
import { renewDocuments } from './document.ts';
import { growth, growthOptions } from './growth.ts';
import { OptionError, type Options, parseOptions, usage } from './options.ts';
import { peerNames } from './peers.ts';
import { growthTable, memoryTable, peerTable, securityTable } from './report.ts';
import { readResults, writeResults } from './results.ts';
import { itemNames } from './work-items.ts';

const log = (message: string) => console.error(message);

/** @returns the exit code */
export async function command(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    if (options.compare) await comparePeers(options);
    if (options.rowSecurity) await compareSecurity(options);
    if (options.accounts) return (await compareAccounts(options)) ? 0 : 1;
    if (options.growth.length > 0) await grow(options);
    if (options.write) for (const file of renewDocuments()) log(`Renewed ${file}`);
    return 0;
  } catch (error) {
    console.error(error instanceof OptionError ? error.message : error);
    return 1;
  }
}

async function comparePeers(options: Options): Promise<void> {
  const results = await bench(options, log);
  for (const item of itemNames) console.log(`\n${peerTable(results, item)}`);
  console.log(`\n${memoryTable(results)}\n`);
  if (options.quick) log('Not kept: the figures of a quick run.');
  else if (options.peers.length < peerNames.length) log('Not kept: some of the peers were left out.');
  else log(`Kept in ${writeResults('peers', results)}`);
}

async function compareSecurity(options: Options): Promise<void> {
  const results = await bench(options, log);
  console.log(`\n${securityTable(results)}\n`);
  if (options.quick) log('Not kept: the figures of a quick run.');
  else log(`Kept in ${writeResults('row-security', results)}`);
}

/** @returns whether nothing tells who has an account */
async function compareAccounts(options: Options): Promise<boolean> {
  const found = await compareAddresses(await growthOptions(options, log));
  console.log(`\n${addressTable(found)}\n`);
  return found.every(areAlike);
}

async function grow(options: Options): Promise<void> {
  for await (const found of growth(options, log)) {
    for (const series of found) console.log(`\n${series.title}: ${series.text}\n\n${growthTable(series)}\n`);
    if (options.quick) {
      log('Not kept: the figures of a quick run.');
      continue;
    }
    const renewed = new Set(found.map(series => series.name));
    const others = readResults('growth')?.series.filter(series => !renewed.has(series.name)) ?? [];
    log(`Kept in ${writeResults('growth', { series: [...others, ...found] })}`);
  }
}
