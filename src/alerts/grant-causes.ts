import type { Cause } from './raise.ts';

/** What Lockstep raises about the memberships that it gives and takes. */
export const revokeOverdue: Cause = {
  id: 'revoke-overdue',
  title: 'Access has outlived its end',
  severity: 'critical',
  fix: 'See `/idp grants` for what stands in the way; remove the member in the directory’s own console if it lasts. It ends by itself once the directory says that the member is gone.',
  patienceMs: 0,
  unless: [],
};

export const grantUnconfirmed: Cause = {
  id: 'grant-unconfirmed',
  title: 'Approved access could not be given',
  severity: 'high',
  fix: 'Look whether the acting identity may change the group (`lockstep doctor`), then have it asked for again.',
  patienceMs: 0,
  unless: ['provider-unreachable', 'provider-credential-rejected'],
};

export const grantKept: Cause = {
  id: 'grant-kept',
  title: 'A group is filled by a rule now, so its member was not taken out',
  severity: 'high',
  fix: 'Look at the rule: whom it puts into the group stays in it. Correct the rule, or the profile that it reads.',
  patienceMs: 0,
  unless: [],
};

export const grantStayed: Cause = {
  id: 'grant-stayed',
  title: 'Access that had ended is there again, and nothing explains it',
  severity: 'critical',
  fix: 'Look at the member in the directory’s own console, and take it out if nobody wants it there. `/idp audit` with the id of the grant shows how its end went.',
  patienceMs: 0,
  unless: [],
};

export const emergencyUnreviewed: Cause = {
  id: 'emergency-unreviewed',
  title: 'Emergency access was not reviewed in time',
  severity: 'high',
  fix: 'Have the approvers of the policy look at it; end it with `/idp revoke` if it was not in order.',
  patienceMs: 0,
  unless: [],
};

export const grantCauses: readonly Cause[] = [
  revokeOverdue,
  grantUnconfirmed,
  grantKept,
  grantStayed,
  emergencyUnreviewed,
];
