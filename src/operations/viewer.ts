/**
 * `viewer`: the user who is signed in.
 * An API key and an anonymous request have none.
 */
import { sql, type Table } from 'drizzle-orm';
import type { Extension } from '../generator/extension.ts';
import type { Row } from '../generator/read/reads.ts';
import type { tables } from '../model/relations.ts';
import { viewerUserId } from '../policy/viewer-scope.ts';
import type { ApiContext } from './api-context.ts';

const isViewer = (user: Table) => sql`${(user as typeof tables.users).id} = ${viewerUserId}`;

export function addViewer(extension: Extension<ApiContext>): void {
  extension.builder.queryField('viewer', t =>
    t.field({
      type: extension.type<Row>('User'),
      nullable: true,
      description: 'The user who is signed in; null for API keys and anonymous requests.',
      resolve: (_, _args, context, info) =>
        context.identity.viewer.kind === 'user' ? extension.readRow('users', isViewer, context, info) : null,
    }),
  );
}
