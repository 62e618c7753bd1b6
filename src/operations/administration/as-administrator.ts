/**
 * Statements for administrators of the deployment: who asks is decided in the statement itself, in one snapshot with what is told.
 * Knows the viewer's row; refuses to know what is asked. Rules of tables show an administrator nothing more than others.
 */
import { type SQL, sql } from 'drizzle-orm';
import { invalidCredentials } from '../../accounts/viewer.ts';
import { viewerExpressions } from '../../accounts/viewer-row.ts';
import { credentialsOf } from '../../accounts/viewers.ts';
import { viewerScope, viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext } from '../api-context.ts';

/** The administrator who asks; null for everybody else. */
export const askingAdministrator = viewerValue('administratorId');

/**
 * The JSON that an expression gives; undefined for whoever is no administrator, for whom it is not looked at.
 * @param changes common table expressions, which have to ask for `askingAdministrator` themselves
 * @throws UNAUTHENTICATED where nobody is signed in, or no longer
 */
export async function askAsAdministrator<Value>(
  context: ApiContext,
  value: SQL,
  changes: readonly SQL[] = [],
): Promise<Value | undefined> {
  context.assertSignedIn();
  const expressions = sql.join(
    [viewerExpressions(credentialsOf(context.identity.viewer), []), ...changes],
    sql`, `,
  );
  const [found] = await context.database.db.execute<{ answer: string }>(
    sql`with ${expressions} select json_build_object(
      'isKnown', exists (select from ${sql.identifier(viewerScope.name)}),
      'isAdministrator', ${askingAdministrator} is not null,
      'value', case when ${askingAdministrator} is not null then (${value}) end)::text as "answer"`,
  );
  const answer: { isKnown: boolean; isAdministrator: boolean; value: Value } = JSON.parse(found!.answer);
  if (!answer.isKnown) throw invalidCredentials();
  return answer.isAdministrator ? answer.value : undefined;
}
