/**
 * Who asks of this product: users by the tokens of their sessions or of an issuer, API keys, share links, and anonymous viewers, who may sign in and no more.
 * What rules ask about them is the policy's; how their row is made, `viewer-row.ts` says.
 */
import { unauthenticated } from '../errors.ts';
import type { Viewers } from '../identity/viewers.ts';
import { viewerScope } from '../policy/viewer-scope.ts';
import { anonymous, hashToken, invalidCredentials, parseAuthorization, type Viewer } from './viewer.ts';
import { type Credentials, viewerExpressions, viewerStatement } from './viewer-row.ts';

const notSignedIn = () =>
  unauthenticated('Sign in first: send the header "Authorization: Bearer <token>" with a token from signIn.');

type Nobody = Exclude<Viewer, Credentials>;

const isNobody = (viewer: Viewer): viewer is Nobody =>
  viewer.kind === 'anonymous' || viewer.kind === 'unproven';
const refusalOf = ({ kind }: Nobody): Error => (kind === 'anonymous' ? notSignedIn() : invalidCredentials());

/** What a statement can check. @throws UNAUTHENTICATED where there is nothing */
export function credentialsOf(viewer: Viewer): Credentials {
  if (isNobody(viewer)) throw refusalOf(viewer);
  return viewer;
}

/** Of sessions, keys and links the hash that is stored, by which their use is noted. */
function idOf(viewer: Viewer): string | undefined {
  switch (viewer.kind) {
    case 'anonymous':
      return undefined;
    case 'unproven':
      return hashToken(viewer.token);
    case 'jwt':
      return hashToken(JSON.stringify([viewer.provider, viewer.subject]));
    case 'apiKey':
      return viewer.keyHash;
    default:
      return viewer.tokenHash;
  }
}

export const viewers = {
  ...viewerScope,
  anonymous,
  parse: parseAuthorization,
  idOf,
  refusal: viewer => (isNobody(viewer) ? refusalOf(viewer) : undefined),
  invalid: invalidCredentials,
  isGuest: viewer => viewer.kind === 'shareLink',
  samples: [
    { kind: 'user', tokenHash: '' },
    { kind: 'apiKey', keyHash: '' },
    { kind: 'shareLink', tokenHash: '' },
  ],
  expressions: viewer => viewerExpressions(credentialsOf(viewer)),
  statement: (viewer, asked) => viewerStatement(credentialsOf(viewer), asked),
} as const satisfies Viewers<Viewer>;
