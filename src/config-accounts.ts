/**
 * The environment variables of accounts and access: names, defaults and ranges.
 * Part of the configuration, which reads them with all others.
 */
import { z } from 'zod';
import { integer, listOf, oneOf, parsedUrl, variable } from './config-values.ts';

/** What accounts need of the environment. */
export interface AccountsConfig {
  readonly rules: AccountRules;
  /** Keys by which what must be read again is sealed, the first one for what is new; undefined means those of a file in DATA_DIR. */
  readonly encryptionKeys: readonly EncryptionKey[] | undefined;
  /** Days after which a session ends that nobody uses; 0 means never. */
  readonly sessionIdleDays: number;
  /** Where the application for people is, to which links in mails lead. */
  readonly appUrl: string;
  /** Where browsers reach this server; undefined means at its own port of this machine. */
  readonly apiUrl: string | undefined;
  /** Where users can sign in beside; none unless given. */
  readonly identityProviders: readonly IdentityProviderConfig[];
  /** Whose tokens are taken beside those of sessions; undefined means nobody's. */
  readonly tokenIssuer: TokenIssuerConfig | undefined;
  /** Where mails are handed over, and whom they are from; undefined means nowhere. */
  readonly smtp: { readonly url: string; readonly from: MailAddress } | undefined;
}

/** An identity provider of OpenID Connect, and what it knows this application by. */
export interface IdentityProviderConfig {
  /** In addresses, and of accounts. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly scope: string;
  /** Whether its tokens are kept, sealed. */
  readonly keepTokens: boolean;
}

/** Who signs tokens that are taken as `Authorization: Bearer <JWT>`, and which of them. */
export interface TokenIssuerConfig {
  readonly issuer: string;
  /** Whom a token has to be for: one of these. */
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  /** Where the issuer's keys are; undefined means where its metadata says. */
  readonly jwksUrl: string | undefined;
}

/** Whom a mail is from, as people and as machines know it. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const signUpModes = ['open', 'invited', 'closed'] as const;
const confirmationModes = ['optional', 'required'] as const;

/** Who may have an account, and with what. */
export interface AccountRules {
  /** Who may sign up: everybody, who was invited, or nobody. */
  readonly signUp: (typeof signUpModes)[number];
  /** Whether an account comes to be only with the token of a mail to its address. */
  readonly emailConfirmation: (typeof confirmationModes)[number];
  /** Characters of a new password at least. */
  readonly passwordMinLength: number;
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

/** `name@example.com`, or `Name <name@example.com>`. */
function mailAddress(text: string): MailAddress | undefined {
  const [, quotedName, name, address] =
    /^(?:(?:"([^"\p{Cc}]*)"|([^"<>\p{Cc}]*?))\s*<)?([^\s<>"@,;:]+@[^\s<>"@,;:]+?)>?$/u.exec(text) ?? [];
  const isWhole = text.includes('<') === text.endsWith('>');
  return address === undefined || !isWhole ? undefined : { name: quotedName ?? name ?? '', address };
}

function smtpUrl(text: string): string | undefined {
  const url = parsedUrl(text);
  return url && /^smtps?:$/.test(url.protocol) && url.hostname !== '' ? text : undefined;
}

/** By TLS, but for a provider on the same machine. */
const isSafe = (text: string): boolean =>
  /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(`${text}/`) && parsedUrl(text) !== undefined;

const issuer = z.string().refine(isSafe);
const safeUrl = variable('a URL that starts with https://', text => (isSafe(text) ? text : undefined));

/** With a key that only the issuer has: of the others, whoever can check a token could make one. */
const signatures = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

function signatureList(text: string): readonly string[] | undefined {
  const names = listOf(text);
  return names.length > 0 && names.every(each => signatures.includes(each))
    ? Object.freeze(names)
    : undefined;
}

function audienceList(text: string): readonly string[] | undefined {
  const audience = listOf(text);
  return audience.length > 0 ? Object.freeze(audience) : undefined;
}

const identityProviders = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
      issuer,
      clientId: z.string().min(1),
      clientSecret: z.string().min(1).optional(),
      scope: z
        .string()
        .regex(/(^| )openid( |$)/)
        .default('openid email profile'),
      keepTokens: z.boolean().default(false),
    }),
  )
  .refine(all => new Set(all.map(({ name }) => name)).size === all.length);

