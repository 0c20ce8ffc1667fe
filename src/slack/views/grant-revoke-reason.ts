import { endedReply } from '../messages/access-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'grant-revoke-reason',
  role: null,
  run: async ({ subject, values, actor, access }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return endedReply(await access.end(subject, { actor: by, reason: values.get('because') ?? '' }));
  },
} satisfies SlackView;

/** Asks once more, and why. */
export function revokeView(grantId: string): object {
  return modal({
    callbackId: 'grant-revoke-reason',
    subject: grantId,
    title: 'End the access',
    submit: 'End it now',
    blocks: [
      textInput('because', 'Why?', {
        hint: 'Whoever holds it may leave it empty; others say why.',
        optional: true,
        lines: true,
        most: 1000,
      }),
    ],
  });
}
