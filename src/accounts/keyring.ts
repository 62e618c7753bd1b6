/**
 * What must be stored and read again, and by nobody else: sealed with AES-256-GCM under keys that the database does not have.
 * Knows keys by their ids; refuses to know what is sealed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EncryptionKey, encryptionKeyList } from '../config-accounts.ts';

const algorithm = 'aes-256-gcm';
const [ivBytes, tagBytes] = [12, 16];
const fileName = 'encryption-keys';

/** What tokens of identity providers are sealed for. */
export const providerTokenPurpose = 'provider-token';
/** What is sealed that a sign-in code stands for. */
export const signInCodePurpose = 'sign-in-code';

/** A sealed text that cannot be opened: its key is not there, it was changed, or it was sealed for something else. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

export class Keyring {
  private readonly find: () => readonly EncryptionKey[];
  private found: readonly EncryptionKey[] | undefined;

  /** @param keys at least one, of which the first one is for new texts; or what finds them when something is sealed or opened */
  constructor(keys: readonly EncryptionKey[] | (() => readonly EncryptionKey[])) {
    this.find = typeof keys === 'function' ? keys : () => keys;
  }

  /** What new texts are sealed with. @throws UnsealError where no keys can be had */
  get current(): EncryptionKey {
    return this.keys[0]!;
  }

  private get keys(): readonly EncryptionKey[] {
    this.found ??= this.find();
    return this.found;
  }

  /** @param purpose what it is for: it opens for nothing else */
  seal(text: string, purpose: string): string {
    const { id, key } = this.current;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${id}.${sealed.toString('base64url')}`;
  }

  /** @throws UnsealError */
  open(sealed: string, purpose: string): string {
    const id = keyIdOf(sealed);
    const key = this.keys.find(known => known.id === id)?.key;
    if (!key) throw new UnsealError(`There is no encryption key "${id}": add it to ENCRYPTION_KEYS.`);
    const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
    try {
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-tagBytes));
      return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new UnsealError(`A text sealed with the encryption key "${id}" cannot be opened.`, { cause });
    }
  }

  /** The ids of all keys that open. */
  get ids(): readonly string[] {
    return this.keys.map(({ id }) => id);
  }
}

/** Which key a text was sealed with. */
export const keyIdOf = (sealed: string): string => sealed.split('.', 1)[0]!;

/** A new key. */
export const createKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });

/** The keys of the environment, or those of a file in the data folder, which is made where there is none. */
export function openKeyring(keys: readonly EncryptionKey[] | undefined, dataDir: string): Keyring {
  return new Keyring(keys ?? (() => keysOfFile(dataDir)));
}

function keysOfFile(dataDir: string): readonly EncryptionKey[] {
  const file = join(dataDir, fileName);
  if (!existsSync(file)) {
    // Another name for each: servers that made keys of their own leave alone what others sealed.
    const { id, key } = createKey(`local-${randomBytes(4).toString('hex')}`);
    try {
      mkdirSync(dataDir, { recursive: true });
      // Of two processes that start at once, one makes it and both read it.
      writeNew(file, `${id}:${key.toString('base64')}\n`);
    } catch (cause) {
      throw new UnsealError(`No encryption keys can be kept in ${file}: set ENCRYPTION_KEYS.`, { cause });
    }
  }
  const keys = encryptionKeyList(readFileSync(file, 'utf8'));
  if (!keys)
    throw new UnsealError(
      `The file ${file} has no encryption keys: expected id:base64, separated by commas.`,
    );
  return keys;
}

function writeNew(file: string, content: string): void {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (Object(error).code !== 'EEXIST') throw error;
  }
}
