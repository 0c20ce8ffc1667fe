import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'reactivate',
  role: deactivators,
  run: async ({ values, actor, named, leavers }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const reason = values.get('because') ?? '';
    const person = await named(values.get('person')?.trim() ?? '');
    if ('refused' in person) return { text: person.refused };
    return askedReply(await leavers.reactivate(person.text, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackView;

/** Asks who gets sign-in back, and why. */
export function reactivateView(person: string): object {
  return modal({
    callbackId: 'reactivate',
    title: 'Give sign-in back',
    submit: 'Ask for it',
    blocks: [
      textInput('person', 'Who?', { hint: 'A login or an address.', least: 3, most: 200, initial: person }),
      textInput('because', 'Why?', {
        hint: 'Somebody else has to approve it.',
        lines: true,
        least: 3,
        most: 1000,
      }),
    ],
  });
}
