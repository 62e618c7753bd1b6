/**
 * `Project.viewerRole`: what the viewer may do in a project.
 * Read from what the statement knows of the viewer; costs no look-up of its own.
 */
import { sql } from 'drizzle-orm';
import type { Extension } from '../generator/extension.ts';
import type { tables } from '../model/relations.ts';
import { inViewerSet } from '../policy/viewer-scope.ts';
import type { ApiContext } from './api-context.ts';

export function addViewerRole(extension: Extension<ApiContext>): void {
  extension.addComputedField('projects', 'viewerRole', {
    type: 'ProjectRole',
    nullable: true,
    description: 'What the viewer may do in the project. An API key acts as an editor or a viewer.',
    sql: row => {
      const { id } = row as typeof tables.projects;
      return sql`case when ${inViewerSet(id, 'owned')} or ${inViewerSet(id, 'ownedDeleted')} then 'owner'
        when ${inViewerSet(id, 'writable')} then 'editor' when ${inViewerSet(id, 'readable')} then 'viewer' end`;
    },
  });
}
