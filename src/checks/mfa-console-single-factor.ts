import type { OktaPolicy } from '../domain/okta-policy.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'mfa-console-single-factor',
  ref: 'MFA-09',
  title: 'The Okta Admin Console or dashboard lets people in with one factor',
  severity: 'critical',
  providers: ['okta'],
  needs: ['oktaPolicies'],
  why: 'Whoever gets into the Admin Console with a password owns every app behind it.',
  fix: 'Edit the catch-all rule first: it is the one that usually stays at one factor. Then ask for phishing resistance in the Admin Console.',
  permissions: { okta: ['okta.policies.read', 'okta.apps.read'] },
  thresholds: {},
  evaluate: ({ oktaPolicies }) => {
    if (oktaPolicies.engine === 'classic') {
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'Classic Engine orgs have no app policies',
      };
    }
    const { adminConsole, dashboard } = oktaPolicies;
    if (adminConsole === null || dashboard === null) {
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: 'an app policy could not be found',
      };
    }
    return { findings: [...judge(adminConsole, true), ...judge(dashboard, false)] };
  },
});

function judge(policy: OktaPolicy, console: boolean): Draft[] {
  return policy.rules.flatMap((rule): Draft[] => {
    // An access that is neither word is not known to keep anybody out.
    if (!rule.active || rule.access === 'DENY') return [];
    const subject = `${policy.name}: ${rule.name}`;
    if (rule.factorMode !== '2FA')
      return [
        {
          subject,
          severity: console ? 'critical' : 'high',
          message: 'the rule lets people in with one factor',
        },
      ];
    if (console && !rule.phishingResistant)
      return [
        { subject, severity: 'medium', message: 'the rule does not ask for a phishing-resistant factor' },
      ];
    return [];
  });
}
