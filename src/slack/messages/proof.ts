import type { StepUp } from '../../domain/step-up.ts';
import { refusals } from './approval-words.ts';
import { type Posted, section } from './message.ts';
import { cut } from './text.ts';

const LOST = 'Lockstep was interrupted. Click again on the card.';

/** How the proof of a second factor stands, for the one who was asked for it. */
export function proofMessage(stepUp: StepUp): Posted {
  const text = wordsOf(stepUp);
  return { text, blocks: [section(text)] };
}

function wordsOf({ status, kind, verdict, detail }: StepUp): string {
  const decision = verdict === 'approve' ? 'approval' : 'denial';
  if (detail.refused !== undefined)
    return `You confirmed that it is you, yet nothing was decided. ${detail.refused === 'lost' ? LOST : refusals[detail.refused]}`;
  switch (status) {
    case 'waiting':
      return waiting(detail.number ?? null, decision);
    case 'proved':
    case 'used':
      return `Thank you, you confirmed that it is you. The card shows what your ${decision} did.`;
    case 'refused':
      return `Nothing was decided: ${cut(detail.because ?? 'it was not confirmed', 500)}. If it was not you who clicked in Slack, tell your security team.`;
    case 'expired':
      return `Nothing was decided: ${kind === 'push' ? 'your device' : 'your sign-in'} did not confirm it in time. Click again on the card.`;
  }
}

function waiting(number: string | null, decision: string): string {
  const how =
    number === null
      ? 'confirm it in Okta Verify on your device'
      : `choose *${cut(number, 10)}* in Okta Verify on your device`;
  return `To make your ${decision} count, ${how} within five minutes. If you did not click in Slack, refuse it there.`;
}
