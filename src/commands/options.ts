/**
 * A command that takes options: told how to be used where it is asked, or where it cannot be understood.
 * Knows how such a command begins; refuses to know its options and what it does.
 */
import { command, type Target, withDatabase } from './with-database.ts';

/** The arguments cannot be understood; the message says why. */
export class UsageError extends Error {}

/** Runs a command on the configured database. Exit code 2 and the usage answer arguments that `parse` refuses. */
export function commandWithOptions<Options>(
  usage: string,
  parse: (args: string[]) => Options | 'help',
  work: (options: Options, target: Target) => Promise<number>,
): Promise<void> {
  return command(async () => {
    try {
      const options = parse(process.argv.slice(2));
      if (options !== 'help') return await withDatabase(target => work(options, target));
      console.log(usage);
      return 0;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
  });
}
