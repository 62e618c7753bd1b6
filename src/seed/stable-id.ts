/**
 * Ids and hashes derived from names, so that seeded rows are the same in every run and documents can quote them.
 * Knows names only; refuses to make secrets: whatever is derived here is public.
 */
import { createHash } from 'node:crypto';

/** The UUID of a name: version 8 of RFC 9562, the first 122 free bits of its SHA-256. */
export function stableId(name: string): string {
  const bytes = createHash('sha256').update(`insightgraph demo data: ${name}`).digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * A value for a column that holds the SHA-256 of a secret. It is no hash of anything that can be sent as a
 * secret (hashed twice, with a prefix), so nobody can use the key or the invitation it stands for.
 */
export function unusableSecretHash(name: string): string {
  const inner = createHash('sha256').update(`insightgraph unusable secret: ${name}`).digest();
  return createHash('sha256').update(inner).digest('hex');
}
