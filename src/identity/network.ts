/**
 * What is counted by where it comes from: an address, of IPv6 its first half, as the other is any client's to choose.
 */
import { isIPv6 } from 'node:net';

export function networkOf(address: string | null): string {
  // Most are of IPv4, and Node's test of the others is long.
  if (!address?.includes(':') || !isIPv6(address)) return address ?? 'unknown';
  // URLs write each address in one way.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
