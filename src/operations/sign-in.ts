/**
 * `signIn`: an e-mail address and a password for a session and its bearer token.
 * An unknown address and a wrong password are one and the same to the client, in words and in time.
 */
import { sql, type Table } from 'drizzle-orm';
import { z } from 'zod';
import { tables } from '../database/relations.ts';
import type { Extension } from '../generator/schema/extension.ts';
import type { UserError } from '../generator/schema/user-errors.ts';
import { verifyPassword } from '../identity/passwords.ts';
import { createSessionToken, hashToken } from '../identity/viewer.ts';
import type { ApiContext } from './api-context.ts';

interface SignInResult {
  readonly token: string | null;
  readonly userErrors: readonly UserError[];
}

const millisecondsPerDay = 86_400_000;
const text = (field: string, max: number) =>
  z
    .string()
    .min(1, `The ${field} is missing.`)
    .max(max, `The ${field} is longer than ${max} characters.`)
    .refine(
      value => !value.includes('\u0000') && !/\p{Surrogate}/u.test(value),
      `The ${field} is not a valid text.`,
    );
const inputShape = z.object({ email: text('e-mail address', 320), password: text('password', 1000) });

export function addSignIn(extension: Extension<ApiContext>): void {
  const { builder } = extension;
  const input = builder.inputType('SignInInput', {
    description: 'Who signs in.',
    fields: t => ({
      email: t.string({ required: true, description: 'The e-mail address of the account, in any case.' }),
      password: t.string({ required: true, description: 'The password of the account.' }),
    }),
  });
  const payload = builder.objectRef<SignInResult>('SignInPayload').implement({
    description: 'A new session, or what was wrong.',
    fields: t => ({
      token: t.exposeString('token', {
        nullable: true,
        description: 'The bearer token of the session, shown this once; null where signing in failed.',
      }),
      session: t.field({
        type: extension.type('Session'),
        nullable: true,
        description: 'The new session; null where signing in failed.',
        resolve: ({ token }, _args, context, info) =>
          (token === null
            ? null
            : extension.readRow('sessions', session => hasToken(session, token), context, info)) as never,
      }),
      userErrors: t.field({
        type: [extension.type('UserError')],
        description: 'What was wrong; empty where signing in succeeded.',
        resolve: result => result.userErrors as never,
      }),
    }),
  });
  builder.mutationField('signIn', t =>
    t.field({
      type: payload,
      description: 'Signs in. The rest of the operation runs as the user who signed in.',
      args: { input: t.arg({ type: input, required: true, description: 'Who signs in.' }) },
      resolve: (_, args, context) => signIn(args.input, context),
    }),
  );
}

const hasToken = (session: Table, token: string) =>
  sql`${(session as typeof tables.sessions).tokenHash} = ${hashToken(token)}`;

async function signIn(
  input: { email: string; password: string },
  context: ApiContext,
): Promise<SignInResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) {
    return {
      token: null,
      userErrors: parsed.error.issues.map(issue => ({
        code: 'BAD_USER_INPUT',
        message: issue.message,
        path: ['input', ...issue.path.map(String)],
      })),
    };
  }
  const { email, password } = parsed.data;
  const { db } = context.database;
  const [user] = await db
    .select({ id: tables.users.id, passwordHash: tables.users.passwordHash })
    .from(tables.users)
    .where(sql`lower(${tables.users.email}) = lower(${email})`);
  if (!(await verifyPassword(password, user?.passwordHash)) || !user) {
    return {
      token: null,
      userErrors: [
        {
          code: 'UNAUTHENTICATED',
          message: 'The e-mail address or the password is not right.',
          path: ['input'],
        },
      ],
    };
  }
  const token = createSessionToken();
  const tokenHash = hashToken(token);
  await db.insert(tables.sessions).values({
    userId: user.id,
    tokenHash,
    expiresAt: new Date(Date.now() + context.sessionTtlDays * millisecondsPerDay),
    lastUsedAt: new Date(),
    ipAddress: context.client.ipAddress,
    userAgent: context.client.userAgent,
  });
  context.identity.become({ kind: 'user', tokenHash });
  return { token, userErrors: [] };
}
