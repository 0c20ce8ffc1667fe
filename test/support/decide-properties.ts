import fc from 'fast-check';
import type { decide, Effect, Question } from '../../src/approvals/decide.ts';
import { hashOf } from '../../src/approvals/hash.ts';
import type { Approval, Refusal } from '../../src/domain/approval.ts';
import { approvalOf, decisionOf, noon, principal, questionOf, stageOf, twins } from './approval.ts';

/** One thing wrong with a question that was in order, and what must come of it. */
export interface Fault {
  readonly name: string;
  readonly refusal: Refusal;
  readonly spoil: (question: Question) => Question;
}

const [byAddress, byAccount] = [twins('ada')[1], twins('ada')[0]];

export const faults: readonly Fault[] = [
  { name: 'there is none', refusal: 'unknown', spoil: (q) => ({ ...q, approval: null }) },
  { name: 'it is over', refusal: 'not_pending', spoil: (q) => spoiled(q, { status: 'approved' }) },
  { name: 'it was cancelled', refusal: 'not_pending', spoil: (q) => spoiled(q, { status: 'cancelled' }) },
  {
    name: 'its time is over',
    refusal: 'expired',
    spoil: (q) => ({ ...q, now: new Date(noon.getTime() + 9e9) }),
  },
  {
    name: 'its time ends now',
    refusal: 'expired',
    spoil: (q) => ({ ...q, now: q.approval?.expiresAt ?? noon }),
  },
  { name: 'another hash was shown', refusal: 'changed', spoil: (q) => ({ ...q, hash: 'f'.repeat(64) }) },
  { name: 'no hash was shown', refusal: 'changed', spoil: (q) => ({ ...q, hash: '' }) },
  {
    name: 'the stored content is another',
    refusal: 'changed',
    spoil: (q) => spoiled(q, { content: { group: 'admins' } }),
  },
  { name: 'the requester', refusal: 'own_request', spoil: (q) => ({ ...q, by: principal('ada') }) },
  {
    name: 'the requester by another account',
    refusal: 'own_request',
    spoil: (q) => ({ ...q, by: byAddress }),
  },
  {
    name: 'the requester by another address',
    refusal: 'own_request',
    spoil: (q) => ({ ...q, by: byAccount }),
  },
  { name: 'a beneficiary', refusal: 'beneficiary', spoil: (q) => ({ ...q, by: principal('ben') }) },
  { name: 'the second beneficiary', refusal: 'beneficiary', spoil: (q) => ({ ...q, by: principal('bob') }) },
  { name: 'a twin of a beneficiary', refusal: 'beneficiary', spoil: (q) => ({ ...q, by: twins('ben')[0] }) },
  { name: 'who decided', refusal: 'decided_already', spoil: (q) => decided(q, {}) },
  {
    name: 'who decided in another stage',
    refusal: 'decided_already',
    spoil: (q) => decided(q, { stage: 7 }),
  },
  {
    name: 'a twin of who decided',
    refusal: 'decided_already',
    spoil: (q) => decided(q, { by: twins(q.by.name)[1] }),
  },
  {
    name: 'the directory says no',
    refusal: 'not_an_approver',
    spoil: (q) => ({ ...q, eligibility: { kind: 'not_eligible' } }),
  },
  {
    name: 'the directory says nothing',
    refusal: 'approvers_unreadable',
    spoil: (q) => ({ ...q, eligibility: { kind: 'unreadable', because: 'down' } }),
  },
  {
    name: 'the directory says what nobody knows',
    refusal: 'not_an_approver',
    spoil: (q) => ({ ...q, eligibility: { kind: 'perhaps' } as never }),
  },
  {
    name: 'neither a yes nor a no',
    refusal: 'reason_missing',
    spoil: (q) => ({ ...q, verdict: 'perhaps' as never, reason: null }),
  },
  {
    name: 'a no of somebody who may not',
    refusal: 'not_an_approver',
    spoil: (q) => ({ ...q, verdict: 'deny', reason: 'no', eligibility: { kind: 'not_eligible' } }),
  },
  { name: 'no reason', refusal: 'reason_missing', spoil: (q) => ({ ...q, verdict: 'deny', reason: null }) },
  {
    name: 'an empty reason',
    refusal: 'reason_missing',
    spoil: (q) => ({ ...q, verdict: 'deny', reason: ' \n' }),
  },
  { name: 'no proof', refusal: 'proof_missing', spoil: unproven },
  {
    name: 'a no without proof',
    refusal: 'proof_missing',
    spoil: (q) => ({ ...unproven(q), verdict: 'deny', reason: 'no' }),
  },
  { name: 'frozen', refusal: 'frozen', spoil: (q) => ({ ...q, verdict: 'approve', frozen: true }) },
];

