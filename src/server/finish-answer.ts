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
  /** Others may be added to them. */
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
  /** Of parts, which are compressed as they are written. */
  readonly coding?: Coding | undefined;
}

export async function finishAnswer(answer: Answer, request: IncomingMessage): Promise<FinishedAnswer> {
  const { status, tag } = answer;
  if (answer.parts) return finishParts(answer, request);
  const body = answer.body.length > shortText ? bytesOf(answer.body) : answer.body;
  // The viewer's own cache may keep it, and asks each time whether it is still so: who asks is checked each time.
  const kept = tag === undefined ? undefined : { 'cache-control': 'private, no-cache', etag: tag };
  if (tag !== undefined && isNamed(tag, request.headers['if-none-match'])) {
    return { status: 304, headers: { vary, ...kept }, body: Buffer.alloc(0) };
  }
  const coding =
    Buffer.byteLength(body) >= minCompressedBytes ? codingFor(request.headers['accept-encoding']) : undefined;
  const content =
    coding === undefined
      ? body
      : await (answer.encoded?.(coding) ?? compress(bytesOf(body), coding, quality.once));
  // Other answers depend on who asks, and may hold a token.
  const headers: Record<string, string> = { ...answer.headers, vary, 'cache-control': 'no-store' };
  // One by one: to spread an object behind another takes longer than most of what a short request needs.
  if (kept) Object.assign(headers, kept);
  if (coding !== undefined) headers['content-encoding'] = coding;
  // An answer that has no body has no length either.
  if (status !== 204) headers['content-length'] = String(Buffer.byteLength(content));
  return { status, headers, body: content };
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
