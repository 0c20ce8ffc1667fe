import { expect, it } from 'vitest';
import type { StepUp } from '../../src/domain/step-up.ts';
import { decidedReply } from '../../src/slack/messages/approval-words.ts';
import { proofMessage } from '../../src/slack/messages/proof.ts';
import { noon, principal } from '../support/approval.ts';

function says(over: Partial<StepUp>): string {
  const stepUp: StepUp = {
    id: 'proof_1',
    approvalId: 'approval_1',
    by: principal('cat'),
    slackUserId: 'Ucat',
    verdict: 'approve',
    reason: null,
    hash: 'h',
    kind: 'push',
    connection: 'okta',
    accountId: 'cat',
    status: 'waiting',
    createdAt: noon,
    expiresAt: noon,
    detail: {},
    ...over,
  };
  return proofMessage(stepUp).text;
}

it('tells the number to choose, or that a yes is enough', () => {
  expect(says({ detail: { number: '34' } })).toContain('choose *34* in Okta Verify');
  expect(says({ detail: { number: null } })).toContain('confirm it in Okta Verify');
});

it('never says that something was decided where nothing was', () => {
  for (const over of [
    { status: 'refused', detail: { because: 'it was rejected on the device' } },
    { status: 'expired' },
    { status: 'expired', kind: 'sign-in' },
    { status: 'used', detail: { refused: 'frozen' } },
    { status: 'refused', detail: { refused: 'not_pending' } },
    { status: 'used', detail: { refused: 'lost' } },
  ] as const)
    expect(says(over)).toMatch(/othing was decided/);
  expect(says({ status: 'used' })).toContain('what your approval did');
});

it('says no untrusted word as markup', () => {
  expect(says({ status: 'refused', detail: { because: '<!channel> said no' } })).toContain(
    '&lt;!channel&gt;',
  );
});

it('says after the click that nothing is decided yet, and how it will be', () => {
  const [push, signIn, none] = [
    decidedReply({ kind: 'push', id: 'proof_1' }),
    decidedReply({ kind: 'sign-in', id: 'proof_1', url: 'https://lockstep.test/step-up/abc' }),
    decidedReply({ refused: 'no_second_factor' }),
  ];

  expect(push?.text).toMatch(/Nothing is decided yet.*Okta Verify/);
  expect(signIn?.text).toMatch(
    /Nothing is decided yet: <https:\/\/lockstep\.test\/step-up\/abc\|sign in anew>/,
  );
  expect(none?.text).toContain('needs a proof of your second factor');
});
