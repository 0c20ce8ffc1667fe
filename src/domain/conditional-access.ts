import type { ConditionalAccessPolicy } from './entra-policy.ts';

/** Whom a policy is held against. */
export interface Subject {
  readonly id: string;
  readonly type: 'member' | 'guest';
  readonly groupIds: readonly string[];
  /** Role template ids held now. */
  readonly roleIds: readonly string[];
}

/** The clause by which an enabled policy hits this account, or null. An exclusion wins over every inclusion (Conditional Access: users). */
export function hitBy(policy: ConditionalAccessPolicy, subject: Subject): string | null {
  if (policy.state === 'disabled' || !policy.targetsPeople || excludes(policy, subject)) return null;
  const guest = subject.type === 'guest';
  if (policy.includeUsers.includes('All')) return 'all users';
  if (policy.includeUsers.includes(subject.id)) return 'the account itself';
  if (subject.groupIds.some((id) => policy.includeGroups.includes(id))) return 'a group it is in';
  if (subject.roleIds.some((id) => policy.includeRoles.includes(id))) return 'a role it holds';
  const guests = policy.includeGuests.length > 0 || policy.includeUsers.includes('GuestsOrExternalUsers');
  return guest && guests ? 'guests' : null;
}

function excludes(policy: ConditionalAccessPolicy, { id, type, groupIds, roleIds }: Subject): boolean {
  return (
    policy.excludeUsers.includes(id) ||
    groupIds.some((group) => policy.excludeGroups.includes(group)) ||
    roleIds.some((role) => policy.excludeRoles.includes(role)) ||
    (type === 'guest' && excludesGuests(policy))
  );
}

/** What an account of type Guest may be: invited, or made here. An account does not tell (Graph, conditionalAccessGuestOrExternalUserTypes). */
const guestKinds = ['b2bCollaborationGuest', 'internalGuest'];

/** Only what takes out every kind that the guest may be, of every tenant, is sure to take it out. */
function excludesGuests({ excludeUsers, excludeGuests }: ConditionalAccessPolicy): boolean {
  return (
    excludeUsers.includes('GuestsOrExternalUsers') || guestKinds.every((kind) => excludeGuests.includes(kind))
  );
}

/** True when nobody whom the policy hits gets by without a second factor. "mfa OR compliant device" does not ask everybody. */
export function demandsMfa({ grantControls, grantOperator, strength }: ConditionalAccessPolicy): boolean {
  const controls = [...grantControls, ...(strength === null ? [] : ['mfa'])];
  if (!controls.includes('mfa')) return false;
  return grantOperator === 'AND' || controls.every((control) => control === 'mfa');
}

export function coversAllApplications(policy: ConditionalAccessPolicy): boolean {
  return policy.includeApplications.includes('All') && policy.excludeApplications.length === 0;
}
