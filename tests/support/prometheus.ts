/**
 * Metrics as Prometheus reads them, and Prometheus' own tool to check them with.
 * Knows the text format; refuses to know what is measured.
 */
import { spawnSync } from 'node:child_process';

/** Values by name and labels, as they are written: `name{label="value"}`. */
export type Samples = ReadonlyMap<string, number>;

export async function scrape(origin: string): Promise<Samples> {
  return samplesIn(await (await fetch(`${origin}/metrics`)).text());
}

export const samplesIn = (text: string): Samples =>
  new Map(
    text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

/** What grew between two moments, of the samples whose name matches. */
export function growth(before: Samples, after: Samples, name: RegExp): Record<string, number> {
  return Object.fromEntries(
    [...after]
      .filter(([key]) => name.test(key))
      .map(([key, value]): [string, number] => [key, value - (before.get(key) ?? 0)])
      .filter(([, value]) => value !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Whether Prometheus' tool is there. */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) {
  console.warn(
    'Metrics and alert rules are not checked by Prometheus: there is no promtool. Install it ("apt-get install prometheus").',
  );
}

/** What the tool has to say, and whether it accepts what it was given. */
export function promtool(args: readonly string[], input = ''): { accepted: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', [...args], { input, encoding: 'utf8' });
  return { accepted: status === 0, said: `${stdout}${stderr}` };
}
