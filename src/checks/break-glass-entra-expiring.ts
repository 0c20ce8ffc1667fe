import { refused, valueOf } from '../domain/emergency.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-expiring',
  ref: 'BG-E-08',
  title: 'An automation may disable the emergency account, or its password may expire',
  severity: 'medium',
  providers: ['entra'],
  needs: ['breakGlass', 'lifecycleAutomations', 'roles'],
  why: 'What cleans up unused accounts finds exactly the account that nobody uses.',
  fix: 'Take the account out of the scope of the review or workflow, and set its password to never expire.',
  permissions: {
    entra: [...seesRoles.entra, 'AccessReview.Read.All', 'LifecycleWorkflows.Read.All'],
  },
  thresholds: {},
  evaluate: ({ breakGlass, lifecycleAutomations, roles }) => {
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const unread = refused(present, 'groupIds');
    if (unread !== null) return unread;
    const findings = present.flatMap(({ entry, account }): Draft[] => {
      const subject = entry.login;
      // A review of who holds a role covers it as surely as one of a group it is in.
      const held = roles.filter(({ accountId }) => accountId === account.id).map(({ roleId }) => roleId);
      const ids = [account.id, ...valueOf(account.groupIds), ...held];
      const drafts: Draft[] = [];
      for (const { name, scope } of lifecycleAutomations) {
        if (scope === 'all' || (scope !== 'unreadable' && ids.some((id) => scope.includes(id))))
          drafts.push({ subject, message: `"${name}" covers it` });
      }
      if (account.passwordNeverExpires === false)
        drafts.push({ subject, message: 'its password may expire' });
      return drafts;
    });
    const unclear = lifecycleAutomations.filter(({ scope }) => scope === 'unreadable');
    const questions = unclear.map(({ name }): Draft => {
      return {
        subject: name,
        severity: 'low',
        message: 'a person must say whether it covers an emergency account',
      };
    });
    return {
      findings: [...findings, ...(present.length === 0 ? [] : questions)],
      population: `${present.length} registered accounts, ${lifecycleAutomations.length} automations`,
    };
  },
});
