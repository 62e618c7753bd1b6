/**
 * `signIn`: an e-mail address and a password for a session and its bearer token.
 * An unknown address and a wrong password are one and the same to the client, in words and in time.
 */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { tables } from '../model/relations.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';
import {
  addSessionPayload,
  asSession,
  openingSession,
  openSession,
  orRateLimited,
  refused,
  type SessionResult,
  textInput,
} from './session-payload.ts';

const inputShape = z.object({
  email: textInput('e-mail address', 1, 320),
  password: textInput('password', 1, 1000),
});

export function addSignIn(extension: ApiExtension): void {
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
      resolve: (_, args, context) => orRateLimited(() => signIn(args.input, context)),
    }),
  );
}

/** The account of an e-mail address, if there is one, and the address as the database compares it: JavaScript's small letters are others. */
async function findAccount(email: string, { db }: ApiContext['database']) {
  const { users } = tables;
  const [found] = await db
    .select({ account: sql<string>`"given"."account"`, id: users.id, passwordHash: users.passwordHash })
    .from(sql`(select lower(${email}::text) as "account") as "given"`)
    .leftJoin(users, sql`lower(${users.email}) = "given"."account"`);
  const { account, id, passwordHash } = found!;
  return { account, user: id && passwordHash ? { id, passwordHash } : undefined };
}

async function signIn(
  input: { email: string; password: string },
  context: ApiContext,
): Promise<SessionResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { email, password } = parsed.data;
  const { attempts, passwords, database, client } = context;
  await attempts.countSignIn(client.ipAddress);
  const { account, user } = await findAccount(email, database);
  const takeBack = await attempts.countGuess(account, client.ipAddress);
  let isWrong = false;
  try {
    isWrong = !(await passwords.verify(password, user?.passwordHash));
  } finally {
    if (!isWrong) await takeBack();
  }
  if (user && !isWrong) return asSession(await openSession(user.id, context, database.db), context);
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
