import { byId, holders, isTop } from '../domain/people.ts';
import { defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'admin-global-majority',
  ref: 'ADM-02',
  title: 'More Global Administrators than other administrators',
  severity: 'medium',
  providers: ['entra'],
  needs: ['roles', 'accounts'],
  why: 'Where the strongest role is the usual one, nobody looked for the right one.',
  fix: 'Give each Global Administrator the role that their tickets really need.',
  permissions: {
    entra: seesRoles.entra,
  },
  thresholds: {
    'admins.global.max_ratio': {
      value: 1,
      unit: 'Global Administrators for each other administrator',
      source: 'cisa',
      why: 'MS.AAD.7.2: finer roles instead of Global Administrator',
    },
    'admins.ratio.min': {
      value: 4,
      unit: 'administrators',
      source: 'ours',
      why: 'below it a ratio says nothing',
    },
  },
  evaluate: ({ roles, accounts }, { threshold }) => {
    const known = byId(accounts);
    // Whoever only reads reports holds a role, yet is no administrator to compare with.
    const privileged = holders(roles, ({ tier }) => tier !== 'ordinary');
    const all = [...privileged].filter((id) => (known.get(id)?.status ?? 'active') === 'active');
    const top = holders(roles, isTop);
    const global = all.filter((id) => top.has(id)).length;
    const others = all.length - global;
    if (all.length < threshold('admins.ratio.min')) {
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: `${all.length} administrators are too few for a ratio`,
      };
    }
    const message = `${global} Global Administrators, ${others} other administrators`;
    return {
      findings:
        global > others * threshold('admins.global.max_ratio') ? [{ subject: 'directory', message }] : [],
      population: `${all.length} active administrators, each counted once`,
    };
  },
});
