/**
 * Turns environment variables into one typed, frozen Config, or one error that lists every wrong value.
 * Knows names, defaults and ranges; refuses to know what the values are used for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import {
  type AccountsConfig,
  accountDisagreements,
  accountsConfigOf,
  accountVariables,
} from './config-accounts.ts';
import {
  flag,
  integer,
  networkList,
  oneOf,
  originList,
  parsedUrl,
  postgresUrl,
  postgresUrls,
  redisUrl,
  shown,
  variable,
} from './config-values.ts';

export type Environment = Record<string, string | undefined>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const nodeEnvs = ['development', 'production', 'test'] as const;
const tlsModes = ['require', 'verify-full'] as const;
/** What OpenTelemetry knows; it would take another one for the default and go on. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
const limitStores = ['memory', 'redis', 'postgres'] as const;
const trustModes = ['off', 'prefer', 'only'] as const;

export interface Config {
  /** PostgreSQL to use; undefined means the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Replicas that queries may read from. */
  readonly replicaUrls: readonly string[];
  /** How far a replica may be behind to be read from. */
  readonly maxReplicaLagMs: number;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly logLevel: (typeof logLevels)[number];
  readonly nodeEnv: (typeof nodeEnvs)[number];
  /** From which on an operation is told as slow; 0 means never. */
  readonly slowOperationMs: number;
  /** Whether requests are traced, as the OTEL_ variables say. */
  readonly traces: boolean;
  readonly poolSize: number;
  readonly prepare: boolean;
  /** undefined leaves TLS to the URL. */
  readonly tls: (typeof tlsModes)[number] | undefined;
  /** 0 means no limit. */
  readonly statementTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** For how long a server that was asked to stop still takes requests, so that proxies can leave it; 0 means not at all. */
  readonly drainMs: number;
  readonly maxBodyBytes: number;
  readonly maxResponseBytes: number;
  readonly maxQueryTokens: number;
  readonly maxQueryDepth: number;
  readonly maxAliases: number;
  readonly maxWrittenRows: number;
  /** Points that one operation may cost. */
  readonly maxOperationCost: number;
  /** Points that whoever asks may use in the time; 0 means no limit. */
  readonly rateLimitPoints: number;
  readonly rateLimitSeconds: number;
  /** Where points and tries are counted: in this process, or where processes count together. */
  readonly limitsStore: (typeof limitStores)[number];
  readonly redisUrl: string | undefined;
  /** Hooks after writes that this process runs at a time; 0 leaves them to others. */
  readonly hookConcurrency: number;
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** Whether known operations are answered by compiled statements, in front of the resolvers. */
  readonly compiledReads: boolean;
  /** Documents that clients name by an id, and whether others may be asked too; undefined means that there are none. */
  readonly trustedDocuments: { readonly mode: 'prefer' | 'only'; readonly file: string } | undefined;
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly sessionTtlDays: number;
  readonly accounts: AccountsConfig;
  readonly demoData: boolean;
  /** Whether clients may ask for the statements and plans behind an answer. */
  readonly explain: boolean;
  /** Whether PostgreSQL holds statements on behalf of viewers to the rules too. */
  readonly rowLevelSecurity: boolean;
}

export interface ConfigProblem {
  readonly variable: string;
  readonly expected: string;
  readonly received: string;
}

