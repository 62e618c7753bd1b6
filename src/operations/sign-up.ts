/**
 * `signUp`: a new account, and a first session of it.
 * That an address has an account already is told: nobody could sign up otherwise.
 */
import { z } from 'zod';
import { codeOf } from '../database/failure.ts';
import { withRetries } from '../database/retry.ts';
import { tables } from '../model/relations.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';
import { textInput } from './input-faults.ts';
import {
  addSessionPayload,
  asSession,
  openingSession,
  openSession,
  orRateLimited,
  refused,
  type SessionResult,
} from './session-payload.ts';

const uniqueViolation = '23505';

const inputShape = z.object({
  email: textInput('e-mail address', 1, 320).regex(
    /^[^@\s]+@[^@\s]+$/,
    'The e-mail address must have the form name@example.com.',
  ),
  password: textInput('password', 8, 1000),
  displayName: textInput('display name', 1, 200).refine(
    name => name.trim() !== '',
    'The display name must not be blank.',
  ),
});

export function addSignUp(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('SignUpInput', {
    description: 'A new account.',
    fields: t => ({
      email: t.string({ required: true, description: 'The e-mail address to sign in with.' }),
      password: t.string({ required: true, description: 'The password, at least 8 characters.' }),
      displayName: t.string({ required: true, description: 'The name shown to other members.' }),
    }),
  });
  const payload = addSessionPayload(extension, 'SignUpPayload');
  builder.mutationField('signUp', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description: 'Makes an account and signs in. The rest of the operation runs as the new user.',
      args: { input: t.arg({ type: input, required: true, description: 'The new account.' }) },
      resolve: (_, args, context) => orRateLimited(() => signUp(args.input, context)),
    }),
  );
}

async function signUp(input: z.input<typeof inputShape>, context: ApiContext): Promise<SessionResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { email, password, displayName } = parsed.data;
  await context.attempts.countSignUp(context.client.ipAddress);
  try {
    const passwordHash = await context.passwords.hash(password);
    // Both or neither: an account whose token never came could not be signed up again.
    const session = await withRetries(() =>
      context.database.db.transaction(async db => {
        const [user] = await db
          .insert(tables.users)
          .values({ email, displayName, passwordHash })
          .returning({ id: tables.users.id });
        return openSession(user!.id, context, db);
      }),
    );
    return asSession(session, context);
  } catch (error) {
    if (codeOf(error) !== uniqueViolation) throw error;
    const message = 'The e-mail address belongs to another account. Sign in instead.';
    return { token: null, userErrors: [{ code: 'CONFLICT', message, path: ['input', 'email'] }] };
  }
}
