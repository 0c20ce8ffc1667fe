import { driftReply } from '../messages/access-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'drift-revert',
  role: 'operator',
  run: async ({ subject, values, actor, access }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return driftReply(await access.revert(subject, { actor: by, reason: values.get('because') ?? '' }));
  },
} satisfies SlackView;

/** Asks once more, and why. */
export function revertView(drift: string): object {
  return modal({
    callbackId: 'drift-revert',
    subject: drift,
    title: 'Revert it',
    submit: 'Take it out',
    blocks: [textInput('because', 'Why is it taken out again?', { lines: true, least: 3, most: 1000 })],
  });
}
