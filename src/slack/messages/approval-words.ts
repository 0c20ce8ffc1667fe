import type { Cancelled, CancelRefusal, Decided, ProofRefusal, ProofRequest } from '../../approvals/index.ts';

interface Reply {
  readonly text: string;
}

/** Why a click decided nothing, for the one who clicked. */
export const refusals: Readonly<Record<ProofRefusal, string>> = {
  unknown: 'This question is not known here any more.',
  not_pending: 'Nothing was changed: this was decided already. The card shows what became of it.',
  expired: 'Nothing was changed: the time to decide is over. Whoever still needs it asks again.',
  changed: 'Nothing was changed: what you were shown is not what is asked. Look at the newest card.',
  own_request: 'You may not do this: you asked for it, and nobody decides on what they ask for.',
  beneficiary: 'You may not do this: it is about you, and nobody decides on what concerns themselves.',
  decided_already: 'You decided on this before. It needs somebody else now.',
  not_an_approver:
    'You may not do this: you are none of those who decide here, as the directory says right now. The card names them.',
  approvers_unreadable:
    'You may not do this now: whether you are one of those who decide could not be read. Try again when the directory answers.',
  reason_missing: 'Nothing was changed: a no needs a reason. Say why.',
  proof_missing: 'Nothing was changed: this decision needs a fresh proof of your second factor.',
  no_second_factor:
    'Nothing was changed: this decision needs a proof of your second factor, and you have neither Okta Verify with push nor a sign-in that Lockstep can ask for. Ask your administrators (docs/setup-okta.md).',
  factors_unreadable:
    'Nothing was changed: this decision needs a proof of your second factor, and it could not be read how you could give one. Try again when the directory answers.',
  frozen: 'Nothing was changed: Lockstep is frozen, so nothing is approved now. You may still say no.',
};

const cancelRefusals: Readonly<Record<CancelRefusal, string>> = {
  unknown: refusals.unknown,
  not_pending: 'Nothing was changed: this is over already. The card shows what became of it.',
  not_yours: 'You may not do this: only who asked takes it back, or an operator who says why.',
  reason_missing: 'Nothing was changed: it is not yours, so say why you take it back.',
};

/** Null where the card itself tells it. */
export function decidedReply(decided: Decided | ProofRequest): Reply | null {
  if ('refused' in decided) return { text: refusals[decided.refused] };
  if ('kind' in decided) return { text: proofWords(decided) };
  return null;
}

/** The address is theirs alone, made of letters that need no escaping. */
function proofWords(asked: Exclude<ProofRequest, { refused: unknown }>): string {
  return asked.kind === 'push'
    ? 'Nothing is decided yet: Lockstep asks you by Okta Verify on your device. A message of Lockstep says the number to choose.'
    : `Nothing is decided yet: <${asked.url}|sign in anew> within five minutes, and your decision counts.`;
}

export function cancelledReply(cancelled: Cancelled): Reply | null {
  return 'refused' in cancelled ? { text: cancelRefusals[cancelled.refused] } : null;
}
