import { byId, countUnlisted, holders, isTierZero, unlistedSentence } from '../domain/people.ts';
import { DIRECTORY_SYNCHRONISATION } from '../domain/role.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-synced',
  ref: 'ADM-05',
  title: 'An administrator account is mastered on-premises',
  severity: 'medium',
  providers: ['entra'],
  needs: ['roles', 'accounts'],
  why: 'Whoever takes the on-premises directory takes the cloud with it.',
  fix: 'Create a separate cloud account for administration, move the role there, and remove it from the synchronised one.',
  permissions: {
    entra: seesRoles.entra,
  },
  thresholds: {},
  evaluate: ({ roles, accounts }) => {
    const known = byId(accounts);
    const judged = roles.filter(({ roleId }) => roleId !== DIRECTORY_SYNCHRONISATION);
    const strong = holders(judged, isTierZero);
    const admins = [...holders(judged)];
    const missing = countUnlisted(admins, accounts);
    const findings = admins.flatMap((id): Draft[] => {
      const account = known.get(id);
      if (account === undefined || !account.synced) return [];
      const severity = strong.has(id) ? 'medium' : 'low';
      return [{ subject: account.login, severity, message: 'holds a role and is synchronised' }];
    });
    // What is known to be wrong is said; of who is not listed yet nothing is known to be right.
    if (missing > 0 && findings.length === 0)
      return { status: 'not_evaluated', reason: 'evidence_incomplete', sentence: unlistedSentence(missing) };
    return { findings, population: `${admins.length - missing} administrators; not listed: ${missing}` };
  },
});
