import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, parseConfig } from './config.ts';

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
  maxReplicaLagMs: 1_000,
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
  maxOperationCost: 100_000,
  rateLimitPoints: 1_000_000,
  rateLimitSeconds: 60,
  limitsStore: 'memory',
  redisUrl: undefined,
  hookConcurrency: 4,
  maxResponseBytes: 20_971_520,
  introspection: true,
  compiledReads: true,
  trustedDocuments: undefined,
  explain: false,
  rowLevelSecurity: false,
  traces: false,
  graphiql: true,
  allowedOrigins: [],
  trustedProxies: [],
  sessionTtlDays: 30,
  accounts: parseConfig({}).accounts,
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
        MAX_OPERATION_COST: '5000',
        RATE_LIMIT_POINTS: '0',
        RATE_LIMIT_SECONDS: '3600',
        LIMITS_STORE: 'postgres',
        REDIS_URL: 'rediss://:p@cache.example:6380/1',
        HOOK_CONCURRENCY: '0',
        MAX_RESPONSE_BYTES: '70000',
        INTROSPECTION: 'false',
        COMPILED_READS: 'off',
        TRUSTED_DOCUMENTS: 'only',
        TRUSTED_DOCUMENTS_FILE: '/srv/manifest.json',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
        OTEL_SDK_DISABLED: 'false',
        EXPLAIN: 'false',
        GRAPHIQL: 'true',
        ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
        TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        SESSION_TTL_DAYS: '1',
        SESSION_IDLE_DAYS: '0',
        ENCRYPTION_KEYS: `k2:${'A'.repeat(43)}=, k1:${'B'.repeat(42)}A=`,
        APP_URL: 'https://app.example/start/',
        SMTP_URL: 'smtps://me:hunter2@smtp.example:465',
        MAIL_FROM: 'Product analytics <mail@example.com>',
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
      maxOperationCost: 5_000,
      rateLimitPoints: 0,
      rateLimitSeconds: 3_600,
      limitsStore: 'postgres',
      redisUrl: 'rediss://:p@cache.example:6380/1',
      hookConcurrency: 0,
      maxResponseBytes: 70_000,
      introspection: false,
      compiledReads: false,
      trustedDocuments: { mode: 'only', file: '/srv/manifest.json' },
      explain: false,
      rowLevelSecurity: false,
      traces: true,
      graphiql: true,
      allowedOrigins: ['https://a.example', 'http://localhost:3000'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      sessionTtlDays: 1,
      accounts: {
        sessionIdleDays: 0,
        rules: { signUp: 'open', emailConfirmation: 'required', passwordMinLength: 15 },
        identityProviders: [],
        appUrl: 'https://app.example/start',
        smtp: {
          url: 'smtps://me:hunter2@smtp.example:465',
          from: { name: 'Product analytics', address: 'mail@example.com' },
        },
        encryptionKeys: [
          { id: 'k2', key: Buffer.alloc(32) },
          { id: 'k1', key: Buffer.from(`${'B'.repeat(42)}A=`, 'base64') },
        ],
      },
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
    ['TRUSTED_DOCUMENTS', 'true'],
    ['LIMITS_STORE', 'file'],
    ['HOOK_CONCURRENCY', '101'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_SDK_DISABLED', 'yes'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value }).problems.map(problem => problem.variable)).toEqual([name]);
  });

  it('wants a manifest where trusted documents are asked, and tells of it with all other problems', () => {
    const { problems } = problemsOf({ TRUSTED_DOCUMENTS: 'prefer', PORT: 'http' });
    expect(problems.map(({ variable }) => variable)).toEqual(['PORT', 'TRUSTED_DOCUMENTS_FILE']);
    expect(problems[1]!.expected).toBe('the path of a manifest, as TRUSTED_DOCUMENTS is prefer');
    expect(parseConfig({ TRUSTED_DOCUMENTS_FILE: 'manifest.json' }).trustedDocuments).toBeUndefined();
  });

  it('counts limits in the Redis that is named, unless another store is', () => {
    const redis = { REDIS_URL: 'redis://127.0.0.1' };
    expect(parseConfig(redis).limitsStore).toBe('redis');
    expect(parseConfig({ ...redis, LIMITS_STORE: 'memory' }).limitsStore).toBe('memory');
    expect(parseConfig({ LIMITS_STORE: 'postgres' }).limitsStore).toBe('postgres');
    expect(problemsOf({ LIMITS_STORE: 'redis' }).problems).toEqual([
      {
        variable: 'REDIS_URL',
        expected: 'the URL of a Redis, as LIMITS_STORE is redis',
        received: 'nothing',
      },
    ]);
  });

  it('tells no plans in production', () => {
    expect(parseConfig({ EXPLAIN: 'true' }).explain).toBe(true);
    expect(parseConfig({ ROW_LEVEL_SECURITY: 'on' }).rowLevelSecurity).toBe(true);
    expect(problemsOf({ EXPLAIN: 'true', NODE_ENV: 'production' }).problems).toEqual([
      { variable: 'EXPLAIN', expected: 'false, as NODE_ENV is production', received: '"true"' },
    ]);
  });

  it('leaves GraphiQL out where its documents would be refused, unless it is asked for', () => {
    const only = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILE: 'manifest.json' };
    expect(parseConfig(only).graphiql).toBe(false);
    expect(parseConfig({ ...only, GRAPHIQL: 'true' }).graphiql).toBe(true);
    expect(parseConfig({ ...only, TRUSTED_DOCUMENTS: 'prefer' }).graphiql).toBe(true);
  });

  it('traces where there is somebody to send them to, and nobody forbids it', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp' };
    expect(parseConfig(endpoint).traces).toBe(true);
    expect(parseConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).traces).toBe(false);
    expect(parseConfig({ OTEL_TRACES_SAMPLER: 'always_on' }).traces).toBe(false);
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
