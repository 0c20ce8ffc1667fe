import type {
  AccessPolicy,
  AccessSettings,
  DenyRule,
  PolicyApprover,
  PolicyStage,
} from '../domain/policy.ts';
import type { SettingsInput } from './settings.ts';

type AccessInput = SettingsInput['access'];
type PolicyInput = AccessInput['policies'][number];
type StageInput = PolicyInput['approvers'][number];
type ApproverInput = StageInput['by'][number];
type DenyInput = AccessInput['deny'][number];

const DEFAULT_MINUTES = 4 * 60;

export function toAccess({ policies, deny, separation, delegates }: AccessInput): AccessSettings {
  return { policies: policies.map(toPolicy), deny: deny.map(toDeny), separation, delegates };
}

function toPolicy(input: PolicyInput): AccessPolicy {
  return {
    id: input.id,
    title: input.title ?? null,
    connection: input.connection,
    groups: input.groups,
    requesters: input.requesters,
    stages: input.approvers.map(toStage),
    maxMinutes: input.max_duration,
    defaultMinutes: input.default_duration ?? Math.min(DEFAULT_MINUTES, input.max_duration),
    permanent: input.permanent,
    reasonRequired: input.reason,
    ticket: input.ticket === false ? null : new RegExp(`^(?:${input.ticket})$`),
    requestExpiresMinutes: input.request_expires,
    autoApprove:
      input.auto_approve === undefined
        ? null
        : { perPersonPerDay: input.auto_approve.per_person_per_day, perDay: input.auto_approve.per_day },
    emergency: toEmergency(input.emergency),
    stepUp: input.step_up,
    expiry: input.expiry,
    drift: input.drift,
    delegatesAllowed: input.delegates_allowed,
  };
}

function toEmergency(input: PolicyInput['emergency']): AccessPolicy['emergency'] {
  if (input === undefined) return null;
  return {
    requesters: input.requesters,
    reviewWithinMinutes: input.review_within,
    maxMinutes: input.max_duration,
  };
}

function toStage(input: StageInput): PolicyStage {
  return {
    name: input.name ?? null,
    quorum: input.quorum,
    by: input.by.map(toSource),
    fallback: input.fallback.map(toSource),
    escalateAfterMinutes: input.escalate_after,
  };
}

function toSource(input: ApproverInput): PolicyApprover {
  if ('owners' in input) return { kind: 'owners' };
  return toPersonalSource(input);
}

/** An approver that needs no group that is asked for. */
export function toPersonalSource(
  input: Exclude<ApproverInput, { owners: true }>,
): Exclude<PolicyApprover, { kind: 'owners' }> {
  if ('group' in input) return { kind: 'group', ...input.group };
  if ('manager' in input) return { kind: 'manager' };
  return { kind: 'people', connection: input.connection, logins: input.people };
}

function toDeny({ connection, groups, who, reason }: DenyInput): DenyRule {
  return { connection, groups, who: who?.map(toDenied) ?? null, reason };
}

function toDenied(input: NonNullable<DenyInput['who']>[number]): NonNullable<DenyRule['who']>[number] {
  if ('group' in input) return { kind: 'group', ...input.group };
  return { kind: 'people', connection: input.connection, logins: input.people };
}
