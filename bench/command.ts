/** The command line: options in, tables out. */
import { bench } from './bench.ts';
import { OptionError, parseOptions, usage } from './options.ts';
import { memoryTable, peerTables } from './report.ts';
import { writeResults } from './results.ts';

/** @returns the exit code */
export async function command(args: readonly string[]): Promise<number> {
  const log = (message: string) => console.error(message);
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    const results = await bench(options, log);
    console.log(`\n${peerTables(results)}\n\n${memoryTable(results)}\n`);
    log(`Written to ${writeResults('peers', results)}`);
    return 0;
  } catch (error) {
    console.error(error instanceof OptionError ? error.message : error);
    return 1;
  }
}