/** A JSON array of providers, no name twice. */
function identityProviderList(text: string): readonly IdentityProviderConfig[] | undefined {
  try {
    return Object.freeze(identityProviders.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const webUrl = variable('a URL that starts with http:// or https://', text => {
  const url = parsedUrl(text);
  return url && /^https?:$/.test(url.protocol) && /^https?:\/\//.test(text)
    ? text.replace(/\/+$/, '')
    : undefined;
});

export const accountVariables = {
  SESSION_IDLE_DAYS: integer(0, 3650),
  SMTP_URL: variable('a URL that starts with smtp:// or smtps://', smtpUrl),
  MAIL_FROM: variable('an address such as insightgraph <mail@example.com>', mailAddress),
  SIGN_UP: oneOf(signUpModes),
  EMAIL_CONFIRMATION: oneOf(confirmationModes),
  PASSWORD_MIN_LENGTH: integer(8, 128),
  ENCRYPTION_KEYS: variable(
    'ids and keys such as k1:<32 bytes in base64>, separated by commas',
    encryptionKeyList,
  ),
  APP_URL: webUrl,
  API_URL: webUrl,
  OIDC_PROVIDERS: variable(
    'a JSON array of providers, each with name, issuer (https) and clientId, and maybe clientSecret, scope and keepTokens',
    identityProviderList,
  ),
  JWT_ISSUER: safeUrl,
  JWT_AUDIENCE: variable('whom tokens are for, separated by commas', audienceList),
  JWT_ALGORITHMS: variable(`some of ${signatures.join(', ')}, separated by commas`, signatureList),
  JWT_JWKS_URL: safeUrl,
};

/** Of the variables what `accountVariables` made of them. */
interface Read {
  readonly NODE_ENV?: string | undefined;
  readonly SIGN_UP?: AccountRules['signUp'] | undefined;
  readonly EMAIL_CONFIRMATION?: AccountRules['emailConfirmation'] | undefined;
  readonly PASSWORD_MIN_LENGTH?: number | undefined;
  readonly SESSION_IDLE_DAYS?: number | undefined;
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM?: MailAddress | undefined;
  readonly ENCRYPTION_KEYS?: readonly EncryptionKey[] | undefined;
  readonly APP_URL?: string | undefined;
  readonly API_URL?: string | undefined;
  readonly OIDC_PROVIDERS?: readonly IdentityProviderConfig[] | undefined;
  readonly JWT_ISSUER?: string | undefined;
  readonly JWT_AUDIENCE?: readonly string[] | undefined;
  readonly JWT_ALGORITHMS?: readonly string[] | undefined;
  readonly JWT_JWKS_URL?: string | undefined;
}

function tokenIssuerOf(read: Read): TokenIssuerConfig | undefined {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_ALGORITHMS, JWT_JWKS_URL: jwksUrl } = read;
  if (issuer === undefined || audience === undefined) return undefined;
  const algorithms = JWT_ALGORITHMS ?? Object.freeze(['RS256']);
  return Object.freeze({ issuer, audience, algorithms, jwksUrl });
}

const smtpOf = ({ SMTP_URL: url, MAIL_FROM: from }: Read): AccountsConfig['smtp'] =>
  url === undefined || from === undefined ? undefined : Object.freeze({ url, from });

/** What is wrong with a variable of accounts as another one is what it is. */
export const accountDisagreements = (env: Readonly<Record<string, string | undefined>>) => [
  ...mailDisagreements(env),
  ...issuerDisagreements(env),
];

function issuerDisagreements(env: Readonly<Record<string, string | undefined>>) {
  const { JWT_ISSUER, JWT_AUDIENCE, ROW_LEVEL_SECURITY } = env;
  if (JWT_ISSUER === undefined) {
    const alone = ['JWT_AUDIENCE', 'JWT_ALGORITHMS', 'JWT_JWKS_URL'].filter(name => env[name] !== undefined);
    return alone.map(variable => ({
      variable,
      expected: 'nothing, as there is no JWT_ISSUER',
      received: 'a value',
    }));
  }
  const problems = [];
  if (JWT_AUDIENCE === undefined) {
    const expected = 'whom the tokens of JWT_ISSUER are for: others are for other applications';
    problems.push({ variable: 'JWT_AUDIENCE', expected, received: 'nothing' });
  }
  if (ROW_LEVEL_SECURITY?.trim() === 'on') {
    // PostgreSQL cannot check a signature: whoever connects as one of the roles could say that they are anybody.
    const expected = 'nothing, as ROW_LEVEL_SECURITY is on: PostgreSQL could not tell whether a token holds';
    problems.push({ variable: 'JWT_ISSUER', expected, received: 'an issuer' });
  }
  return problems;
}

function mailDisagreements({
  SMTP_URL,
  MAIL_FROM,
  EMAIL_CONFIRMATION,
}: Readonly<Record<string, string | undefined>>) {
  if (SMTP_URL === undefined && EMAIL_CONFIRMATION?.trim() === 'required') {
    const expected = 'optional, as there is no SMTP_URL: nobody could have an account';
    return [{ variable: 'EMAIL_CONFIRMATION', expected, received: '"required"' }];
  }
  if (SMTP_URL === undefined || MAIL_FROM !== undefined) return [];
  const expected = 'the address that mails are from, as there is an SMTP_URL';
  return [{ variable: 'MAIL_FROM', expected, received: 'nothing' }];
}

const rulesOf = (read: Read): AccountRules =>
  Object.freeze({
    signUp: read.SIGN_UP ?? 'open',
    emailConfirmation: read.EMAIL_CONFIRMATION ?? (read.SMTP_URL === undefined ? 'optional' : 'required'),
    // Without a second factor, 15 are what NIST SP 800-63B asks for.
    passwordMinLength: read.PASSWORD_MIN_LENGTH ?? (read.NODE_ENV === 'production' ? 15 : 8),
  });

export const accountsConfigOf = (read: Read): AccountsConfig =>
  Object.freeze({
    rules: rulesOf(read),
    encryptionKeys: read.ENCRYPTION_KEYS,
    sessionIdleDays: read.SESSION_IDLE_DAYS ?? 14,
    appUrl: read.APP_URL ?? 'http://localhost:5173',
    apiUrl: read.API_URL,
    identityProviders: read.OIDC_PROVIDERS ?? Object.freeze([]),
    tokenIssuer: tokenIssuerOf(read),
    smtp: smtpOf(read),
  });
