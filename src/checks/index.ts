/** The catalogue, in the order of its numbers. */
import adminDormant from './admin-dormant.ts';
import adminGlobalCount from './admin-global-count.ts';
import adminGlobalMajority from './admin-global-majority.ts';
import adminGroupFilled from './admin-group-filled.ts';
import adminGroupOpen from './admin-group-open.ts';
import adminGuest from './admin-guest.ts';
import adminSuperCount from './admin-super-count.ts';
import adminSynced from './admin-synced.ts';
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
import lockstepAsleep from './lockstep-asleep.ts';
import lockstepBlind from './lockstep-blind.ts';
import mfaAdminMissing from './mfa-admin-missing.ts';
import mfaAdminPhishable from './mfa-admin-phishable.ts';
import mfaAdminWeakFallback from './mfa-admin-weak-fallback.ts';
import mfaConsoleSingleFactor from './mfa-console-single-factor.ts';
import mfaGuestsUncovered from './mfa-guests-uncovered.ts';
import mfaMissing from './mfa-missing.ts';
import mfaUnenforced from './mfa-unenforced.ts';
import mfaWeakOnly from './mfa-weak-only.ts';

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
  lockstepBlind,
  lockstepAsleep,
];
