import { byId, countUnlisted, holders, isTop, unlistedSentence } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-super-count',
  ref: 'ADM-10',
  title: 'Too few or too many Okta super admins',
  severity: 'medium',
  providers: ['okta'],
  needs: ['roles', 'accounts'],
  why: 'With one, nobody can help him; with twenty, anybody can be the way in.',
  fix: 'Give people the standard or custom role that their work needs, with a resource set.',
  permissions: { okta: [...seesRoles.okta, 'okta.users.read'] },
  thresholds: {
    'admins.super.min': {
      value: 2,
      unit: 'super admins',
      source: 'okta',
      why: 'Okta support: keep more than one',
    },
    'admins.super.warn': {
      value: 5,
      unit: 'super admins',
      source: 'okta',
      why: 'Okta guidance for org administration: three to five',
    },
    'admins.super.max': {
      value: 15,
      unit: 'super admins',
      source: 'okta',
      why: 'HealthInsight, older edition',
    },
    'admins.super.max_percent': {
      value: 50,
      unit: '% of administrators',
      source: 'okta',
      why: 'HealthInsight, older edition',
    },
  },
  evaluate: ({ roles, accounts }, { threshold }) => {
    const known = byId(accounts);
    // Who is not in the mirror yet is enough to be too many, not enough to be sure of the least.
    const counts = (id: string): boolean => (known.get(id)?.status ?? 'active') === 'active';
    const all = [...holders(roles)].filter(counts);
    const top = [...holders(roles, isTop)].filter(counts);
    const unlisted = countUnlisted(top, accounts);
    const least = threshold('admins.super.min');
    if (top.length >= least && top.length - unlisted < least)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: unlistedSentence(unlisted),
      };
    const population = `${top.length} super admins among ${all.length} administrators, each counted once`;
    const say = (message: string, severity?: Draft['severity']): Draft[] => [
      { subject: 'directory', message, ...(severity === undefined ? {} : { severity }) },
    ];
    if (top.length < least)
      return { findings: say(`only ${top.length} active super admins`, 'critical'), population };
    if (top.length > threshold('admins.super.max'))
      return { findings: say(`${top.length} super admins`), population };
    // Below six administrators a share says nothing.
    if (all.length >= 6 && (100 * top.length) / all.length > threshold('admins.super.max_percent')) {
      return { findings: say(`${top.length} of ${all.length} administrators are super admins`), population };
    }
    return {
      findings: top.length > threshold('admins.super.warn') ? say(`${top.length} super admins`, 'low') : [],
      population,
    };
  },
});
