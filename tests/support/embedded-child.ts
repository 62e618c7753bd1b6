/**
 * A process that starts the embedded database and then does as it is told on standard input: `stop` or `exit`.
 * Knows nothing but that; the tests in embedded.test.ts kill it, race it and ask it.
 */
import { createInterface } from 'node:readline';
import { startEmbedded } from '../../src/embedded/embedded.ts';

const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const messages: string[] = [];

try {
  const dataDir = process.argv[2] ?? '';
  const started = performance.now();
  const embedded = await startEmbedded({ dataDir, log: message => messages.push(message) });
  const ms = Math.round(performance.now() - started);
  const { url, adminUrl, firstStart, shared } = embedded;
  say({ url, adminUrl, firstStart, shared, messages, ms });
  for await (const line of createInterface({ input: process.stdin })) {
    // Leaving without stop() is what a crash of the caller's code looks like.
    if (line === 'exit') process.exit(0);
    if (line === 'stop') break;
  }
  await embedded.stop();
  say({ stopped: true });
} catch (error) {
  say({
    error: error instanceof Error ? error.message : String(error),
    name: error instanceof Error ? error.name : '',
  });
}
process.exit(0);
