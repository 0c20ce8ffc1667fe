import { byId, countUnlisted, holders, isTop, unlistedSentence } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-guest',
  ref: 'ADM-08',
  title: 'A guest holds an administrator role',
  severity: 'high',
  providers: ['entra'],
  needs: ['roles', 'accounts'],
  why: 'A guest account follows the rules of another company, and outlives the contract.',
  fix: 'Issue a member account for administration, or use delegated partner access with least privilege.',
  permissions: {
    entra: seesRoles.entra,
  },
  thresholds: {},
  evaluate: ({ roles, accounts }) => {
    const known = byId(accounts);
    const top = holders(roles, isTop);
    const admins = [...holders(roles)];
    // A converted guest keeps #EXT# in its name: only the type decides.
    const findings = admins.flatMap((id): Draft[] => {
      const account = known.get(id);
      if (account === undefined || account.type !== 'guest') return [];
      const severity = top.has(id) ? 'critical' : 'high';
      return [{ subject: account.login, severity, message: 'a guest who holds a role' }];
    });
    const missing = countUnlisted(admins, accounts);
    // What is known to be wrong is said; of who is not listed yet nothing is known to be right.
    if (missing > 0 && findings.length === 0)
      return { status: 'not_evaluated', reason: 'evidence_incomplete', sentence: unlistedSentence(missing) };
    return { findings, population: `${admins.length - missing} administrators; not listed: ${missing}` };
  },
});
