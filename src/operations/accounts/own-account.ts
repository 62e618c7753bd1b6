/**
 * Whose account a hand-written mutation is about: that of the user who is signed in.
 * Asks by the request's own credentials; an API key has no account.
 */
import { eq, sql } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { unauthenticated } from '../../errors.ts';
import type { Row } from '../../generator/request.ts';
import { tables } from '../../model/relations.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';

/** The user's id. @throws UNAUTHENTICATED where nobody is signed in, or an API key */
export async function signedInUserId({ identity }: ApiContext): Promise<string> {
  const id = await identity.reads.value(sql`${viewerValue('userId')}::text`);
  if (typeof id !== 'string')
    throw unauthenticated('Only a user can do this: sign in, and send the token of the session.');
  return id;
}

/** The user's row, with what is hidden from clients. @throws UNAUTHENTICATED as `signedInUserId` does */
export async function signedInUser(context: ApiContext): Promise<typeof tables.users.$inferSelect> {
  const { users } = tables;
  const [user] = await context.database.db
    .select()
    .from(users)
    .where(eq(users.id, await signedInUserId(context)));
  if (!user) throw unauthenticated('The account is not there any more.');
  return user;
}

/** The member of payloads that tells of the user, as it is after the mutation. */
export const viewerField = (extension: ApiExtension) => ({
  type: extension.type<Row>('User'),
  nullable: true as const,
  description: 'The user who is signed in, as it is after the mutation.',
  resolve: (_: object, _args: object, context: ApiContext, info: GraphQLResolveInfo) =>
    extension.readRow('users', ({ id }) => sql`${id} = ${viewerValue('userId')}`, context, info),
});
