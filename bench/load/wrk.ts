/** Requests made by `wrk`, which tells what it counted as JSON. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hits, Shot } from './load.ts';

interface Told extends Omit<Hits, 'worked'> {
  readonly failures: number;
}

export async function shootWithWrk(shot: Shot): Promise<Hits> {
  const { origin, request, connections, seconds } = shot;
  const folder = await mkdtemp(join(tmpdir(), 'insightgraph-wrk-'));
  try {
    const script = join(folder, 'request.lua');
    await writeFile(script, scriptOf(shot));
    // wrk takes whole seconds only.
    const args = [
      '-t1',
      `-c${connections}`,
      `-d${Math.ceil(seconds)}s`,
      '--timeout',
      '30s',
      '-s',
      script,
      origin + request.path,
    ];
    const { stdout } = await promisify(execFile)('wrk', args);
    const { failures, ...hits } = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as Told;
    if (failures > 0)
      throw new Error(`${failures} of ${hits.requests} requests to ${origin}${request.path} failed.`);
    return { ...hits, worked: hits.requests + connections / 2 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scriptOf({ request, headers }: Shot): string {
  const head = { 'content-type': 'application/json', ...headers };
  return `wrk.method = "POST"
wrk.body = ${quoted(request.body)}
${Object.entries(head)
  .map(([name, value]) => `wrk.headers[${quoted(name)}] = ${quoted(value)}`)
  .join('\n')}
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%.3f,"p99":%.3f,"failures":%d}',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

/** A string of Lua in which every byte that could mean something is written as its number. */
const quoted = (text: string): string =>
  `"${[...Buffer.from(text)].map(byte => (/[\w ,.:/-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`)).join('')}"`;
