import { decidedReply } from '../messages/approval-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'approval-deny-reason',
  role: null,
  run: async ({ subject, values, actor, approvals }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const reason = values.get('because') ?? null;
    return decidedReply(await approvals.decide(subject, { actor: by, verdict: 'deny', reason }));
  },
} satisfies SlackView;

/** Asks why not; it stands on the card. `shown` is the approval and the hash of what was shown. */
export function denyView(shown: string): object {
  return modal({
    callbackId: 'approval-deny-reason',
    subject: shown,
    title: 'Deny',
    submit: 'Deny',
    blocks: [textInput('because', 'Why not?', { lines: true, least: 3, most: 1000 })],
  });
}
