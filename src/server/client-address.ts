/**
 * From which address a request comes: the socket's, or behind trusted proxies the one that they tell.
 * Believes nothing that a client could have written; refuses to know what addresses are used for.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

export class ClientAddresses {
  private readonly trusted = new BlockList();
  private readonly hasProxies: boolean;

  /** @param trustedProxies addresses and networks, as the configuration has checked them */
  constructor(trustedProxies: readonly string[]) {
    this.hasProxies = trustedProxies.length > 0;
    for (const entry of trustedProxies) {
      const [address = '', prefix] = entry.split('/');
      if (prefix === undefined) this.trusted.addAddress(address, familyOf(address));
      else this.trusted.addSubnet(address, Number(prefix), familyOf(address));
    }
  }

  /**
   * The last address on the way that is no trusted proxy's. What stands before it in X-Forwarded-For is the client's word.
   * Where a proxy wrote no address, its own is all that is known.
   */
  of({ socket, headers }: IncomingMessage): string | null {
    let address = plainAddress(socket.remoteAddress ?? '');
    // To look an address up in a list takes longer than most of what a short request needs.
    if (!this.hasProxies) return address ?? null;
    const told = headers['x-forwarded-for'];
    const hops = told === undefined ? [] : String(told).split(',');
    while (address !== undefined && this.trusted.check(address, familyOf(address))) {
      const next = plainAddress(hops.pop()?.trim() ?? '');
      if (next === undefined) break;
      address = next;
    }
    return address ?? null;
  }

  /**
   * Whether the request comes from this machine, and from no proxy on it. A proxy that sends no header of its own and speaks
   * HTTP/1.1 looks like a browser here: see docs/security.md.
   */
  isLocal({ socket, headers, httpVersion }: IncomingMessage): boolean {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (this.hasProxies || peer === undefined || !loopback.check(peer, familyOf(peer))) return false;
    // No browser has spoken HTTP/1.0 for long; proxies do, unless they are told otherwise.
    return httpVersion !== '1.0' && !Object.keys(headers).some(name => ofProxies.test(name));
  }
}

const ofProxies =
  /^(x-forwarded(-.*)?|forwarded|via|x-real-ip|x-client-ip|x-original-.*|cf-.*|true-client-ip)$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether what a server listens on can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, familyOf(host)));

/** An address without a port, a zone, or the form that IPv4 has in IPv6; undefined for what is none. */
function plainAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
