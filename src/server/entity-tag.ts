/**
 * Names for contents, by which a client asks whether what it has is still so.
 * The tags are weak: a strong one would name the bytes, which are others in each content coding.
 */
import { createHash } from 'node:crypto';

export const entityTagOf = (body: string | Buffer): string =>
  `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

/** Whether an If-None-Match header names the content. */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const plain = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some(candidate => plain(candidate) === plain(tag));
}
