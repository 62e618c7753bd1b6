/**
 * Row-level security of an API: the texts that make it in a database.
 */
import type { SecurityTexts } from '../database/apply-row-security.ts';
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { defaultNames, RowSecurityError, rowSecurity } from '../generator/row-security/row-security.ts';
import { viewerKinds } from './secured-viewers.ts';
import type { Asker, Viewers } from './viewers.ts';

/** @throws RowSecurityError where the rules cannot be policies, or statements are not such as the roles can run */
export function securityTexts<A extends Asker>(blueprint: Blueprint, viewers: Viewers<A>): SecurityTexts {
  if (!blueprint.secured)
    throw new RowSecurityError(['The API was generated without it: pass rowSecurity: true to generateApi.']);
  return { schema: defaultNames.schema, ...rowSecurity(blueprint, viewerKinds(viewers), defaultNames) };
}
