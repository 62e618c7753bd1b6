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

/** The only media type of a POST's body. Others could be sent by a form on any web site. */
const bodyMediaType = /^application\/(json|graphql-response\+json)\s*(;|$)/i;
const charset = /;\s*charset\s*=([^;]*)/i;

/** Why the body of a request cannot be read as it is declared; undefined where it can. */
export function unreadable({ headers }: IncomingMessage): string | undefined {
  const type = headers['content-type'] ?? '';
  if (!bodyMediaType.test(type))
    return 'Send the request as JSON, with the header "Content-Type: application/json".';
  // Taken for UTF-8 it would be another text, and would be stored so.
  if (!/^\s*"?utf-?8"?\s*$/i.test(charset.exec(type)?.[1] ?? 'utf-8'))
    return 'Send the request in UTF-8, the only charset of JSON.';
  const coding = headers['content-encoding'] ?? 'identity';
  return /^\s*identity\s*$/i.test(coding)
    ? undefined
    : 'Send the request without a Content-Encoding: compressed bodies are not read.';
}

/** Headers that say one thing only; of two that differ, a proxy might believe the other one. */
const singular = new Set(['host', 'authorization']);

/** The name of a header that is there twice and must not be. */
export function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  const met = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (!singular.has(name)) continue;
    if (met.has(name)) return name;
    met.add(name);
  }
  return undefined;
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
