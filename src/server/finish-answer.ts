/**
 * What every answer gets before it is written, whichever path it came by: length, coding, and how it may be kept.
 * Knows HTTP's headers; refuses to know what an answer says.
 */
import type { IncomingMessage } from 'node:http';
import type { Answer, Coding } from './answer.ts';
import { codingFor, compress, minCompressedBytes, quality } from './compression.ts';
import { isNamed } from './entity-tag.ts';

/** What answers depend on, beside the address: a cache in between must not give one for another. */
const vary = 'Accept, Accept-Encoding, Authorization, Origin';

/** What Node writes of a text together with the headers, without memory of its own; a longer one is better made into bytes before. */
const shortText = 4_000;

export interface FinishedAnswer extends Pick<Answer, 'parts' | 'ended'> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Of parts, which are compressed as they are written. */
  readonly coding?: Coding | undefined;
}

export async function finishAnswer(answer: Answer, request: IncomingMessage): Promise<FinishedAnswer> {
  const { status, tag } = answer;
  if (answer.parts) return finishParts(answer, request);
  const body = answer.body.length > shortText ? bytesOf(answer.body) : answer.body;
  const kept =
    tag === undefined
      ? // Answers depend on who asks, and may hold a token.
        { 'cache-control': 'no-store' }
      : // The viewer's own cache may keep it, and asks each time whether it is still so: who asks is checked each time.
        { 'cache-control': 'private, no-cache', etag: tag };
  if (tag !== undefined && isNamed(tag, request.headers['if-none-match'])) {
    return { status: 304, headers: { vary, ...kept }, body: Buffer.alloc(0) };
  }
  const coding =
    Buffer.byteLength(body) >= minCompressedBytes ? codingFor(request.headers['accept-encoding']) : undefined;
  const content =
    coding === undefined
      ? body
      : await (answer.encoded?.(coding) ?? compress(bytesOf(body), coding, quality.once));
  return {
    status,
    headers: {
      ...answer.headers,
      vary,
      ...kept,
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
      // An answer that has no body has no length either.
      ...(status === 204 ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
    },
    body: content,
  };
}

const bytesOf = (body: string | Buffer) => (typeof body === 'string' ? Buffer.from(body) : body);

/** Whose length nobody knows, and of which proxies are to hold nothing back. */
function finishParts({ status, headers, parts, ended }: Answer, request: IncomingMessage): FinishedAnswer {
  const coding = codingFor(request.headers['accept-encoding']);
  return {
    status,
    headers: {
      ...headers,
      vary,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
    },
    body: Buffer.alloc(0),
    parts,
    ended,
    coding,
  };
}
