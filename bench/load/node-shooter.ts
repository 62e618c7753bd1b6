/** The process of `node.ts`: shoots once, tells what it hit, and ends. */
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import type { Hits, Shot } from './load.ts';

const [shot] = (await once(process, 'message')) as [Shot];
try {
  process.send!(await shoot(shot));
} catch (error) {
  process.send!({ failure: String(error) });
}
process.disconnect();

async function shoot({ origin, request, headers, connections, seconds }: Shot): Promise<Hits> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const options = {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(request.body),
      ...headers,
    },
  };
  const once = () =>
    new Promise<number>((resolve, reject) => {
      httpRequest(origin + request.path, options, response => {
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
        });
        response.on('end', () =>
          response.statusCode === 200 ? resolve(bytes) : reject(new Error(`status ${response.statusCode}`)),
        );
        response.on('error', reject);
      })
        .on('error', reject)
        .end(request.body);
    });
  const times: number[] = [];
  let bytes = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const connection = async () => {
    for (let now = performance.now(); now < until; ) {
      bytes += await once();
      const then = performance.now();
      times.push(then - now);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    requests: times.length,
    worked: times.length,
    seconds: (performance.now() - startedAt) / 1000,
    bytes,
    p50: at(0.5),
    p99: at(0.99),
  };
}
