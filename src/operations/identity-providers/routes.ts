/**
 * `/auth/<provider>/start` and `/auth/<provider>/callback`: a browser's way to an identity provider and back to the application, which
 * gets a code for once. Never a session: addresses are written down in too many places.
 */
import type { IncomingMessage } from 'node:http';
import {
  type IdentityProviders,
  journeySeconds,
  ProviderUnavailable,
  SignInRefused,
} from '../../accounts/identity-providers.ts';
import type { Keyring } from '../../accounts/keyring.ts';
import { type ErrorCode, isCoded, shownCodeOf } from '../../errors.ts';
import { type AttemptLimit, createAttemptLimit } from '../../identity/attempt-limit.ts';
import type { Answer } from '../../server/answer.ts';
import type { ServerParts } from '../../server/connect-api.ts';
import type { FurtherRoute, FurtherRoutes } from '../../server/further-routes.ts';
import { storeSignInCode } from './sign-in-codes.ts';

export interface ProviderRoutesOptions extends ServerParts {
  readonly keyring: Keyring;
  readonly providers: IdentityProviders;
  /** Where the application for people is. */
  readonly appUrl: string;
  /** Whether browsers reach this server by TLS. */
  readonly isSecure: boolean;
}

/** A SHA-256 in base64url. */
const challengePattern = /^[A-Za-z0-9_-]{43}$/;
const cookieName = 'insightgraph_sign_in';

/** All routes, by their paths. */
export function providerRoutes(options: ProviderRoutesOptions): FurtherRoutes {
  const { makeLimiter, metrics, providers } = options;
  const attempts = createAttemptLimit({ makeLimiter, onRefused: metrics.rateLimited });
  return Object.fromEntries(
    providers.names.flatMap(name => [
      [`/auth/${name}/start`, route(options, attempts, request => start(options, name, request))],
      [`/auth/${name}/callback`, route(options, attempts, request => callback(options, name, request))],
    ]),
  );
}

const route =
  (
    options: ProviderRoutesOptions,
    attempts: AttemptLimit,
    answer: (request: IncomingMessage) => Promise<Answer>,
  ): FurtherRoute =>
  async (request, { address, log }) => {
    if (request.method !== 'GET') return plain(405, 'Open this address in a browser.\n', { allow: 'GET' });
    try {
      await attempts.countSignIn(address);
      return await answer(request);
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      log.warn({ err: error }, 'a sign-in by an identity provider came to nothing');
      return toApp(options, { error: code, message: Object(error).message });
    }
  };

async function start(
  options: ProviderRoutesOptions,
  name: string,
  request: IncomingMessage,
): Promise<Answer> {
  const challenge = new URLSearchParams(queryOf(request)).get('challenge') ?? '';
  if (!challengePattern.test(challenge))
    return plain(
      400,
      'The parameter "challenge" is wanted: the SHA-256 of a secret of yours, in base64url.\n',
    );
  const { url, journey } = await options.providers.begin(name, challenge);
  return redirect(url, cookie(options, name, journey, journeySeconds));
}

async function callback(
  options: ProviderRoutesOptions,
  name: string,
  request: IncomingMessage,
): Promise<Answer> {
  const { identity, challenge } = await options.providers.end(name, queryOf(request), cookieOf(request));
  const code = await storeSignInCode({ identity, challenge }, options);
  return toApp(options, { code }, cookie(options, name, '', 0));
}

const codeOf = (error: unknown): ErrorCode | undefined => {
  if (error instanceof ProviderUnavailable) return 'UNAVAILABLE';
  if (error instanceof SignInRefused) return 'UNAUTHENTICATED';
  return isCoded(error) ? shownCodeOf(error) : undefined;
};

/** The fragment stays in the browser: no server, and no Referer, has it. */
const toApp = (
  { appUrl }: ProviderRoutesOptions,
  told: Record<string, string>,
  headers: Headers = {},
): Answer => redirect(`${appUrl}/sign-in#${new URLSearchParams(told)}`, headers);

type Headers = Readonly<Record<string, string>>;

const redirect = (location: string, headers: Headers): Answer =>
  plain(302, 'You are being sent on.\n', { location, ...headers });

const plain = (status: number, body: string, headers: Headers = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body,
});

/** Lax: it comes along when the provider sends the browser back, and with no request of another page's. */
const cookie = (
  { isSecure }: ProviderRoutesOptions,
  name: string,
  value: string,
  seconds: number,
): Headers => ({
  'set-cookie': `${cookieName}=${value}; Path=/auth/${name}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`,
});

const cookieOf = ({ headers }: IncomingMessage): string | undefined =>
  new RegExp(`(?:^|;\\s*)${cookieName}=([A-Za-z0-9._-]+)`).exec(headers.cookie ?? '')?.[1];

const queryOf = ({ url = '' }: IncomingMessage): string => {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
};
