/**
 * A real OpenID provider on a port of its own, at which nobody has to type: whoever comes is who the test says.
 * Its keys can be changed, and it can go down, while others rely on it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

/** Somebody who has an account at the provider. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface ProviderClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

export interface OpenIdProvider {
  readonly issuer: string;
  /** Whoever signs in from now on. */
  account: ProviderAccount;
  /** Other keys from now on, as providers do from time to time. */
  changeKeys(): Promise<void>;
  /** A token as it signs them, with these claims beside the issuer. */
  token(claims: object, header?: object): Promise<string>;
  /** Nobody answers until it is up again. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startOpenIdProvider(client: ProviderClient): Promise<OpenIdProvider> {
  let server: Server;
  let answer: ReturnType<Provider['callback']>;
  let port = 0;
  let key: JWK;
  const up = () =>
    new Promise<void>(resolve => {
      server = createServer((request, response) => answer(request, response));
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const down = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await up();
  const made: OpenIdProvider = {
    issuer: `http://127.0.0.1:${port}`,
    account: { sub: 'nobody' },
    changeKeys: async () => {
      key = await newKey();
      answer = providerOf(made, client, key).callback();
    },
    token: async (claims, header = {}) =>
      new SignJWT({ iss: made.issuer, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: key.kid!, ...header })
        .sign(key),
    down,
    up,
    close: down,
  };
  await made.changeKeys();
  return made;
}

let keysMade = 0;
async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: `key-${++keysMade}` };
}

function providerOf(made: OpenIdProvider, client: ProviderClient, key: JWK): Provider {
  const provider = new Provider(made.issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    jwks: { keys: [key as never] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['test'] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: () => {
      const { account } = made;
      return { accountId: account.sub, claims: () => ({ ...account }) };
    },
    // Consent is given.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      });
      grant.addOIDCScope('openid email profile offline_access');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) return next();
    await provider.interactionFinished(context.req, context.res, { login: { accountId: made.account.sub } });
    context.respond = false;
  });
  return provider;
}
