/** The catalogue, in the order of its numbers. */
import adminDormant from './admin-dormant.ts';
import adminGlobalCount from './admin-global-count.ts';
import adminGlobalMajority from './admin-global-majority.ts';
import adminGroupFilled from './admin-group-filled.ts';
import adminGroupOpen from './admin-group-open.ts';
import adminGuest from './admin-guest.ts';
import adminSuperCount from './admin-super-count.ts';
import adminSynced from './admin-synced.ts';
import agentDown from './agent-down.ts';
import apiTokenLapsing from './api-token-lapsing.ts';
import appCredentialEnding from './app-credential-ending.ts';
import appCredentialUntidy from './app-credential-untidy.ts';
import assignedGroupUnderprovisioned from './assigned-group-underprovisioned.ts';
import breakGlassEntraDependent from './break-glass-entra-dependent.ts';
import breakGlassEntraExclusionOpen from './break-glass-entra-exclusion-open.ts';
import breakGlassEntraExpiring from './break-glass-entra-expiring.ts';
import breakGlassEntraLockedOut from './break-glass-entra-locked-out.ts';
import breakGlassEntraMissing from './break-glass-entra-missing.ts';
import breakGlassEntraPersonal from './break-glass-entra-personal.ts';
import breakGlassEntraPowerless from './break-glass-entra-powerless.ts';
import breakGlassEntraUndrilled from './break-glass-entra-undrilled.ts';
import breakGlassEntraWeakFactors from './break-glass-entra-weak-factors.ts';
import breakGlassOktaBlocked from './break-glass-okta-blocked.ts';
import breakGlassOktaExternal from './break-glass-okta-external.ts';
import breakGlassOktaMissing from './break-glass-okta-missing.ts';
import breakGlassOktaUndrilled from './break-glass-okta-undrilled.ts';
import breakGlassOktaWeakFactors from './break-glass-okta-weak-factors.ts';
import type { Check } from './check.ts';
import directorySyncErrors from './directory-sync-errors.ts';
import directorySyncOld from './directory-sync-old.ts';
import federationCertificateEnding from './federation-certificate-ending.ts';
import groupPushInError from './group-push-in-error.ts';
import importFailing from './import-failing.ts';
import integrationCredentialRefused from './integration-credential-refused.ts';
import leaverPathBroken from './leaver-path-broken.ts';
import leaverStillActive from './leaver-still-active.ts';
import lockstepAsleep from './lockstep-asleep.ts';
import lockstepBlind from './lockstep-blind.ts';
import massDeletionUnguarded from './mass-deletion-unguarded.ts';
import mfaAdminMissing from './mfa-admin-missing.ts';
import mfaAdminPhishable from './mfa-admin-phishable.ts';
import mfaAdminWeakFallback from './mfa-admin-weak-fallback.ts';
import mfaConsoleSingleFactor from './mfa-console-single-factor.ts';
import mfaGuestsUncovered from './mfa-guests-uncovered.ts';
import mfaMissing from './mfa-missing.ts';
import mfaUnenforced from './mfa-unenforced.ts';
import mfaWeakOnly from './mfa-weak-only.ts';
import ownCredentialEnding from './own-credential-ending.ts';
import provisioningAccountStuck from './provisioning-account-stuck.ts';
import provisioningErrorsMany from './provisioning-errors-many.ts';
import provisioningGroupFailing from './provisioning-group-failing.ts';
import registeredCredentialEnding from './registered-credential-ending.ts';
import samlCertificateEndingEntra from './saml-certificate-ending-entra.ts';
import samlCertificateEndingOkta from './saml-certificate-ending-okta.ts';
import syncCycleOld from './sync-cycle-old.ts';
import syncJobQuarantined from './sync-job-quarantined.ts';
import syncJobStopped from './sync-job-stopped.ts';

export const checks: readonly Check[] = [
  breakGlassEntraMissing,
  breakGlassEntraPowerless,
  breakGlassEntraDependent,
  breakGlassEntraLockedOut,
  breakGlassEntraWeakFactors,
  breakGlassEntraUndrilled,
  breakGlassEntraPersonal,
  breakGlassEntraExpiring,
  breakGlassEntraExclusionOpen,
  breakGlassOktaMissing,
  breakGlassOktaExternal,
  breakGlassOktaBlocked,
  breakGlassOktaWeakFactors,
  breakGlassOktaUndrilled,
  mfaAdminMissing,
  mfaAdminPhishable,
  mfaAdminWeakFallback,
  mfaMissing,
  mfaWeakOnly,
  mfaGuestsUncovered,
  mfaUnenforced,
  mfaConsoleSingleFactor,
  adminGlobalCount,
  adminGlobalMajority,
  adminSynced,
  adminDormant,
  adminGuest,
  adminGroupOpen,
  adminSuperCount,
  adminGroupFilled,
  syncJobQuarantined,
  syncJobStopped,
  syncCycleOld,
  provisioningErrorsMany,
  provisioningAccountStuck,
  provisioningGroupFailing,
  massDeletionUnguarded,
  assignedGroupUnderprovisioned,
  leaverPathBroken,
  leaverStillActive,
  directorySyncOld,
  groupPushInError,
  integrationCredentialRefused,
  agentDown,
  directorySyncErrors,
  importFailing,
  samlCertificateEndingEntra,
  samlCertificateEndingOkta,
  federationCertificateEnding,
  appCredentialEnding,
  appCredentialUntidy,
  apiTokenLapsing,
  registeredCredentialEnding,
  ownCredentialEnding,
  lockstepBlind,
  lockstepAsleep,
];
