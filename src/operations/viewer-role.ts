/**
 * `Project.viewerRole`: what the viewer may do in a project.
 * Read from what the statement knows of the viewer; costs no look-up of its own.
 */
import { sql } from 'drizzle-orm';
import { inViewerSet } from '../policy/viewer-scope.ts';
import type { ApiExtension } from './api-context.ts';

export function addViewerRole(extension: ApiExtension): void {
  extension.addComputedField('projects', 'viewerRole', {
    type: 'ProjectRole',
    nullable: true,
    description: 'What the viewer may do in the project. An API key acts as an editor or a viewer.',
    sql: ({ id }) =>
      sql`case when ${inViewerSet(id, 'owned')} or ${inViewerSet(id, 'ownedDeleted')} then 'owner'
        when ${inViewerSet(id, 'writable')} then 'editor' when ${inViewerSet(id, 'readable')} then 'viewer' end`,
  });
}