function spoiled(question: Question, over: Partial<Approval>): Question {
  return question.approval === null ? question : { ...question, approval: { ...question.approval, ...over } };
}

function decided(question: Question, over: Parameters<typeof decisionOf>[2]): Question {
  const { approval, by } = question;
  if (approval === null) return question;
  const earlier = decisionOf(approval, by.name, { verdict: 'approve', ...over });
  return { ...question, decisions: [...question.decisions, earlier] };
}

function unproven(question: Question): Question {
  const { approval } = question;
  if (approval === null) return question;
  const hash = hashOf({ ...approval, stepUp: true });
  return { ...question, approval: { ...approval, stepUp: true, hash }, hash, proven: false };
}

interface Case {
  readonly question: Question;
  readonly effect: Effect;
}

const crowd = ['dan', 'eve', 'fay', 'gus'];

/** Questions in order, with what must come of each: counted here in another way than decide() counts. */
const inOrder: fc.Arbitrary<Case> = fc
  .record({
    stages: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    at: fc.nat({ max: 2 }),
    before: fc.nat({ max: 3 }),
    elsewhere: fc.nat({ max: 1 }),
    deny: fc.boolean(),
    frozen: fc.boolean(),
    quorumless: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    stepUp: fc.boolean(),
    sinceNoon: fc.integer({ min: 0, max: 86_399_999 }),
    doubled: fc.boolean(),
    stale: fc.boolean(),
  })
  .map(({ stages, at, before, elsewhere, deny, frozen, quorumless, stepUp, sinceNoon, doubled, stale }) => {
    const stage = at % stages.length;
    const quorum = quorumless ? 0 : (stages[stage] ?? 1);
    const here = crowd.slice(0, Math.max(0, Math.min(before, quorum - 1)));
    const approval = approvalOf({
      beneficiaries: [principal('ben'), principal('bob')],
      stages: stages.map((each, i) => stageOf({ quorum: i === stage ? quorum : each })),
      stage,
      stepUp,
    });
    const [first] = here;
    const decisions = [
      ...here.map((name) => decisionOf(approval, name)),
      // None of these is one more person who said yes to this in this stage.
      ...(elsewhere > 0 ? [decisionOf(approval, 'hal', { stage: stage + 1 })] : []),
      ...(doubled && first !== undefined ? [decisionOf(approval, first, { by: twins(first)[0] })] : []),
      ...(stale ? [decisionOf(approval, 'ivy', { hash: 'e'.repeat(64) })] : []),
      ...(stale ? [decisionOf(approval, 'jon', { verdict: 'deny', reason: 'no' })] : []),
    ];
    const question = questionOf({
      approval,
      decisions,
      now: new Date(noon.getTime() + sinceNoon),
      proven: stepUp,
      ...(deny ? { verdict: 'deny', reason: 'not now', frozen } : {}),
    });
    return {
      question,
      effect: deny ? 'denied' : outcomeOf(here.length + 1, quorum, stage === stages.length - 1),
    };
  });

function outcomeOf(yes: number, quorum: number, last: boolean): Effect {
  if (yes !== quorum) return 'recorded';
  return last ? 'approved' : 'stage_passed';
}

/** Every second question has a fault. */
const oneFaultOrNone = fc.oneof(fc.constant(null), fc.constantFrom(...faults));

/** Throws unless this decide() lets through all that is in order, with its effect, and refuses whatever has one fault. */
export function checkDeciding(judge: typeof decide, runs = 1500): void {
  fc.assert(
    fc.property(inOrder, oneFaultOrNone, ({ question, effect }, fault) => {
      if (fault === null) {
        const ruling = judge(question);
        if (!('effect' in ruling) || ruling.effect !== effect) throw new Error(`expected ${effect}`);
        return;
      }
      const ruling = judge(fault.spoil(question));
      if (!('refused' in ruling) || ruling.refused !== fault.refusal)
        throw new Error(`${fault.name}: expected ${fault.refusal}`);
    }),
    { numRuns: runs, seed: 20261126, endOnFailure: true },
  );
}
