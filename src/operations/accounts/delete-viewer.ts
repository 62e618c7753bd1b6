/**
 * `deleteViewer`: an account goes, with its sessions and memberships; what it made stays with its projects.
 * A project always keeps an owner: whoever is the last one of a project hands it over, or deletes it, first.
 */
import { and, eq, exists, inArray, ne, notExists, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { anonymous } from '../../accounts/viewer.ts';
import { codeOf } from '../../database/failure.ts';
import { tables } from '../../model/relations.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { givenPasswordInput } from './account-inputs.ts';
import { atOnce, type Transaction } from './account-mails.ts';
import { addAccountMutation, type Done, done, notDone, wrongPassword } from './account-mutation.ts';
import { provesPassword } from './prove-password.ts';
import { ownAccount } from './signed-in-user.ts';

const checkViolation = '23514';

export function addDeleteViewer(extension: ApiExtension): void {
  addAccountMutation(extension, {
    name: 'deleteViewer',
    description:
      'Deletes the account of the viewer for good. Dashboards, insights and cohorts that it made stay, with no creator. Projects that nobody else belongs to, and that were deleted, go with it.',
    input: {
      name: 'DeleteViewerInput',
      description: 'Who asks for it.',
      members: { password: 'The password of the account.' },
      shape: () => z.object({ password: givenPasswordInput }),
    },
    payload: {
      name: 'DeleteViewerPayload',
      field: 'deleted',
      description: 'Whether the account is gone.',
    },
    once: 'delete an account',
    resolve: ({ password }, context) => deleteViewer(password, context),
  });
}

async function deleteViewer(password: string, context: ApiContext): Promise<Done> {
  const own = await ownAccount(context);
  if (!(await provesPassword(password, own, context))) return notDone(wrongPassword('password'));
  const outcome = await deleted(own.userId, context);
  if (outcome.isDone) context.identity.become(anonymous);
  return outcome;
}

async function deleted(userId: string, context: ApiContext): Promise<Done> {
  const { projects, users } = tables;
  try {
    return await atOnce(context, async db => {
      const owned = await ownedAlone(db, userId);
      const inUse = owned.filter(({ deletedAt }) => deletedAt === null);
      if (inUse.length > 0) return notDone(lastOwner(inUse.map(({ name }) => name)));
      // Nobody else could restore them.
      await db.delete(projects).where(
        inArray(
          projects.id,
          owned.map(({ id }) => id),
        ),
      );
      await db.delete(users).where(eq(users.id, userId));
      return done;
    });
  } catch (error) {
    // Another owner left at the same time.
    if (codeOf(error) !== checkViolation) throw error;
    return notDone(lastOwner([]));
  }
}

/** The projects that the user owns and nobody else does. */
const ownedAlone = (db: Pick<Transaction, 'select'>, userId: string) => {
  const { projects, projectMembers } = tables;
  const isOwner = eq(projectMembers.role, 'owner');
  const ofProject = eq(projectMembers.projectId, projects.id);
  const owners = (whose: SQL) =>
    db
      .select({ id: projectMembers.id })
      .from(projectMembers)
      .where(and(ofProject, isOwner, whose));
  return db
    .select({ id: projects.id, name: projects.name, deletedAt: projects.deletedAt })
    .from(projects)
    .where(
      and(
        exists(owners(eq(projectMembers.userId, userId))),
        notExists(owners(ne(projectMembers.userId, userId))),
      ),
    )
    .orderBy(projects.name, projects.id);
};

const lastOwner = (names: readonly string[]) => {
  const which = names.length === 0 ? 'a project' : names.map(name => `“${name}”`).join(', ');
  const message = `The account is the last owner of ${which}. Make somebody else an owner, or delete the project, first.`;
  return [fault('CONFLICT', message)];
};
