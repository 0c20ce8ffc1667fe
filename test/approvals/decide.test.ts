import { describe, expect, it } from 'vitest';
import { decide } from '../../src/approvals/decide.ts';
import { approvalOf, decisionOf, principal, questionOf, stageOf, twins } from '../support/approval.ts';
import { checkDeciding, faults } from '../support/decide-properties.ts';

describe('a click is refused', () => {
  it.each(faults)('$refusal: $name', ({ refusal, spoil }) => {
    const approval = approvalOf({ beneficiaries: [principal('ben'), principal('bob')] });

    expect(decide(spoil(questionOf({ approval })))).toEqual({ refused: refusal });
  });

  it.each(['approved', 'denied', 'cancelled', 'expired'] as const)('on what is %s', (status) => {
    expect(decide(questionOf({ approval: approvalOf({ status }) }))).toEqual({ refused: 'not_pending' });
  });

  it('of a twin of somebody who decided in an earlier stage', () => {
    const approval = approvalOf({ stage: 1, stages: [stageOf(), stageOf()] });
    const decisions = [decisionOf(approval, 'cat', { stage: 0 })];

    for (const by of twins('cat'))
      expect(decide(questionOf({ approval, decisions, by }))).toEqual({ refused: 'decided_already' });
  });

  it('on a content that was changed in the store', () => {
    const approval = { ...approvalOf(), content: { group: 'admins' } };

    expect(decide(questionOf({ approval }))).toEqual({ refused: 'changed' });
  });
});

describe('a click decides', () => {
  it.each([
    ['the only one needed', [stageOf()], 0, [], 'approved'],
    ['the first of two', [stageOf({ quorum: 2 })], 0, [], 'recorded'],
    ['the second of two', [stageOf({ quorum: 2 })], 0, ['dan'], 'approved'],
    ['the end of the first stage', [stageOf(), stageOf()], 0, [], 'stage_passed'],
    ['the end of the last stage', [stageOf(), stageOf()], 1, [], 'approved'],
  ] as const)('%s', (_, stages, stage, before, effect) => {
    const approval = approvalOf({ stages, stage });
    const decisions = before.map((name) => decisionOf(approval, name));

    expect(decide(questionOf({ approval, decisions }))).toMatchObject({ effect });
  });

  it('against it with a reason, also while Lockstep is frozen', () => {
    const no = questionOf({ verdict: 'deny', reason: 'not this month', frozen: true });

    expect(decide(no)).toMatchObject({ effect: 'denied' });
  });

  it('and does not count who approved in an earlier stage, nor one person twice', () => {
    const approval = approvalOf({ stages: [stageOf(), stageOf({ quorum: 3 })], stage: 1 });
    const earlier = decisionOf(approval, 'dan', { stage: 0 });
    const twice = [decisionOf(approval, 'eve'), decisionOf(approval, 'eve', { by: twins('eve')[0] })];

    expect(decide(questionOf({ approval, decisions: [earlier, ...twice] }))).toMatchObject({
      effect: 'recorded',
    });
  });

  it('up to the last millisecond', () => {
    const now = new Date(approvalOf().expiresAt.getTime() - 1);

    expect(decide(questionOf({ now, by: principal('cat') }))).toMatchObject({ effect: 'approved' });
  });
});

it('holds for thousands of random questions', () => {
  checkDeciding(decide);
});
