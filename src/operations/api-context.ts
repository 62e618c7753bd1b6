/**
 * What the context of every request offers to hand-written fields.
 * Made by the server, once per request.
 */
import type { Database } from '../database/open.ts';
import type { Extension } from '../generator/extension.ts';
import type { ReadContext } from '../generator/request.ts';
import type { AttemptLimit } from '../identity/attempt-limit.ts';
import type { Passwords } from '../identity/passwords.ts';
import type { RequestIdentity } from '../identity/request-identity.ts';
import type { Relations } from '../model/relations.ts';
import type { viewerScope } from '../policy/viewer-scope.ts';

export interface ApiContext extends ReadContext {
  readonly identity: RequestIdentity;
  readonly database: Database;
  /** How long a new session lasts, in days. */
  readonly sessionTtlDays: number;
  readonly attempts: AttemptLimit;
  readonly passwords: Passwords;
  /** Where the request came from, for the record of a session. */
  readonly client: { readonly ipAddress: string | null; readonly userAgent: string | null };
}

/** What hand-written fields are added with; names that the registry does not have do not compile. */
export type ApiExtension = Extension<ApiContext, Relations, typeof viewerScope>;
