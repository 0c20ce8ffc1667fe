import type { Settings } from '../config/config.ts';
import type { AccessPolicy, AccessSettings, Delegate } from '../domain/policy.ts';
import { durationInWords } from '../lib/duration.ts';
import {
  overlaps,
  problemsOfEntries,
  problemsOfReferences,
  type Resolved,
  resolveEntries,
} from './inspect-names.ts';
import { problemsOfSeparation } from './inspect-separation.ts';
import { problemsOfStages } from './inspect-stages.ts';
import type { Inspection } from './inspection.ts';
import { type PolicyGroup, policiesFor } from './policy-match.ts';
import { type PolicyProblem, problem } from './policy-problem.ts';
import { stagesFor } from './policy-stages.ts';

/** Owners are asked of so many groups of one policy: each costs a call. */
const MOST_GROUPS = 50;

export interface PolicyReport {
  /** What each policy is about, as the directories stand. */
  readonly policies: readonly { readonly id: string; readonly entries: readonly Resolved[] }[];
  readonly problems: readonly PolicyProblem[];
}

/** Reads the policies as an admin would who knows the directories by heart. */
export async function inspectPolicies(
  inspection: Inspection,
  { access, deactivation }: Pick<Settings, 'access' | 'deactivation'>,
): Promise<PolicyReport> {
  const policies = [];
  const problems: PolicyProblem[] = [];
  const all = new Map<string, PolicyGroup>();
  for (const policy of access.policies) {
    const entries = await resolveEntries(inspection, policy);
    const groups = distinct(entries);
    for (const group of groups) all.set(`${group.connection}:${group.id}`, group);
    policies.push({ id: policy.id, entries });
    problems.push(...problemsOfEntries(policy.id, entries));
    problems.push(...(await problemsOfPolicy(inspection, access, { policy, groups })));
  }
  problems.push(...overlaps(access, [...all.values()]));
  problems.push(...(await problemsOfRules(inspection, access)));
  problems.push(...(await problemsOfDeactivation(inspection, deactivation)));
  return { policies, problems: unique(problems) };
}

interface Resolution {
  readonly policy: AccessPolicy;
  readonly groups: readonly PolicyGroup[];
}

async function problemsOfPolicy(
  inspection: Inspection,
  access: AccessSettings,
  resolution: Resolution,
): Promise<readonly PolicyProblem[]> {
  const { policy } = resolution;
  const asking = [...policy.requesters, ...(policy.emergency?.requesters ?? [])];
  return [
    ...problemsOfLength(policy),
    ...(await problemsOfReferences(inspection, policy.id, asking)),
    ...(await problemsOfApprovers(inspection, access, resolution)),
    ...(await problemsOfSeparation(inspection, access, resolution)),
  ];
}

function problemsOfLength({ id, defaultMinutes, maxMinutes }: AccessPolicy): readonly PolicyProblem[] {
  if (defaultMinutes <= maxMinutes) return [];
  const [given, most] = [defaultMinutes, maxMinutes].map(durationInWords);
  const what = `default_duration (${given ?? ''}) is longer than max_duration (${most ?? ''})`;
  return [problem('error', id, `${what}: whoever names no duration is refused`, 'Shorten it.')];
}

/** Owners differ from group to group: then each group in which this policy speaks is looked at, else one stands for all. */
async function problemsOfApprovers(
  inspection: Inspection,
  access: AccessSettings,
  { policy, groups }: Resolution,
): Promise<readonly PolicyProblem[]> {
  const { id: where, requesters } = policy;
  const asksOwners = policy.stages.some(({ by, fallback }) =>
    [...by, ...fallback].some(({ kind }) => kind === 'owners'),
  );
  const spoken = groups.filter((group) => policiesFor(access, group)[0]?.policy === policy);
  const looked = spoken.slice(0, asksOwners ? MOST_GROUPS : 1);
  const problems: PolicyProblem[] = [];
  for (const group of looked) {
    const about = asksOwners ? group.name : null;
    problems.push(
      ...(await problemsOfStages(inspection, { where, about, requesters }, stagesFor(policy, group))),
    );
  }
  if (asksOwners && spoken.length > looked.length) {
    const what = `the owners of ${looked.length} of its ${spoken.length} groups were looked at`;
    problems.push(problem('warning', where, what, 'Narrow the pattern to have all of them looked at.'));
  }
  return problems;
}

/** Denials, separations and delegates, each of which must name what is there. */
async function problemsOfRules(
  inspection: Inspection,
  { deny, separation, delegates }: AccessSettings,
): Promise<readonly PolicyProblem[]> {
  const problems: PolicyProblem[] = [];
  for (const [index, rule] of deny.entries()) {
    const where = `deny ${index + 1}`;
    const groups = (rule.who ?? []).filter((each) => each.kind === 'group');
    problems.push(...problemsOfEntries(where, await resolveEntries(inspection, rule)));
    problems.push(...(await problemsOfReferences(inspection, where, groups)));
  }
  for (const [index, { a, b }] of separation.entries()) {
    problems.push(...(await problemsOfReferences(inspection, `separation ${index + 1}`, [a, b])));
  }
  for (const [index, delegate] of delegates.entries()) {
    problems.push(...(await problemsOfDelegate(inspection, `delegates ${index + 1}`, delegate)));
  }
  return problems;
}

async function problemsOfDelegate(
  inspection: Inspection,
  where: string,
  { connection, login, to, since, until }: Delegate,
): Promise<readonly PolicyProblem[]> {
  const { missing } = await inspection.deciders({ kind: 'people', connection, logins: [login, to] });
  return [
    ...missing.map((who) => problem('warning', where, `there is no ${who}`, 'Correct the login.')),
    ...(since < until ? [] : [problem('error', where, 'it ends before it begins', 'Correct until.')]),
  ];
}

/** Where nobody may decide at all, nobody was meant to: roles.admin is empty. */
async function problemsOfDeactivation(
  inspection: Inspection,
  { stages }: Settings['deactivation'],
): Promise<readonly PolicyProblem[]> {
  const meant = stages.filter(({ approvers }) => approvers.length > 0);
  return await problemsOfStages(inspection, { where: 'deactivation', about: null, requesters: [] }, meant);
}

function distinct(entries: readonly Resolved[]): readonly PolicyGroup[] {
  return [...new Map(entries.flatMap(({ groups }) => groups ?? []).map((each) => [each.id, each])).values()];
}

function unique(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}
