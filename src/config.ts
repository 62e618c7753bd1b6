/**
 * Turns environment variables into one typed, frozen Config, or one error that lists every wrong value.
 * Knows names, defaults and ranges; refuses to know what the values are used for.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';

export type Environment = Record<string, string | undefined>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const nodeEnvs = ['development', 'production', 'test'] as const;
const tlsModes = ['require', 'verify-full'] as const;

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
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** Whether known operations are answered by compiled statements, in front of the resolvers. */
  readonly compiledReads: boolean;
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly sessionTtlDays: number;
  readonly demoData: boolean;
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

/** A variable whose text is parsed by `parse`; undefined from it means "not what was expected". */
function variable<T>(expected: string, parse: (text: string) => T | undefined) {
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

function integer(min: number, max: number) {
  return variable(`a whole number from ${min} to ${max}`, text => {
    if (!/^\d{1,15}$/.test(text)) return undefined;
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  });
}

function oneOf<const T extends readonly string[]>(values: T) {
  return variable(`one of ${values.join(', ')}`, (text): T[number] | undefined =>
    values.find(value => value === text),
  );
}

const flag = variable('true or false', text =>
  text === 'true' ? true : text === 'false' ? false : undefined,
);

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function postgresUrl(text: string): string | undefined {
  const url = parsedUrl(text);
  return url && /^postgres(ql)?:$/.test(url.protocol) && text.includes('://') ? text : undefined;
}

/** URLs of databases; a comma inside of one is written as %2C. */
function postgresUrls(text: string): readonly string[] | undefined {
  const urls = listOf(text);
  return urls.every(url => postgresUrl(url) !== undefined) ? Object.freeze(urls) : undefined;
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

/** Addresses, and networks as an address and the number of bits that count. */
function networkList(text: string): readonly string[] | undefined {
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

function originList(text: string): readonly string[] | undefined {
  const origins = listOf(text);
  const valid = origins.every(origin => /^https?:/.test(origin) && parsedUrl(origin)?.origin === origin);
  return valid ? Object.freeze(origins) : undefined;
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
  INTROSPECTION: flag,
  GRAPHIQL: flag,
  COMPILED_READS: oneOf(['on', 'off']),
  ALLOWED_ORIGINS: variable(
    'origins such as https://app.example.com, separated by commas, without a path',
    originList,
  ),
  TRUSTED_PROXIES: variable(
    'addresses and networks such as 10.0.0.0/8 or ::1, separated by commas',
    networkList,
  ),
  SESSION_TTL_DAYS: integer(1, 3650),
  DEMO_DATA: flag,
});

const holdsPasswords = new Set(['DATABASE_URL', 'DATABASE_REPLICA_URLS']);

/** What came, fit for a log: a connection URL may hold a password, so only its scheme is told. */
function shown(name: string, text: string | undefined): string {
  if (text === undefined) return 'nothing';
  if (!holdsPasswords.has(name)) return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):\/\//i.exec(text.trim())?.[1];
  return scheme === undefined
    ? 'a text that is not a URL (not shown, it may hold a password)'
    : `a ${scheme}:// address that cannot be used (the rest is not shown, it may hold a password)`;
}

/** Reads the variables; throws one ConfigError with all problems. An empty variable counts as absent. */
export function parseConfig(env: Environment): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = environment.safeParse(present);
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map(issue => {
        const name = String(issue.path[0]);
        return { variable: name, expected: issue.message, received: shown(name, env[name]) };
      }),
    );
  }
  const read = result.data;
  const nodeEnv = read.NODE_ENV ?? 'development';
  return Object.freeze({
    databaseUrl: read.DATABASE_URL,
    replicaUrls: read.DATABASE_REPLICA_URLS ?? Object.freeze([]),
    maxReplicaLagMs: read.DATABASE_REPLICA_MAX_LAG_MS ?? 2_000,
    port: read.PORT ?? 4000,
    host: read.HOST ?? '127.0.0.1',
    dataDir: read.DATA_DIR ?? '.data',
    logLevel: read.LOG_LEVEL ?? 'info',
    nodeEnv,
    slowOperationMs: read.SLOW_OPERATION_MS ?? 1_000,
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
    introspection: read.INTROSPECTION ?? true,
    compiledReads: read.COMPILED_READS !== 'off',
    graphiql: read.GRAPHIQL ?? nodeEnv !== 'production',
    allowedOrigins: read.ALLOWED_ORIGINS ?? Object.freeze([]),
    trustedProxies: read.TRUSTED_PROXIES ?? Object.freeze([]),
    sessionTtlDays: read.SESSION_TTL_DAYS ?? 30,
    demoData: read.DEMO_DATA ?? read.DATABASE_URL === undefined,
  });
}

/** The variables of a `.env` file in `folder`, if there is one, below those that are really set. */
export function withEnvFile(env: Environment, folder: string): Environment {
  const file = join(folder, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...env } : env;
}
