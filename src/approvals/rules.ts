import type { Approval, ApproverRule } from '../domain/approval.ts';
import type { Group } from '../domain/group.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { LookUp, Relations } from '../providers/provider.ts';
import type { ApproverSource } from './tools.ts';

/** Who is asked in the stage that waits: its approvers, and since it was escalated its fallback as well. */
export function rulesNow({ stages, stage, escalatedAt }: Approval): readonly ApproverRule[] {
  const waiting = stages[stage];
  if (waiting === undefined) return [];
  return escalatedAt === null ? waiting.approvers : [...waiting.approvers, ...waiting.fallback];
}

/** A rule in words. The name of a group is untrusted text. */
export function ruleWords(rule: ApproverRule): string {
  switch (rule.kind) {
    case 'group':
      return `members of ${rule.group} in ${rule.connection}`;
    case 'owners':
      return `owners of ${rule.group} in ${rule.connection}`;
    case 'manager':
      return 'the manager';
    case 'people':
      return `people named in the policy, in ${rule.connection}`;
  }
}

/** Throws where the connection cannot say who is who: what cannot be asked makes nobody an approver. */
export function lookUpIn(providers: readonly ApproverSource[], connection: string): LookUp {
  return has(providers.find(({ id }) => id === connection)?.lookUp, connection);
}

export function relationsIn(providers: readonly ApproverSource[], connection: string): Relations {
  return has(providers.find(({ id }) => id === connection)?.relations, connection);
}

/** Throws where there is no such group: a policy that names one that is gone lets nobody in. */
export async function groupIn(
  providers: readonly ApproverSource[],
  { connection, group: name }: { readonly connection: string; readonly group: string },
): Promise<Group> {
  const group = await lookUpIn(providers, connection).group(name);
  if (group !== null) return group;
  throw new OperatorError('GROUP_UNKNOWN', 'there is no such group', 'Correct the group in lockstep.yaml.');
}

function has<T>(capability: T | undefined, connection: string): T {
  if (capability !== undefined) return capability;
  throw new OperatorError(
    'NOT_CONNECTED',
    `${connection} is not connected, or cannot be asked for this`,
    'Connect it, or correct the policy in lockstep.yaml.',
  );
}
