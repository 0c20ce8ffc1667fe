import { coversAllApplications, demandsMfa } from '../domain/conditional-access.ts';
import { refused } from '../domain/emergency.ts';
import type { ConditionalAccessPolicy } from '../domain/entra-policy.ts';
import { existing } from '../domain/people.ts';
import { DIRECTORY_SYNCHRONISATION } from '../domain/role.ts';
import { type Draft, defineCheck } from './check.ts';

/** Of one kind in one sentence. */
const NAMED = 5;

export default defineCheck({
  id: 'mfa-unenforced',
  ref: 'MFA-07',
  title: 'No policy asks everybody for a second factor',
  severity: 'high',
  providers: ['entra'],
  needs: ['conditionalAccess', 'breakGlass', 'exclusionGroups'],
  why: 'A second factor that is registered but never asked for protects nobody.',
  fix: 'Reduce the exclusions to the emergency group, then enable the policy for all users and all apps.',
  permissions: { entra: ['Policy.Read.All', 'User.Read.All', 'GroupMember.Read.All'] },
  thresholds: {},
  evaluate: ({ conditionalAccess, breakGlass, exclusionGroups }, { excepted }) => {
    if (conditionalAccess.securityDefaults) return { findings: [], population: 'security defaults are on' };
    const candidates = conditionalAccess.policies.filter(coversEverybody);
    const asking = candidates.filter(demandsMfa);
    const enabled = asking.filter(({ state }) => state === 'enabled');
    const approved = new Set([
      ...existing(breakGlass).map(({ account }) => account.id),
      ...exclusionGroups.map(({ id }) => id),
      // The account that synchronises directories cannot do a second factor.
      DIRECTORY_SYNCHRONISATION,
    ]);
    const population = `${conditionalAccess.policies.length} policies, ${enabled.length} ask everybody`;
    const closed = (policy: ConditionalAccessPolicy, more: readonly string[] = []): boolean =>
      surplus(policy, new Set([...approved, ...more])).every(excepted);
    if (enabled.some((policy) => closed(policy))) return { findings: [], population };
    // Any group may be the one of the emergency accounts, as long as it is not known which they are in.
    const unread = refused(existing(breakGlass), 'groupIds');
    if (unread !== null && enabled.some((policy) => closed(policy, policy.excludeGroups))) return unread;
    const open = enabled.map((policy) => ({
      policy,
      more: surplus(policy, approved).filter((id) => !excepted(id)),
    }));
    return { findings: [faultOf(open, candidates, asking.length > 0)], population };
  },
});

function faultOf(
  open: readonly { readonly policy: ConditionalAccessPolicy; readonly more: readonly string[] }[],
  candidates: readonly ConditionalAccessPolicy[],
  reports: boolean,
): Draft {
  const [first] = open;
  if (first !== undefined) {
    const { policy, more } = first;
    const message = `excludes more than the emergency accounts and their group: ${named(policy, more)}`;
    return { subject: policy.name, severity: 'medium', message };
  }
  if (reports)
    return { subject: 'directory', severity: 'medium', message: 'the policy for everybody only reports' };
  const alternative = candidates.find(
    ({ state, grantControls }) => state === 'enabled' && grantControls.includes('mfa'),
  );
  return alternative === undefined
    ? { subject: 'directory', message: 'neither security defaults nor a policy asks everybody' }
    : {
        subject: alternative.name,
        severity: 'medium',
        message: 'lets people in with something else instead',
      };
}

/** Whoever reads the policy, and whoever writes an exception, needs the ids. */
function named(policy: ConditionalAccessPolicy, ids: readonly string[]): string {
  const kinds = [
    ['people', policy.excludeUsers],
    ['groups', policy.excludeGroups],
    ['roles', policy.excludeRoles],
    ['guests', policy.excludeGuests],
  ] as const;
  const parts = kinds.flatMap(([kind, excluded]) => {
    const found = excluded.filter((id) => ids.includes(id));
    if (found.length === 0) return [];
    const rest = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
    return [`${kind} ${found.slice(0, NAMED).join(', ')}${rest}`];
  });
  return parts.join('; ');
}

function coversEverybody(policy: ConditionalAccessPolicy): boolean {
  const all = policy.includeUsers.includes('All') && policy.targetsPeople && !policy.narrowed;
  return policy.state !== 'disabled' && all && coversAllApplications(policy);
}

function surplus(policy: ConditionalAccessPolicy, approved: ReadonlySet<string>): string[] {
  const excluded = [
    ...policy.excludeUsers,
    ...policy.excludeGroups,
    ...policy.excludeRoles,
    ...policy.excludeGuests,
  ];
  return excluded.filter((id) => !approved.has(id));
}
