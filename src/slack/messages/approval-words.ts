import type { Cancelled, CancelRefusal, Decided } from '../../approvals/index.ts';
import type { Refusal } from '../../domain/approval.ts';

interface Reply {
  readonly text: string;
}

const refusals: Readonly<Record<Refusal, string>> = {
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
  frozen: 'Nothing was changed: Lockstep is frozen, so nothing is approved now. You may still say no.',
};

const cancelRefusals: Readonly<Record<CancelRefusal, string>> = {
  unknown: refusals.unknown,
  not_pending: 'Nothing was changed: this is over already. The card shows what became of it.',
  not_yours: 'You may not do this: only who asked takes it back, or an operator who says why.',
  reason_missing: 'Nothing was changed: it is not yours, so say why you take it back.',
};

/** Null where the card itself tells it. */
export function decidedReply(decided: Decided): Reply | null {
  return 'refused' in decided ? { text: refusals[decided.refused] } : null;
}

export function cancelledReply(cancelled: Cancelled): Reply | null {
  return 'refused' in cancelled ? { text: cancelRefusals[cancelled.refused] } : null;
}