/** Every wrong variable of one environment, ready to be printed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(p => `  ${p.variable}: expected ${p.expected}, got ${p.received}`);
    super(
      `The configuration is not usable:\n${lines.join('\n')}\nEvery variable is described in .env.example.`,
    );
    this.problems = problems;
  }
}

const environment = z.object({
  DATABASE_URL: variable('a URL that starts with postgres:// or postgresql://', postgresUrl),
  DATABASE_REPLICA_URLS: variable(
    'URLs that start with postgres:// or postgresql://, separated by commas',
    postgresUrls,
  ),
  DATABASE_REPLICA_MAX_LAG_MS: integer(100, 60_000),
  PORT: integer(0, 65_535),
  HOST: variable('an address or host name, without scheme or port', text =>
    /^[A-Za-z0-9._:%-]+$/.test(text) ? text : undefined,
  ),
  DATA_DIR: z.string().optional(),
  LOG_LEVEL: oneOf(logLevels),
  NODE_ENV: oneOf(nodeEnvs),
  SLOW_OPERATION_MS: integer(0, 3_600_000),
  DATABASE_POOL_SIZE: integer(1, 200),
  DATABASE_PREPARE: flag,
  DATABASE_TLS: oneOf(tlsModes),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(0, 3_600_000),
  REQUEST_TIMEOUT_MS: integer(1, 3_600_000),
  KEEP_ALIVE_TIMEOUT_MS: integer(1, 3_600_000),
  DRAIN_MS: integer(0, 600_000),
  MAX_BODY_BYTES: integer(1024, 1_073_741_824),
  MAX_RESPONSE_BYTES: integer(65_536, 268_435_456),
  MAX_QUERY_TOKENS: integer(1, 1_000_000),
  MAX_QUERY_DEPTH: integer(1, 1000),
  MAX_ALIASES: integer(0, 100_000),
  MAX_WRITTEN_ROWS: integer(1, 1_000_000),
  MAX_OPERATION_COST: integer(100, 1_000_000_000),
  RATE_LIMIT_POINTS: integer(0, 1_000_000_000_000),
  RATE_LIMIT_SECONDS: integer(1, 86_400),
  LIMITS_STORE: oneOf(limitStores),
  HOOK_CONCURRENCY: integer(0, 100),
  REDIS_URL: variable('a URL that starts with redis:// or rediss://', redisUrl),
  INTROSPECTION: flag,
  GRAPHIQL: flag,
  COMPILED_READS: oneOf(['on', 'off']),
  ROW_LEVEL_SECURITY: oneOf(['on', 'off']),
  TRUSTED_DOCUMENTS: oneOf(trustModes),
  TRUSTED_DOCUMENTS_FILE: z.string().optional(),
  ALLOWED_ORIGINS: variable(
    'origins such as https://app.example.com, separated by commas, without a path',
    originList,
  ),
  TRUSTED_PROXIES: variable(
    'addresses and networks such as 10.0.0.0/8 or ::1, separated by commas',
    networkList,
  ),
  SESSION_TTL_DAYS: integer(1, 3650),
  ...accountVariables,
  DEMO_DATA: flag,
  EXPLAIN: flag,
  OTEL_EXPORTER_OTLP_ENDPOINT: variable('a URL that starts with http:// or https://', text =>
    /^https?:\/\//.test(text) && parsedUrl(text) ? text : undefined,
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(['http/json']),
  OTEL_TRACES_SAMPLER: oneOf(samplers),
  OTEL_TRACES_SAMPLER_ARG: variable('a number from 0 to 1', text =>
    /^(0?\.\d+|[01](\.0+)?)$/.test(text) ? Number(text) : undefined,
  ),
  OTEL_SDK_DISABLED: flag,
});

/** What is wrong with a variable as another one is what it is. */
function disagreements(env: Environment): ConfigProblem[] {
  const { TRUSTED_DOCUMENTS: mode, TRUSTED_DOCUMENTS_FILE: file, NODE_ENV, EXPLAIN } = env;
  const { LIMITS_STORE, REDIS_URL } = env;
  const problems: ConfigProblem[] = accountDisagreements(env);
  if (file === undefined && ['prefer', 'only'].includes(mode?.trim() ?? 'off')) {
    const expected = `the path of a manifest, as TRUSTED_DOCUMENTS is ${mode}`;
    problems.push({ variable: 'TRUSTED_DOCUMENTS_FILE', expected, received: 'nothing' });
  }
  if (LIMITS_STORE?.trim() === 'redis' && REDIS_URL === undefined) {
    const expected = 'the URL of a Redis, as LIMITS_STORE is redis';
    problems.push({ variable: 'REDIS_URL', expected, received: 'nothing' });
  }
  if (NODE_ENV?.trim() === 'production' && EXPLAIN?.trim() === 'true') {
    // Plans tell how many rows others have.
    problems.push({ variable: 'EXPLAIN', expected: 'false, as NODE_ENV is production', received: '"true"' });
  }
  return problems;
}

function trustedDocumentsOf(
  mode: (typeof trustModes)[number] = 'off',
  file = '',
): Config['trustedDocuments'] {
  return mode === 'off' ? undefined : Object.freeze({ mode, file: file.trim() });
}

