/**
 * Addresses of hosts, networks and devices, as PostgreSQL writes them.
 */
import { isIP } from 'node:net';
import { badUserInput } from '../../errors.ts';
import { escapedText } from './json-text.ts';
import type { Meaning } from './meaning.ts';
import { comparisons } from './operators.ts';
import { baseType } from './sql-types.ts';
import { textScalar } from './text-scalar.ts';
import { asText, type Kind } from './value-kind.ts';

/** The bits of an address with its mask: 32 or 128 where it has none; undefined for another text. */
function addressOf(text: string): { readonly bytes: readonly number[]; readonly mask: number } | undefined {
  const [, address = '', bits] = /^([\da-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const width = version === 4 ? 32 : 128;
  const mask = bits === undefined ? width : Number(bits);
  return version === 0 || mask > width
    ? undefined
    : { bytes: version === 4 ? bytes4(address) : bytes6(address), mask };
}

const bytes4 = (address: string) => address.split('.').map(Number);

function bytes6(address: string): number[] {
  const [, four] = /:([\d.]+\.[\d.]+)$/.exec(address) ?? [];
  const tail = four === undefined ? [] : bytes4(four);
  const groups = four === undefined ? address : address.slice(0, -four.length).replace(/([^:]):$/, '$1');
  const [head = '', rest] = groups.split('::');
  const bytesOf = (part: string) =>
    part
      .split(':')
      .filter(group => group !== '')
      .flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  const before = bytesOf(head);
  const after = [...bytesOf(rest ?? ''), ...tail];
  return [...before, ...Array<number>(16 - before.length - after.length).fill(0), ...after];
}

/** Of a network, no bit is set behind its mask. */
function isNetwork(text: string): boolean {
  const address = addressOf(text);
  return (
    address?.bytes.every(
      (byte, i) => (byte & (255 >> Math.min(Math.max(address.mask - i * 8, 0), 8))) === 0,
    ) ?? false
  );
}

export const address: Kind = {
  columnTypes: ['PgInet', 'inet'],
  scalar: 'IPAddress',
  type: textScalar({
    name: 'IPAddress',
    description:
      'The address of a host, IPv4 or IPv6, with the mask of its network where there is one: 10.0.0.1/8.',
    expected: 'a text such as "10.0.0.1" or "2001:db8::1/64"',
    isValue: text => addressOf(text) !== undefined,
  }),
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asText,
  isWritten: text => addressOf(text) !== undefined,
  json: escapedText,
  // A cast to text adds the mask of a single host, which nothing else writes.
  read: text => text.replace(/^([^:]*)\/32$|^(.*:.*)\/128$/, '$1$2'),
};

export const network: Kind = {
  columnTypes: ['PgCidr', 'cidr'],
  scalar: 'IPNetwork',
  type: textScalar({
    name: 'IPNetwork',
    description: 'A network, IPv4 or IPv6, with its mask: 10.0.0.0/8.',
    expected: 'a text such as "10.0.0.0/8", without bits behind the mask',
    isValue: isNetwork,
  }),
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asText,
  isWritten: isNetwork,
  json: escapedText,
  read: asText,
};

const isDevice = (text: string) =>
  /^[\da-f]{2}([:-])[\da-f]{2}(?:\1[\da-f]{2}){4}(?:\1[\da-f]{2}\1[\da-f]{2})?$/i.test(text);

/** An address of as many bytes as the column's type has; of six, one of eight can be made. @throws BAD_USER_INPUT */
function deviceOf(value: unknown, path: string, { sqlType }: Meaning): string {
  const text = String(value);
  if (baseType(sqlType) === 'macaddr' && text.length > 17)
    throw badUserInput(`${path} must be the address of a device of six bytes.`);
  return text;
}

export const device: Kind = {
  columnTypes: ['PgMacaddr', 'PgMacaddr8', 'macaddr', 'macaddr8'],
  scalar: 'MACAddress',
  type: textScalar({
    name: 'MACAddress',
    description: 'The address of a device, of six bytes or eight: 08:00:2b:01:02:03.',
    expected: 'a text such as "08:00:2b:01:02:03"',
    isValue: isDevice,
  }),
  orderable: true,
  operators: comparisons,
  encode: deviceOf,
  toStored: deviceOf,
  isWritten: isDevice,
  plainWidth: 23,
  json: escapedText,
  read: asText,
};
