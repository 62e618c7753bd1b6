/**
 * Who asks of this product: users by the tokens of their sessions, API keys, share links, and anonymous viewers, who may sign in and no more.
 * What rules ask about them is the policy's; how their row is made, `viewer-row.ts` says.
 */
import { unauthenticated } from '../errors.ts';
import type { Viewers } from '../identity/viewers.ts';
import { viewerScope } from '../policy/viewer-scope.ts';
import { anonymous, invalidCredentials, parseAuthorization, type Viewer } from './viewer.ts';
import { type Credentials, hashOf, viewerExpressions, viewerStatement } from './viewer-row.ts';

const isAnonymous = (viewer: Viewer): viewer is typeof anonymous => viewer.kind === 'anonymous';
const notSignedIn = () =>
  unauthenticated('Sign in first: send the header "Authorization: Bearer <token>" with a token from signIn.');

function credentialsOf(viewer: Viewer): Credentials {
  if (isAnonymous(viewer)) throw notSignedIn();
  return viewer;
}

export const viewers = {
  ...viewerScope,
  anonymous,
  parse: parseAuthorization,
  idOf: viewer => (isAnonymous(viewer) ? undefined : hashOf(viewer)),
  refusal: viewer => (isAnonymous(viewer) ? notSignedIn() : undefined),
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
