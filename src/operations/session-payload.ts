/**
 * What signing in and signing up have in common: a session is opened, and its token shown once.
 * Knows sessions; who may have one is decided by the operations.
 */
import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { createSessionToken, hashToken } from '../accounts/viewer.ts';
import { type FieldPrice, priceExtension } from '../generator/price/field-price.ts';
import type { Row } from '../generator/request.ts';
import type { UserError } from '../generator/types/user-errors.ts';
import { onceExtension } from '../generator/write/mutation-tally.ts';
import { tables } from '../model/relations.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';
import { fault, faultsOf, orHavingToWait } from './input-faults.ts';

export interface SessionResult {
  readonly token: string | null;
  /** Whether the account comes to be with the token of a mail. */
  readonly confirmationSent?: boolean;
  readonly userErrors: readonly UserError[];
  /** Whether a code of the second factor is all that is missing. */
  readonly wantsCode?: boolean;
}

/** What fields that open a session have in common: many in one request would be many guesses, or many accounts. */
export const openingSession = {
  [onceExtension]: 'sign in or up',
  // A password is hashed.
  [priceExtension]: { points: 2_000 } satisfies FieldPrice,
};

const millisecondsPerDay = 86_400_000;

/** What has to be mended, as a result without a session. */
export const noSession = (userErrors: readonly UserError[]): SessionResult => ({ token: null, userErrors });

/** What stands against a session of a user who proved to be one: only they are told. */
export const suspensionFault = ({
  suspendedAt,
}: {
  readonly suspendedAt: Date | null;
}): UserError | undefined =>
  suspendedAt ? fault('FORBIDDEN', 'The account is suspended. Ask whoever runs this deployment.') : undefined;

/** The faults of an input as a result without a session. */
export const refused = (error: z.ZodError): SessionResult => noSession(faultsOf(error));

/** The result of an operation, in which having to wait is one of the things that a client can mend. */
export const orRateLimited = (open: () => Promise<SessionResult>): Promise<SessionResult> =>
  orHavingToWait(open, noSession);

/** A session that was stored. */
interface OpenedSession {
  readonly token: string;
  readonly userId: string;
}

/** Stores a new session of the user; the request goes on as the user with `asSession`. */
export async function openSession(
  userId: string,
  { sessionTtlDays, sessionIdleDays, client }: ApiContext,
  db: Pick<ApiContext['database']['db'], 'insert'>,
): Promise<OpenedSession> {
  const token = createSessionToken();
  const now = Date.now();
  await db.insert(tables.sessions).values({
    userId,
    tokenHash: hashToken(token),
    expiresAt: new Date(now + sessionTtlDays * millisecondsPerDay),
    idleExpiresAt: sessionIdleDays === 0 ? null : new Date(now + sessionIdleDays * millisecondsPerDay),
    lastUsedAt: new Date(now),
    ipAddress: client.ipAddress,
    userAgent: client.userAgent,
  });
  return { token, userId };
}

/** Lets the rest of the operation run as the user of a session. Only once it is committed: until then there is nobody to be. */
export function asSession({ token, userId }: OpenedSession, { identity, opened }: ApiContext): SessionResult {
  const tokenHash = hashToken(token);
  opened(tokenHash, userId);
  identity.become({ kind: 'user', tokenHash });
  return { token, userErrors: [] };
}

const hasToken = ({ tokenHash }: typeof tables.sessions, token: string) =>
  sql`${tokenHash} = ${hashToken(token)}`;

/** Adds the payload type of an operation that opens a session. */
export function addSessionPayload(extension: ApiExtension, name: string) {
  return extension.payload<SessionResult>(name, {
    description: 'A new session, or what has to be mended.',
    fields: t => ({
      token: t.exposeString('token', {
        nullable: true,
        description: 'The bearer token of the session, shown this once; null where there is none.',
      }),
      session: t.field({
        type: extension.type<Row>('Session'),
        nullable: true,
        description: 'The new session; null where there is none.',
        resolve: ({ token }, _args, context, info) =>
          token === null
            ? null
            : extension.readRow('sessions', session => hasToken(session, token), context, info),
      }),
    }),
  });
}

/** Adds to a payload whether a code of the second factor is all that is missing. */
export function addSecondFactorRequired(
  { builder }: ApiExtension,
  payload: ReturnType<typeof addSessionPayload>,
): void {
  builder.objectField(payload, 'secondFactorRequired', t =>
    t.boolean({
      description:
        'Whether the same has to be sent again, with a code of the second factor, as nothing else is missing.',
      resolve: ({ wantsCode = false }) => wantsCode,
    }),
  );
}
