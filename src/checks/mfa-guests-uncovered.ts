import { coversAllApplications, demandsMfa } from '../domain/conditional-access.ts';
import type { ConditionalAccessPolicy } from '../domain/entra-policy.ts';
import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'mfa-guests-uncovered',
  ref: 'MFA-06',
  title: 'Guests are not asked for a second factor',
  severity: 'medium',
  providers: ['entra'],
  needs: ['conditionalAccess', 'guestTrust'],
  why: 'A guest is as safe as the company that invited nobody to check.',
  fix: 'Enable a policy for guests and external users that asks for a second factor in all apps.',
  permissions: { entra: ['Policy.Read.All'] },
  thresholds: {},
  evaluate: ({ conditionalAccess, guestTrust }) => {
    if (conditionalAccess.securityDefaults) return { findings: [], population: 'security defaults are on' };
    const asking = conditionalAccess.policies.filter(coversGuests);
    // Guests often do their second factor at home: trusting it is a way to ask, once somebody asks at all.
    const trust = `the home tenant's second factor is ${guestTrust.mfaAccepted ? '' : 'not '}accepted`;
    if (asking.some(({ state }) => state === 'enabled')) return { findings: [], population: trust };
    const message = asking.some(({ state }) => state === 'enabledForReportingButNotEnforced')
      ? 'the policy for guests only reports'
      : 'no enabled policy asks guests for a second factor in all apps';
    return { findings: [{ subject: 'directory', message }], population: trust };
  },
});

/** What almost every guest is (Conditional Access, guestOrExternalUserTypes). */
const COLLABORATION_GUEST = 'b2bCollaborationGuest';

function coversGuests(policy: ConditionalAccessPolicy): boolean {
  const included =
    policy.includeUsers.includes('All') ||
    policy.includeUsers.includes('GuestsOrExternalUsers') ||
    policy.includeGuests.includes(COLLABORATION_GUEST);
  // Partners who administer the tenant are often taken out by kind; guests must not be.
  const excluded =
    policy.excludeUsers.includes('GuestsOrExternalUsers') ||
    policy.excludeGuests.includes(COLLABORATION_GUEST);
  const all = policy.targetsPeople && !policy.narrowed && coversAllApplications(policy);
  return policy.state !== 'disabled' && all && included && !excluded && demandsMfa(policy);
}
