/**
 * Variables that come from files: `.env` beside the server, and the example of one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Environment, parseConfig, withEnvFile } from './config.ts';

describe('.env files', () => {
  it('lie below the variables that are really set', () => {
    const folder = mkdtempSync(join(tmpdir(), 'insightgraph-env-'));
    try {
      expect(withEnvFile({ PORT: '1' }, folder)).toEqual({ PORT: '1' });
      writeFileSync(join(folder, '.env'), '# note\nPORT=2\nHOST="::1"\n');
      expect(withEnvFile({ PORT: '1' }, folder)).toEqual({ PORT: '1', HOST: '::1' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('.env.example names every variable and its values are accepted', () => {
    const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const pairs = [...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(match => [match[1], match[2]] as const);
    const source = ['./config.ts', './config-accounts.ts']
      .map(file => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('');
    const known = [...source.matchAll(/^ {2}([A-Z_]{4,}): /gm)].map(match => match[1]);
    expect(pairs.map(pair => pair[0]).sort()).toEqual(known.sort());
    const example = Object.fromEntries(pairs) as Environment;
    const noDefaults = [
      'DATABASE_URL',
      'DATABASE_REPLICA_URLS',
      'REDIS_URL',
      'DATABASE_TLS',
      'ALLOWED_ORIGINS',
      'TRUSTED_PROXIES',
      'TRUSTED_DOCUMENTS_FILE',
      'API_URL',
      'OIDC_PROVIDERS',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'JWT_ALGORITHMS',
      'JWT_JWKS_URL',
      'SMTP_URL',
      'MAIL_FROM',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ];
    const shownAsDefault = { ...example, ...Object.fromEntries(noDefaults.map(name => [name, ''])) };
    expect(parseConfig(shownAsDefault)).toEqual(parseConfig({}));
    expect(() => parseConfig(example)).not.toThrow();
  });
});
