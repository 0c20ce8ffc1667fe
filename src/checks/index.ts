/** The catalogue, in the order of its numbers. */
import adminDormant from './admin-dormant.ts';
import adminGroupFilled from './admin-group-filled.ts';
import adminSuperCount from './admin-super-count.ts';
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
import mfaMissing from './mfa-missing.ts';
import mfaWeakOnly from './mfa-weak-only.ts';

export const checks: readonly Check[] = [
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
  mfaConsoleSingleFactor,
  adminDormant,
  adminSuperCount,
  adminGroupFilled,
  lockstepBlind,
  lockstepAsleep,
];
