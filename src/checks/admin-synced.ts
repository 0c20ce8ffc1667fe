import { byId, holders } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

/** Directory Synchronization Accounts (Microsoft Entra built-in roles): synchronised by nature. */
const SYNCHRONISATION = 'd29b2b05-8046-44ba-8758-1e26182fcf32';

export default defineCheck({
  id: 'admin-synced',
  ref: 'ADM-05',
  title: 'An administrator account is mastered on-premises',
  severity: 'medium',
  providers: ['entra'],
  needs: ['roles', 'accounts'],
  why: 'Whoever takes the on-premises directory takes the cloud with it.',
  fix: 'Create a separate cloud account for administration, move the role there, and remove it from the synchronised one.',
  permissions: { entra: ['RoleManagement.Read.Directory', 'User.Read.All'] },
  thresholds: {},
  evaluate: ({ roles, accounts }) => {
    const known = byId(accounts);
    const judged = roles.filter(({ roleId }) => roleId !== SYNCHRONISATION);
    const strong = holders(judged, ({ tier }) => tier !== 'privileged');
    const admins = [...holders(judged)];
    const missing = admins.filter((id) => !known.has(id)).length;
    const findings = admins.flatMap((id): Draft[] => {
      const account = known.get(id);
      if (account === undefined || !account.synced) return [];
      const severity = strong.has(id) ? 'medium' : 'low';
      return [{ subject: account.login, severity, message: 'holds a role and is synchronised' }];
    });
    return { findings, population: `${admins.length - missing} administrators; not listed: ${missing}` };
  },
});
