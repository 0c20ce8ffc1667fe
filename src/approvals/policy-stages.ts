import type { ApproverRule, Stage } from '../domain/approval.ts';
import type { AccessPolicy, PolicyApprover, PolicyStage } from '../domain/policy.ts';
import { type AccessFacts, ruleKey } from './access-facts.ts';
import type { PolicyGroup } from './policy-match.ts';

/** The stages of a policy for one group, without anybody's delegates. */
export function stagesFor({ stages }: AccessPolicy, group: PolicyGroup): readonly Stage[] {
  return stages.map((stage, index) => ({
    name: stage.name ?? nameOf(index, stages),
    quorum: stage.quorum,
    approvers: stage.by.map((approver) => toRule(approver, group)),
    fallback: stage.fallback.map((approver) => toRule(approver, group)),
    escalateAfterMinutes: stage.escalateAfterMinutes,
  }));
}

/** The same stages; beside every approver who is out of office stands their delegate, by name. Nobody is taken out. */
export function withStandIns(stages: readonly Stage[], standIns: AccessFacts['standIns']): readonly Stage[] {
  return stages.map((stage) => ({
    ...stage,
    approvers: [...stage.approvers, ...standingFor(stage.approvers, standIns)],
    fallback: [...stage.fallback, ...standingFor(stage.fallback, standIns)],
  }));
}

function standingFor(
  rules: readonly ApproverRule[],
  standIns: AccessFacts['standIns'],
): readonly ApproverRule[] {
  const found = new Map<string, ApproverRule>();
  for (const { connection, login } of rules.flatMap((rule) => standIns.get(ruleKey(rule)) ?? [])) {
    found.set(`${connection}:${login}`, { kind: 'people', connection, logins: [login] });
  }
  return [...found.values()];
}

function toRule(approver: PolicyApprover, { connection, id }: PolicyGroup): ApproverRule {
  return approver.kind === 'owners' ? { kind: 'owners', connection, group: id } : approver;
}

function nameOf(index: number, stages: readonly PolicyStage[]): string {
  return stages.length === 1 ? 'Approval' : `Stage ${index + 1}`;
}
