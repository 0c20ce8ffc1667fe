import { removeMember } from './entra-changes.ts';
import type { EntraTenant } from './entra-tenant.ts';

/** Privileged Identity Management for groups: memberships with an end that Entra keeps. */
export interface EntraPim {
  /** Comes with the first request and never goes. */
  readonly onboarded: Set<string>;
  readonly assignments: EntraPimAssignment[];
  /** Who may make themselves a member or an owner. */
  readonly eligibilities: EntraPimEligibility[];
  /** The longest time that a group's policy allows, by group; half a year elsewhere. */
  readonly longestMs: Map<string, number>;
}

export interface EntraPimAssignment {
  /** `{group}_member_{account}`. */
  readonly id: string;
  readonly groupId: string;
  readonly principalId: string;
  readonly startDateTime: string;
  /** null = for good. */
  endDateTime: string | null;
}

export interface EntraPimEligibility {
  readonly groupId: string;
  /** A person or a group. */
  readonly principalId: string;
  readonly accessId: 'member' | 'owner';
}

/** What ended meanwhile goes, from the group too, whoever put it there. */
export function endPim(tenant: EntraTenant, now: number): void {
  const over = tenant.pim.assignments.filter(
    ({ endDateTime }) => endDateTime !== null && Date.parse(endDateTime) <= now,
  );
  for (const each of over) endAssignment(tenant, each);
}

export function endAssignment(tenant: EntraTenant, assignment: EntraPimAssignment): void {
  const { assignments } = tenant.pim;
  const at = assignments.indexOf(assignment);
  if (at === -1) return;
  assignments.splice(at, 1);
  const { groupId, principalId } = assignment;
  if (tenant.groups.has(groupId)) removeMember(tenant, groupId, principalId, pimService);
}

export const pimService = { kind: 'app', displayName: 'MS-PIM' } as const;
