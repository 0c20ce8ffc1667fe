import { byId, countUnlisted, holders, isTop, unlistedSentence } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-global-count',
  ref: 'ADM-01',
  title: 'Too few or too many Global Administrators',
  severity: 'high',
  providers: ['entra'],
  needs: ['roles', 'accounts'],
  why: 'With one, nobody can help; with a dozen, anybody can be the way in.',
  fix: 'Move daily work to narrower roles; keep two emergency accounts and two or three named administrators.',
  permissions: {
    entra: seesRoles.entra,
  },
  thresholds: {
    'admins.global.min': {
      value: 2,
      unit: 'Global Administrators',
      source: 'cis',
      why: 'Microsoft 365 Foundations 1.1.3: between two and four',
    },
    'admins.global.max': {
      value: 4,
      unit: 'Global Administrators',
      source: 'cis',
      why: 'Microsoft 365 Foundations 1.1.3: between two and four',
    },
    'admins.global.limit': {
      value: 8,
      unit: 'Global Administrators',
      source: 'cisa',
      why: 'MS.AAD.7.1: between two and eight; above it the severity is full',
    },
  },
  evaluate: ({ roles, accounts }, { threshold }) => {
    const known = byId(accounts);
    // Eligible, activated, direct and through groups: one person is one administrator.
    const all = [...holders(roles, isTop)].flatMap((id) => known.get(id) ?? []);
    const listed = all.filter(({ status }) => status === 'active').length;
    // Not in the mirror yet: enough to be too many, not enough to be sure of the least.
    const unlisted = countUnlisted(holders(roles, isTop), accounts);
    const least = threshold('admins.global.min');
    if (listed < least && listed + unlisted >= least)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: unlistedSentence(unlisted),
      };
    const count = listed + unlisted;
    const population = `${count} active accounts, each counted once, break-glass included`;
    const say = (severity: Draft['severity'] & string): { findings: Draft[]; population: string } => ({
      findings: [{ subject: 'directory', severity, message: `${count} Global Administrators` }],
      population,
    });
    if (count < least) return say('critical');
    if (count <= threshold('admins.global.max')) return { findings: [], population };
    return say(count > threshold('admins.global.limit') ? 'high' : 'medium');
  },
});
