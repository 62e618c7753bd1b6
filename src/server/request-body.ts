/**
 * What comes with a request: its body within a limit, its headers, its client's word for it.
 * Knows Node's streams; refuses to know what is asked.
 */
import type { IncomingMessage } from 'node:http';

const clientRequestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

/** The whole body, or null where it is larger than the limit. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // Events, not an iterator, which makes several promises for each part of the body.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.removeAllListeners('data');
        resolve(null);
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('The client went away before its request was complete.'));
    });
  });
}

export function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** What the client calls the request, where that is harmless to repeat: never the request's id, as others can give the same. */
export function clientRequestIdOf(request: IncomingMessage): string | null {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && clientRequestIdPattern.test(given) ? given : null;
}
