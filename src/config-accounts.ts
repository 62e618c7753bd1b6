/**
 * The environment variables of accounts and access: names, defaults and ranges.
 * Part of the configuration, which reads them with all others.
 */
import { integer, parsedUrl, variable } from './config-values.ts';

/** What accounts need of the environment. */
export interface AccountsConfig {
  /** Keys by which what must be read again is sealed, the first one for what is new; undefined means those of a file in DATA_DIR. */
  readonly encryptionKeys: readonly EncryptionKey[] | undefined;
  /** Days after which a session ends that nobody uses; 0 means never. */
  readonly sessionIdleDays: number;
  /** Where the application for people is, to which links in mails lead. */
  readonly appUrl: string;
}

/** A key of 256 bits and what it is called. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

/** `id:base64`, separated by commas; no id twice. */
export function encryptionKeyList(text: string): readonly EncryptionKey[] | undefined {
  const keys = text.split(',').map(each => {
    const [, id, key] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(each) ?? [];
    return id === undefined ? undefined : { id, key: Buffer.from(key!, 'base64') };
  });
  const known = keys.filter(key => key !== undefined);
  const isWhole = known.length === keys.length && new Set(known.map(({ id }) => id)).size === known.length;
  return isWhole ? Object.freeze(known) : undefined;
}

export const accountVariables = {
  SESSION_IDLE_DAYS: integer(0, 3650),
  ENCRYPTION_KEYS: variable(
    'ids and keys such as k1:<32 bytes in base64>, separated by commas',
    encryptionKeyList,
  ),
  APP_URL: variable('a URL that starts with http:// or https://', text => {
    const url = parsedUrl(text);
    return url && /^https?:$/.test(url.protocol) && /^https?:\/\//.test(text)
      ? text.replace(/\/+$/, '')
      : undefined;
  }),
};

/** Of the variables what `accountVariables` made of them. */
interface Read {
  readonly SESSION_IDLE_DAYS?: number | undefined;
  readonly ENCRYPTION_KEYS?: readonly EncryptionKey[] | undefined;
  readonly APP_URL?: string | undefined;
}

export const accountsConfigOf = (read: Read): AccountsConfig =>
  Object.freeze({
    encryptionKeys: read.ENCRYPTION_KEYS,
    sessionIdleDays: read.SESSION_IDLE_DAYS ?? 14,
    appUrl: read.APP_URL ?? 'http://localhost:5173',
  });
