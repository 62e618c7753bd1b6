/**
 * `viewer`: the user who is signed in, and `updateViewer`, by which users write what they may of themselves.
 * An API key and an anonymous request have none.
 */
import { isSignedInUser } from '../policy/viewer-scope.ts';
import type { ApiExtension } from './api-context.ts';

export function addViewer(extension: ApiExtension): void {
  extension.addRootRow('viewer', {
    table: 'users',
    description: 'The user who is signed in; null for API keys and anonymous requests.',
    rule: isSignedInUser('id'),
    inPayloads: true,
    updates: true,
  });
}