/** Reads the variables; throws one ConfigError with all problems. An empty variable counts as absent. */
export function parseConfig(env: Environment): Config {
  const present: Environment = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = environment.safeParse(present);
  const disagreeing = disagreements(present);
  if (!result.success || disagreeing.length > 0) {
    const wrong = (result.error?.issues ?? []).map(issue => {
      const name = String(issue.path[0]);
      return { variable: name, expected: issue.message, received: shown(name, env[name]) };
    });
    throw new ConfigError([...wrong, ...disagreeing]);
  }
  const read = result.data;
  const nodeEnv = read.NODE_ENV ?? 'development';
  const trustedDocuments = trustedDocumentsOf(read.TRUSTED_DOCUMENTS, read.TRUSTED_DOCUMENTS_FILE);
  return Object.freeze({
    databaseUrl: read.DATABASE_URL,
    replicaUrls: read.DATABASE_REPLICA_URLS ?? Object.freeze([]),
    maxReplicaLagMs: read.DATABASE_REPLICA_MAX_LAG_MS ?? 1_000,
    port: read.PORT ?? 4000,
    host: read.HOST ?? '127.0.0.1',
    dataDir: read.DATA_DIR ?? '.data',
    logLevel: read.LOG_LEVEL ?? 'info',
    nodeEnv,
    slowOperationMs: read.SLOW_OPERATION_MS ?? 1_000,
    traces: read.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && read.OTEL_SDK_DISABLED !== true,
    poolSize: read.DATABASE_POOL_SIZE ?? 10,
    prepare: read.DATABASE_PREPARE ?? true,
    tls: read.DATABASE_TLS,
    statementTimeoutMs: read.DATABASE_STATEMENT_TIMEOUT_MS ?? 10_000,
    requestTimeoutMs: read.REQUEST_TIMEOUT_MS ?? 15_000,
    keepAliveTimeoutMs: read.KEEP_ALIVE_TIMEOUT_MS ?? 65_000,
    // Nobody waits for it who stops a server at a terminal.
    drainMs: read.DRAIN_MS ?? (nodeEnv === 'production' ? 5_000 : 0),
    maxBodyBytes: read.MAX_BODY_BYTES ?? 1_048_576,
    maxResponseBytes: read.MAX_RESPONSE_BYTES ?? 20_971_520,
    maxQueryTokens: read.MAX_QUERY_TOKENS ?? 5000,
    maxQueryDepth: read.MAX_QUERY_DEPTH ?? 16,
    maxAliases: read.MAX_ALIASES ?? 50,
    maxWrittenRows: read.MAX_WRITTEN_ROWS ?? 2000,
    maxOperationCost: read.MAX_OPERATION_COST ?? 100_000,
    rateLimitPoints: read.RATE_LIMIT_POINTS ?? 1_000_000,
    rateLimitSeconds: read.RATE_LIMIT_SECONDS ?? 60,
    limitsStore: read.LIMITS_STORE ?? (read.REDIS_URL === undefined ? 'memory' : 'redis'),
    redisUrl: read.REDIS_URL,
    hookConcurrency: read.HOOK_CONCURRENCY ?? 4,
    introspection: read.INTROSPECTION ?? true,
    compiledReads: read.COMPILED_READS !== 'off',
    trustedDocuments,
    // GraphiQL sends documents of its own.
    graphiql: read.GRAPHIQL ?? (nodeEnv !== 'production' && trustedDocuments?.mode !== 'only'),
    allowedOrigins: read.ALLOWED_ORIGINS ?? Object.freeze([]),
    trustedProxies: read.TRUSTED_PROXIES ?? Object.freeze([]),
    sessionTtlDays: read.SESSION_TTL_DAYS ?? 30,
    accounts: accountsConfigOf(read),
    demoData: read.DEMO_DATA ?? read.DATABASE_URL === undefined,
    explain: read.EXPLAIN ?? false,
    rowLevelSecurity: read.ROW_LEVEL_SECURITY === 'on',
  });
}

/** The variables of a `.env` file in `folder`, if there is one, below those that are really set. */
export function withEnvFile(env: Environment, folder: string): Environment {
  const file = join(folder, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...env } : env;
}
