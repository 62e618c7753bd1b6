/**
 * The member of payloads that tells of the project that a mutation on its members was about.
 * Knows how the row is read; who may see it, its rule says.
 */
import { sql } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import type { Row } from '../../generator/request.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';

/** The field of a payload that leads to the project that was written. */
export const projectField = (extension: ApiExtension, description: string) => ({
  type: extension.type<Row>('Project'),
  nullable: true as const,
  description,
  resolve: (
    { projectId }: { readonly projectId: string | null },
    _args: object,
    context: ApiContext,
    info: GraphQLResolveInfo,
  ) =>
    projectId === null
      ? null
      : extension.readRow('projects', project => sql`${project.id} = ${projectId}`, context, info),
});
