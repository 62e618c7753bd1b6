/**
 * Bodies in the coding that a client takes: Brotli or gzip.
 * Knows the Accept-Encoding header and zlib, whose work is done by threads; refuses to know what is in a body.
 */
import { promisify } from 'node:util';
import {
  type BrotliCompress,
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  type Gzip,
  gzip,
} from 'node:zlib';
import { type Coding, codings } from './answer.ts';

/** Below it, an answer fits into one packet either way, and compressing only costs. */
export const minCompressedBytes = 1_024;

const runBrotli = promisify(brotliCompress);
const runGzip = promisify(gzip);

/** What a body is compressed with. Both take about the same time; more effort pays only where the result is kept. */
export const quality = { once: { br: 3, gzip: 5 }, kept: { br: 6, gzip: 9 } } as const;

export function compress(
  body: Buffer,
  coding: Coding,
  effort: (typeof quality)[keyof typeof quality],
): Promise<Buffer> {
  if (coding === 'gzip') return runGzip(body, { level: effort.gzip });
  return runBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: effort.br,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}

/** For a body that is not there as a whole: what was written leaves it when it is flushed. */
export function compressor(coding: Coding): Gzip | BrotliCompress {
  if (coding === 'gzip') return createGzip({ level: quality.once.gzip });
  return createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality.once.br,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

/** The coding that a client likes best; undefined for none. Of what it likes equally, the one that is smaller. */
export function codingFor(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map(part => part.trim().toLowerCase());
    const weight = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
    weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0;
  // As it is, unless the client says how much it likes that: any coding that it takes is better.
  const asIs = weights.get('identity') ?? 0;
  const [best] = codings
    .filter(coding => weightOf(coding) > 0 && weightOf(coding) >= asIs)
    .sort((a, b) => weightOf(b) - weightOf(a));
  return best;
}
