/**
 * The list of all fields that are written by hand, one file each.
 */
import type { Extension } from '../generator/schema/extension.ts';
import type { ApiContext } from './api-context.ts';
import { addSignIn } from './sign-in.ts';
import { addSignOut } from './sign-out.ts';
import { addUserErrors } from './user-errors.ts';
import { addViewer } from './viewer.ts';
import { addViewerRole } from './viewer-role.ts';

export function addOperations(extension: Extension<ApiContext>): void {
  extension.builder.mutationType({ description: 'Everything that can be done.' });
  const userErrors = addUserErrors(extension);
  addSignIn(extension, userErrors);
  addSignOut(extension, userErrors);
  addViewer(extension);
  addViewerRole(extension);
}
