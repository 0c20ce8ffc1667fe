import type { ApproverRule, Stage } from '../domain/approval.ts';
import type { GroupReference } from '../domain/group.ts';
import { type Deciders, joined } from './deciders.ts';
import type { Inspection } from './inspection.ts';
import { type PolicyProblem, problem, unread } from './policy-problem.ts';

interface Subject {
  readonly where: string;
  /** What it is about, to be named in what is said; null: nothing in particular. */
  readonly about: string | null;
  /** Who asks; empty where they have no group. */
  readonly requesters: readonly GroupReference[];
}

/** Whether anybody could end each stage, and whether they could for everybody who may ask. */
export async function problemsOfStages(
  inspection: Inspection,
  subject: Subject,
  stages: readonly Stage[],
): Promise<readonly PolicyProblem[]> {
  const problems: PolicyProblem[] = [];
  for (const stage of stages) problems.push(...(await problemsOfStage(inspection, subject, stage)));
  return problems;
}

async function problemsOfStage(
  inspection: Inspection,
  subject: Subject,
  stage: Stage,
): Promise<readonly PolicyProblem[]> {
  const [first, fallback] = await Promise.all(
    [stage.approvers, stage.fallback].map(async (rules) => await decidersBy(inspection, rules)),
  );
  if (first === undefined || fallback === undefined) return [];
  const { where } = subject;
  const both = joined([first, fallback]);
  const found = [
    ...both.missing.map((what) =>
      problem('error', where, `${stage.name} names ${what}: nobody by that`, 'Correct it, or take it out.'),
    ),
    ...both.unread.map((what) => unread(where, what)),
  ];
  if (first.open || first.unread.length > 0) return found;
  return [
    ...found,
    ...tooFew(subject, stage, { first, both }),
    ...(await requestersAmong(inspection, subject, { stage, both })),
  ];
}

async function decidersBy(inspection: Inspection, rules: readonly ApproverRule[]): Promise<Deciders> {
  return joined(await Promise.all(rules.map(async (rule) => await inspection.deciders(rule))));
}

function tooFew(
  { where, about }: Subject,
  { name, quorum, escalateAfterMinutes }: Stage,
  { first, both }: { readonly first: Deciders; readonly both: Deciders },
): readonly PolicyProblem[] {
  const count = first.people.length;
  if (count >= quorum) return [];
  const of = about === null ? '' : ` for ${about}`;
  const who = count === 0 ? 'nobody may decide' : `only ${count} of the ${quorum} who must approve may`;
  const rescued =
    escalateAfterMinutes !== null && (both.open || both.unread.length > 0 || both.people.length >= quorum);
  return rescued
    ? [
        problem(
          'warning',
          where,
          `${name}${of}: ${who} before the fallback is asked, after ${escalateAfterMinutes} minutes`,
          'Name somebody in by, or escalate sooner.',
        ),
      ]
    : [problem('error', where, `${name}${of}: ${who}`, 'Name people or groups who are there.')];
}

/** Nobody decides on their own request: who asks and is needed for the quorum waits for ever. */
async function requestersAmong(
  inspection: Inspection,
  { where, about, requesters }: Subject,
  { stage, both }: { readonly stage: Stage; readonly both: Deciders },
): Promise<readonly PolicyProblem[]> {
  if (both.open || both.unread.length > 0 || both.people.length !== stage.quorum) return [];
  const answers = both.people.flatMap((person) =>
    requesters.map(async (group) => ({ person, answer: await inspection.isIn(group, person) })),
  );
  const read = await Promise.all(answers);
  const unknown = read.flatMap(({ answer }) =>
    typeof answer === 'object' ? [unread(where, answer.unread)] : [],
  );
  const stuck = [...new Set(read.flatMap(({ person, answer }) => (answer === true ? [person.email] : [])))];
  if (stuck.length === 0) return unknown;
  const asking = await decidersBy(
    inspection,
    requesters.map((group) => ({ kind: 'group', ...group })),
  );
  const all =
    !asking.open && asking.unread.length === 0 && asking.people.every(({ email }) => stuck.includes(email));
  const of = about === null ? '' : ` for ${about}`;
  const what = all
    ? `whoever may ask is needed to approve it (${stuck.join(', ')}), and nobody decides on their own request`
    : `nobody could approve a request of ${stuck.join(', ')}, who ${stuck.length > 1 ? 'are' : 'is'} needed themselves`;
  return [
    ...unknown,
    problem(all ? 'error' : 'warning', where, `${stage.name}${of}: ${what}`, 'Name another approver.'),
  ];
}
