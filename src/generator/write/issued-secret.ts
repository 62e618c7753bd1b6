/**
 * Secrets that the server issues: what they begin with, 256 random bits, and a checksum by which a mistyped one is told without a look-up.
 * Knows their form; what they open is not known here.
 */
import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** So many digits hold 256 bits, and so many the checksum. */
const randomDigits = 43;
const checksumDigits = 6;
/** So much of the random part may be known. */
const shownDigits = 8;

/** How all that is behind the prefix looks. */
const form = new RegExp(`^[0-9A-Za-z]{${randomDigits + checksumDigits}}$`);

function base62(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest /= 62n) text = digits[Number(rest % 62n)]! + text;
  return text;
}

const checksumOf = (text: string): string => base62(BigInt(crc32(text)), checksumDigits);

/** A new secret. */
export function newSecret(prefix: string): string {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const text = prefix + base62(random, randomDigits);
  return text + checksumOf(text);
}

/** Whether a text can be a secret that was issued: it has the form, and its checksum is right. */
export function isSecret(prefix: string, text: string): boolean {
  if (!text.startsWith(prefix) || !form.test(text.slice(prefix.length))) return false;
  return text.endsWith(checksumOf(text.slice(0, -checksumDigits)));
}

/** What is stored of a secret: its SHA-256, in hexadecimal. */
export const secretHash = (secret: string): string => hash('sha256', secret);

/** What a secret may be recognised by. */
export const secretStart = (prefix: string, secret: string): string =>
  secret.slice(0, prefix.length + shownDigits);
