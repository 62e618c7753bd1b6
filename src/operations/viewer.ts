/**
 * `viewer`: the user who is signed in.
 * An API key and an anonymous request have none.
 */
import { sql } from 'drizzle-orm';
import type { Extension } from '../generator/extension.ts';
import type { tables } from '../model/relations.ts';
import { viewerValue } from '../policy/viewer-scope.ts';
import type { ApiContext } from './api-context.ts';

export function addViewer(extension: Extension<ApiContext>): void {
  extension.addRootRow('viewer', {
    table: 'users',
    description: 'The user who is signed in; null for API keys and anonymous requests.',
    condition: user => sql`${(user as typeof tables.users).id} = ${viewerValue('userId')}`,
  });
}
