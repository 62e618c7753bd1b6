/**
 * What payloads of hand-written mutations tell of the user who is signed in.
 * Asks by the request's own credentials, after the mutation.
 */
import { sql } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import type { Row } from '../../generator/request.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';

/** The member of payloads that tells of the user, as it is after the mutation. */
export const viewerField = (extension: ApiExtension) => ({
  type: extension.type<Row>('User'),
  nullable: true as const,
  description: 'The user who is signed in, as it is after the mutation.',
  resolve: (_: object, _args: object, context: ApiContext, info: GraphQLResolveInfo) =>
    extension.readRow('users', ({ id }) => sql`${id} = ${viewerValue('userId')}`, context, info),
});
