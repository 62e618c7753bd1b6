/**
 * The list of all fields that are written by hand, one file each.
 */
import { addAnswerInvites } from './accounts/answer-invites.ts';
import { addDeleteViewer } from './accounts/delete-viewer.ts';
import { addEmail } from './accounts/email.ts';
import { addMembership } from './accounts/membership.ts';
import { addPasswords } from './accounts/passwords.ts';
import { addSendInvites } from './accounts/send-invites.ts';
import { addSessions } from './accounts/sessions.ts';
import { addAdministration } from './administration/administration.ts';
import type { ApiExtension } from './api-context.ts';
import { addReferenceChecks } from './cohorts/check-references.ts';
import { addCohortPersons } from './cohorts/cohort-persons.ts';
import { addPreviewCohort } from './cohorts/preview-cohort.ts';
import { addExchangeSignInCode } from './identity-providers/exchange-code.ts';
import { addLinkAccount } from './identity-providers/link-account.ts';
import { addJsonFilters } from './json-filters.ts';
import { addNotifications } from './notifications/notifications.ts';
import { addRowChecks } from './row-checks.ts';
import { addSecondFactor } from './second-factor/second-factor.ts';
import { addSignIn } from './sign-in.ts';
import { addSignOut } from './sign-out.ts';
import { addSignUp } from './sign-up.ts';
import { addViewer } from './viewer.ts';
import { addViewerRole } from './viewer-role.ts';

export function addOperations(extension: ApiExtension): void {
  addSignUp(extension);
  addSignIn(extension);
  addSignOut(extension);
  addSessions(extension);
  addSecondFactor(extension);
  addMembership(extension);
  addSendInvites(extension);
  addAnswerInvites(extension);
  addExchangeSignInCode(extension);
  addLinkAccount(extension);
  addPasswords(extension);
  addEmail(extension);
  addDeleteViewer(extension);
  addViewer(extension);
  addViewerRole(extension);
  addAdministration(extension);
  addNotifications(extension);
  addCohortPersons(extension);
  addPreviewCohort(extension);
  addJsonFilters(extension);
  addReferenceChecks(extension);
  addRowChecks(extension);
}
