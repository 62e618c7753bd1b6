/**
 * Row-level security of an API: the texts that make it in a database, and the viewers whose statements run under it.
 */
import type { SecurityTexts } from '../database/apply-row-security.ts';
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { rowSecurity } from '../generator/row-security/row-security.ts';
import type { SecurityNames } from '../generator/row-security/sql-text.ts';
import { viewerKinds } from './secured-viewers.ts';
import type { Asker, Viewers } from './viewers.ts';

/** @throws RowSecurityError where the rules cannot be policies */
export const securityTexts = <A extends Asker>(
  blueprint: Blueprint,
  viewers: Viewers<A>,
  names: SecurityNames,
): SecurityTexts => ({
  schema: names.schema,
  ...rowSecurity(blueprint, viewerKinds(viewers), names),
});
