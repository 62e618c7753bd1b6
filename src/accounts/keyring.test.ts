import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createKey, Keyring, keyIdOf, openKeyring, UnsealError } from './keyring.ts';

const [old, young] = [createKey('2025'), createKey('2026')];

describe('Keyring', () => {
  it('opens what it sealed, also with keys that are not the current one any more', () => {
    const sealed = new Keyring([old]).seal('Grüße', 'mail');
    expect(sealed).toMatch(/^2025\.[A-Za-z0-9_-]+$/);
    expect(sealed).not.toBe(new Keyring([old]).seal('Grüße', 'mail'));
    const both = new Keyring([young, old]);
    expect(both.open(sealed, 'mail')).toBe('Grüße');
    expect(keyIdOf(both.seal('', 'mail'))).toBe('2026');
    expect(both.open(both.seal('', 'mail'), 'mail')).toBe('');
  });

  it('opens nothing that was changed, is for something else, or has a key that is not there', () => {
    const ring = new Keyring([old]);
    const sealed = ring.seal('secret', 'mail');
    const changed = sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    expect(() => ring.open(changed, 'mail')).toThrow(UnsealError);
    expect(() => ring.open(sealed, 'totp')).toThrow(UnsealError);
    expect(() => ring.open('2025.', 'mail')).toThrow(UnsealError);
    expect(() => new Keyring([young]).open(sealed, 'mail')).toThrow('no encryption key "2025"');
  });
});

describe('openKeyring', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a file that only its owner reads, and takes it from then on', () => {
    const dataDir = join(folder, 'new');
    const sealed = openKeyring(undefined, dataDir).seal('secret', 'mail');
    expect(openKeyring(undefined, dataDir).open(sealed, 'mail')).toBe('secret');
    expect(statSync(join(dataDir, 'encryption-keys')).mode & 0o777).toBe(0o600);
    expect(openKeyring([young], dataDir).ids).toEqual(['2026']);
  });

  it('says where no keys can be kept, once they are needed', () => {
    writeFileSync(join(folder, 'a file'), '');
    const keyring = openKeyring(undefined, join(folder, 'a file'));
    expect(() => keyring.seal('secret', 'mail')).toThrow('set ENCRYPTION_KEYS');
  });

  it('says of a file without keys that it has none', () => {
    writeFileSync(join(folder, 'encryption-keys'), 'nonsense');
    expect(() => openKeyring(undefined, folder).ids).toThrow('expected id:base64');
  });
});
