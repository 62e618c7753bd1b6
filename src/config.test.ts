import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, parseConfig, withEnvFile } from './config.ts';

function problemsOf(env: Environment): ConfigError {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const defaults = {
  databaseUrl: undefined,
  replicaUrls: [],
  maxReplicaLagMs: 2_000,
  port: 4000,
  host: '127.0.0.1',
  dataDir: '.data',
  logLevel: 'info',
  nodeEnv: 'development',
  slowOperationMs: 1_000,
  poolSize: 10,
  prepare: true,
  tls: undefined,
  statementTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  keepAliveTimeoutMs: 65_000,
  drainMs: 0,
  maxBodyBytes: 1_048_576,
  maxQueryTokens: 5000,
  maxQueryDepth: 16,
  maxAliases: 50,
  maxWrittenRows: 2000,
  maxResponseBytes: 20_971_520,
  introspection: true,
  compiledReads: true,
  graphiql: true,
  allowedOrigins: [],
  trustedProxies: [],
  sessionTtlDays: 30,
  demoData: true,
};

describe('parseConfig', () => {
  it('has a safe default for everything and is frozen', () => {
    const config = parseConfig({});
    expect(config).toEqual(defaults);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.allowedOrigins)).toBe(true);
  });

  it('reads every variable', () => {
    expect(
      parseConfig({
        DATABASE_URL: 'postgresql://u:p@db.example/x',
        DATABASE_REPLICA_URLS: 'postgres://u:p@one.example/x, postgres://u:p@two.example/x',
        DATABASE_REPLICA_MAX_LAG_MS: '500',
        PORT: '0',
        HOST: '0.0.0.0',
        DATA_DIR: '/srv/data',
        LOG_LEVEL: 'silent',
        NODE_ENV: 'production',
        SLOW_OPERATION_MS: '0',
        DATABASE_POOL_SIZE: '200',
        DATABASE_PREPARE: 'false',
        DATABASE_TLS: 'verify-full',
        DATABASE_STATEMENT_TIMEOUT_MS: '0',
        REQUEST_TIMEOUT_MS: '1000',
        KEEP_ALIVE_TIMEOUT_MS: '5000',
        DRAIN_MS: '7000',
        MAX_BODY_BYTES: '2048',
        MAX_QUERY_TOKENS: '100',
        MAX_QUERY_DEPTH: '5',
        MAX_ALIASES: '0',
        MAX_WRITTEN_ROWS: '10',
        MAX_RESPONSE_BYTES: '70000',
        INTROSPECTION: 'false',
        COMPILED_READS: 'off',
        GRAPHIQL: 'true',
        ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
        TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        SESSION_TTL_DAYS: '1',
        DEMO_DATA: 'true',
      }),
    ).toEqual({
      databaseUrl: 'postgresql://u:p@db.example/x',
      replicaUrls: ['postgres://u:p@one.example/x', 'postgres://u:p@two.example/x'],
      maxReplicaLagMs: 500,
      port: 0,
      host: '0.0.0.0',
      dataDir: '/srv/data',
      logLevel: 'silent',
      nodeEnv: 'production',
      slowOperationMs: 0,
      poolSize: 200,
      prepare: false,
      tls: 'verify-full',
      statementTimeoutMs: 0,
      requestTimeoutMs: 1000,
      keepAliveTimeoutMs: 5000,
      drainMs: 7000,
      maxBodyBytes: 2048,
      maxQueryTokens: 100,
      maxQueryDepth: 5,
      maxAliases: 0,
      maxWrittenRows: 10,
      maxResponseBytes: 70_000,
      introspection: false,
      compiledReads: false,
      graphiql: true,
      allowedOrigins: ['https://a.example', 'http://localhost:3000'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      sessionTtlDays: 1,
      demoData: true,
    });
  });

  it('takes an empty variable as absent', () => {
    const names = [
      'DATABASE_URL',
      'PORT',
      'DATA_DIR',
      'NODE_ENV',
      'GRAPHIQL',
      'ALLOWED_ORIGINS',
      'DATABASE_TLS',
    ];
    expect(parseConfig(Object.fromEntries(names.map(name => [name, ' '])))).toEqual(defaults);
  });

  it('lets GraphiQL, the demo data and the time to drain follow where the server runs', () => {
    expect(parseConfig({ NODE_ENV: 'production' })).toMatchObject({
      graphiql: false,
      demoData: true,
      drainMs: 5_000,
    });
    expect(parseConfig({ DATABASE_URL: 'postgres://h/d' })).toMatchObject({
      graphiql: true,
      demoData: false,
    });
  });

  it.each([
    ['DATABASE_URL', 'mysql://h/d'],
    ['DATABASE_REPLICA_URLS', 'postgres://h/d, mysql://h/d'],
    ['DATABASE_REPLICA_MAX_LAG_MS', '99'],
    ['DATABASE_URL', 'postgres:h'],
    ['DATABASE_URL', 'localhost:5432'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4e3'],
    ['HOST', 'http://localhost'],
    ['LOG_LEVEL', 'verbose'],
    ['NODE_ENV', 'prod'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_POOL_SIZE', '201'],
    ['DATABASE_PREPARE', 'yes'],
    ['DATABASE_TLS', 'prefer'],
    ['DATABASE_STATEMENT_TIMEOUT_MS', '1.5'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['MAX_BODY_BYTES', '1'],
    ['MAX_QUERY_DEPTH', 'deep'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://a.example/'],
    ['ALLOWED_ORIGINS', 'https://a.example,ftp://b.example'],
    ['SESSION_TTL_DAYS', '0'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '::1/'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['MAX_WRITTEN_ROWS', '0'],
    ['MAX_RESPONSE_BYTES', '65535'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value }).problems.map(problem => problem.variable)).toEqual([name]);
  });

  it('reports all problems at once: variable, what was expected, what came', () => {
    const error = problemsOf({ PORT: 'http', LOG_LEVEL: 'loud', GRAPHIQL: '1', HOST: '::1' });
    expect(error.problems.map(problem => problem.variable).sort()).toEqual(['GRAPHIQL', 'LOG_LEVEL', 'PORT']);
    expect(error.message).toContain('PORT: expected a whole number from 0 to 65535, got "http"');
    expect(error.message).toContain('GRAPHIQL: expected true or false, got "1"');
    expect(error.message).toContain('.env.example');
  });

  it('never prints a password', () => {
    for (const url of ['mysql://me:hunter2@h/d', 'me:hunter2@h', 'hunter2', 'postgres//me:hunter2@h/d']) {
      const error = problemsOf({ DATABASE_URL: url, PORT: 'x' });
      expect(error.problems).toHaveLength(2);
      expect(`${error.message}${JSON.stringify(error.problems)}`).not.toContain('hunter2');
    }
  });
});

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
    const source = readFileSync(new URL('./config.ts', import.meta.url), 'utf8');
    const known = [...source.matchAll(/^ {2}([A-Z_]{4,}): /gm)].map(match => match[1]);
    expect(pairs.map(pair => pair[0]).sort()).toEqual(known.sort());
    const example = Object.fromEntries(pairs) as Environment;
    const noDefaults = [
      'DATABASE_URL',
      'DATABASE_REPLICA_URLS',
      'DATABASE_TLS',
      'ALLOWED_ORIGINS',
      'TRUSTED_PROXIES',
    ];
    const shownAsDefault = { ...example, ...Object.fromEntries(noDefaults.map(name => [name, ''])) };
    expect(parseConfig(shownAsDefault)).toEqual(defaults);
    expect(() => parseConfig(example)).not.toThrow();
  });
});
