import { lengthIn, unfitLength } from '../length.ts';
import { driftReply } from '../messages/access-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'drift-adopt',
  role: 'operator',
  check: (values) => {
    const length = lengthIn(values.get('length') ?? '');
    return length === null || (length.minutes === null && !length.permanent) ? { length: unfitLength } : null;
  },
  run: async ({ subject, values, actor, access }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const minutes = lengthIn(values.get('length') ?? '')?.minutes ?? null;
    return driftReply(
      await access.adopt(subject, { actor: by, minutes, reason: values.get('because') ?? '' }),
    );
  },
} satisfies SlackView;

/** Asks for a reason and an end: from then on it is a grant. */
export function adoptView(drift: string): object {
  return modal({
    callbackId: 'drift-adopt',
    subject: drift,
    title: 'Adopt it',
    submit: 'Adopt it',
    blocks: [
      textInput('because', 'Why is it right?', { lines: true, least: 3, most: 1000 }),
      textInput('length', 'For how long, from now?', {
        hint: 'Like 4h or 30d; or "permanent".',
        most: 20,
        least: 2,
      }),
    ],
  });
}
