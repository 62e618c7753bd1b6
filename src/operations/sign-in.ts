/**
 * `signIn`: an e-mail address and a password for a session and its bearer token.
 * An unknown address and a wrong password are one and the same to the client, in words and in time.
 */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Extension } from '../generator/extension.ts';
import { verifyPassword } from '../identity/passwords.ts';
import { tables } from '../model/relations.ts';
import type { ApiContext } from './api-context.ts';
import {
  addSessionPayload,
  asSession,
  openingSession,
  openSession,
  refused,
  type SessionResult,
  textInput,
} from './session-payload.ts';

const inputShape = z.object({
  email: textInput('e-mail address', 1, 320),
  password: textInput('password', 1, 1000),
});

export function addSignIn(extension: Extension<ApiContext>): void {
  const { builder } = extension;
  const input = builder.inputType('SignInInput', {
    description: 'Who signs in.',
    fields: t => ({
      email: t.string({ required: true, description: 'The e-mail address of the account, in any case.' }),
      password: t.string({ required: true, description: 'The password of the account.' }),
    }),
  });
  const payload = addSessionPayload(extension, 'SignInPayload');
  builder.mutationField('signIn', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description: 'Signs in. The rest of the operation runs as the user who signed in.',
      args: { input: t.arg({ type: input, required: true, description: 'Who signs in.' }) },
      resolve: (_, args, context) => signIn(args.input, context),
    }),
  );
}

async function signIn(
  input: { email: string; password: string },
  context: ApiContext,
): Promise<SessionResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { email, password } = parsed.data;
  const address = context.client.ipAddress;
  await context.attempts.assertAllowed(email, address);
  const [user] = await context.database.db
    .select({ id: tables.users.id, passwordHash: tables.users.passwordHash })
    .from(tables.users)
    .where(sql`lower(${tables.users.email}) = lower(${email})`);
  if ((await verifyPassword(password, user?.passwordHash)) && user) {
    return asSession(await openSession(user.id, context, context.database.db), context);
  }
  await context.attempts.failed(email, address);
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
