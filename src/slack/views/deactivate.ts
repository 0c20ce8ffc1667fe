import { readPeople } from '../../deactivation/read-people.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { label, modal, plain, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'deactivate',
  role: deactivators,
  check: (values) => unreadable(values.get('people') ?? ''),
  run: async ({ values, actor, named, leavers }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const people = await named(values.get('people') ?? '');
    if ('refused' in people) return { text: people.refused };
    const starts = values.get('starts') ?? '';
    const ask = {
      actor: by,
      reason: values.get('because') ?? '',
      startsAt: starts === '' ? null : new Date(Number(starts) * 1000),
    };
    return askedReply(await leavers.deactivate(people.text, ask), leavers.channel);
  },
} satisfies SlackView;

function unreadable(people: string): Readonly<Record<string, string>> | null {
  try {
    readPeople(people);
    return null;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { people: label(`${error.message}. ${error.next}`, 300) };
  }
}

/** Asks whom, why and when: one person, or a pasted list of them. */
export function deactivateView({
  people,
  because,
}: {
  readonly people: string;
  readonly because: string;
}): object {
  return modal({
    callbackId: 'deactivate',
    title: 'Deactivate',
    submit: 'Ask for it',
    blocks: [
      textInput('people', 'Who?', {
        hint: 'A login or an address, one a line; or CSV with a column called login or email.',
        lines: true,
        least: 3,
        most: 3000,
        initial: people,
      }),
      textInput('because', 'Why?', { lines: true, least: 3, most: 1000, initial: because }),
      {
        type: 'input',
        block_id: 'starts',
        optional: true,
        label: plain('Not before'),
        hint: plain('Left empty: as soon as it is approved.'),
        element: { type: 'datetimepicker', action_id: 'starts' },
      },
    ],
  });
}
