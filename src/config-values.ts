/**
 * What the text of an environment variable may be, and what it is then: numbers, flags, URLs, lists. And how it is told where it is none of these.
 * Knows forms; which variable has which is the configuration's.
 */
import { isIP } from 'node:net';
import { z } from 'zod';

/** A variable whose text is parsed by `parse`; undefined from it means "not what was expected". */
export function variable<T>(expected: string, parse: (text: string) => T | undefined) {
  return z
    .string()
    .transform((text, context): T => {
      const value = parse(text.trim());
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    })
    .optional();
}

export function integer(min: number, max: number) {
  return variable(`a whole number from ${min} to ${max}`, text => {
    if (!/^\d{1,15}$/.test(text)) return undefined;
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return variable(`one of ${values.join(', ')}`, (text): T[number] | undefined =>
    values.find(value => value === text),
  );
}

export const flag = variable('true or false', text =>
  text === 'true' ? true : text === 'false' ? false : undefined,
);

export function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

export function postgresUrl(text: string): string | undefined {
  const url = parsedUrl(text);
  return url && /^postgres(ql)?:$/.test(url.protocol) && text.includes('://') ? text : undefined;
}

/** URLs of databases; a comma inside of one is written as %2C. */
export function postgresUrls(text: string): readonly string[] | undefined {
  const urls = listOf(text);
  return urls.every(url => postgresUrl(url) !== undefined) ? Object.freeze(urls) : undefined;
}

export function redisUrl(text: string): string | undefined {
  const url = parsedUrl(text);
  return url && /^rediss?:$/.test(url.protocol) && text.includes('://') ? text : undefined;
}

export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

/** Addresses, and networks as an address and the number of bits that count. */
export function networkList(text: string): readonly string[] | undefined {
  const networks = listOf(text);
  const valid = networks.every(network => {
    const [address = '', bits, ...rest] = network.split('/');
    const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
    return (
      longest > 0 &&
      rest.length === 0 &&
      (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
    );
  });
  return valid ? Object.freeze(networks) : undefined;
}

export function originList(text: string): readonly string[] | undefined {
  const origins = listOf(text);
  const valid = origins.every(origin => /^https?:/.test(origin) && parsedUrl(origin)?.origin === origin);
  return valid ? Object.freeze(origins) : undefined;
}

const holdPasswords: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'DATABASE_REPLICA_URLS',
  'REDIS_URL',
  'SMTP_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]);

/** What came, fit for a log: a connection URL may hold a password, so only its scheme is told. */
export function shown(name: string, text: string | undefined): string {
  if (text === undefined) return 'nothing';
  if (name === 'ENCRYPTION_KEYS') return 'a text without usable keys (not shown)';
  if (name === 'OIDC_PROVIDERS') return 'a text without usable providers (not shown, it may hold secrets)';
  if (!holdPasswords.has(name)) return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(text.trim())?.[1];
  return scheme === undefined
    ? 'a text that is not a URL (not shown, it may hold a password)'
    : `a ${scheme}:// address that cannot be used (the rest is not shown, it may hold a password)`;
}
