/**
 * `viewer`: the user who is signed in.
 * An API key and an anonymous request have none.
 */
import type { Extension } from '../generator/extension.ts';
import { isSignedInUser } from '../policy/viewer-scope.ts';
import type { ApiContext } from './api-context.ts';

export function addViewer(extension: Extension<ApiContext>): void {
  extension.addRootRow('viewer', {
    table: 'users',
    description: 'The user who is signed in; null for API keys and anonymous requests.',
    rule: isSignedInUser('id'),
  });
}
