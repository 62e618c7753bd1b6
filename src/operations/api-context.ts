/**
 * What the context of every request offers to hand-written fields: what the server gives, and what signing in takes.
 * Made once; the server puts it into each request.
 */
import type { Keyring } from '../accounts/keyring.ts';
import { Passwords } from '../accounts/passwords.ts';
import type { Viewer } from '../accounts/viewer.ts';
import type { AccountRules } from '../config-accounts.ts';
import type { Extension } from '../generator/extension.ts';
import {
  type AttemptLimit,
  type AttemptLimitOptions,
  createAttemptLimit,
} from '../identity/attempt-limit.ts';
import { type MakeLimiter, memoryLimiter } from '../identity/limiters.ts';
import type { RequestIdentity } from '../identity/request-identity.ts';
import type { Relations } from '../model/relations.ts';
import type { viewerScope } from '../policy/viewer-scope.ts';
import type { ServerContext } from '../server/request-context.ts';

/** What signing in takes. */
export interface SignInParts {
  /** How long a new session lasts, in days. */
  readonly sessionTtlDays: number;
  /** Days after which it ends where nobody uses it; 0 means never. */
  readonly sessionIdleDays: number;
  /** Who may have an account, and with what. */
  readonly accountRules: AccountRules;
  readonly attempts: AttemptLimit;
  readonly passwords: Passwords;
  /** What must be stored and read again is sealed with. */
  readonly keyring: Keyring;
}

export interface ApiContext extends ServerContext, SignInParts {
  readonly identity: RequestIdentity<Viewer>;
}

/** What hand-written fields are added with; names that the registry does not have do not compile. */
export type ApiExtension = Extension<ApiContext, Relations, typeof viewerScope>;

export interface SignInOptions
  extends Pick<SignInParts, 'sessionTtlDays' | 'sessionIdleDays' | 'accountRules' | 'keyring'> {
  /** Where tries are counted; in this process where it is not given. */
  readonly makeLimiter?: MakeLimiter | undefined;
  readonly passwords?: Passwords;
  /** Told of each try too many. */
  readonly onRefused: NonNullable<AttemptLimitOptions['onRefused']>;
}

/** Tries are counted and passwords hashed in one place for all requests. */
export const signInParts = ({
  sessionTtlDays,
  sessionIdleDays,
  accountRules,
  keyring,
  makeLimiter = memoryLimiter,
  passwords = new Passwords(),
  onRefused,
}: SignInOptions): SignInParts => ({
  sessionTtlDays,
  sessionIdleDays,
  accountRules,
  keyring,
  attempts: createAttemptLimit({ makeLimiter, onRefused }),
  passwords,
});
