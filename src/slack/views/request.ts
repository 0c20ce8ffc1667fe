import type { Askable } from '../access-cases.ts';
import { lengthIn, unfitLength } from '../length.ts';
import { requestedReply } from '../messages/access-words.ts';
import { label, modal, plain, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

/** No role: the policies say who may ask for what. */
export default {
  name: 'request',
  role: null,
  check: (values) => (lengthIn(values.get('length') ?? '') === null ? { length: unfitLength } : null),
  run: async ({ values, actor, named, access }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const said = (name: string): string => (values.get(name) ?? '').trim();
    const whom = await named(said('whom'));
    if ('refused' in whom) return { text: whom.refused };
    const starts = said('starts');
    const wish = {
      group: groupIn(said('group')),
      whom: whom.text,
      ...(lengthIn(said('length')) ?? { minutes: null, permanent: false }),
      reason: said('because'),
      ticket: said('ticket'),
      startsAt: starts === '' ? null : new Date(Number(starts) * 1000),
      emergency: said('how') === 'emergency',
    };
    return requestedReply(await access.request(wish, by));
  },
} satisfies SlackView;

/** What an option carries: the connection and the id of the group. */
export function groupValue({ connection, id }: Pick<Askable, 'connection' | 'id'>): string {
  return `${connection}|${id}`;
}

function groupIn(value: string): Pick<Askable, 'connection' | 'id'> {
  const at = value.indexOf('|');
  return { connection: value.slice(0, at), id: value.slice(at + 1) };
}

/** A group in a menu: 75 characters are Slack's limit. */
export function groupOption(group: Askable): object {
  return { text: plain(label(`${group.name} (${group.connection})`, 75)), value: groupValue(group) };
}

/** Asks which group, for whom, how long and why. The groups come while somebody types. */
export function requestView({
  group,
  whom,
  length,
  because,
}: {
  readonly group: Askable | null;
  readonly whom: string;
  readonly length: string;
  readonly because: string;
}): object {
  return modal({
    callbackId: 'request',
    title: 'Ask for access',
    submit: 'Ask for it',
    blocks: [
      {
        type: 'input',
        block_id: 'group',
        label: plain('Which group?'),
        element: {
          type: 'external_select',
          action_id: 'group',
          placeholder: plain('Type a part of its name'),
          min_query_length: 0,
          ...(group === null ? {} : { initial_option: groupOption(group) }),
        },
      },
      textInput('length', 'For how long?', {
        hint: 'Like 90m, 4h or 30d; "permanent" where the policy allows it; empty: as the policy has it.',
        optional: true,
        most: 20,
        initial: length,
      }),
      textInput('because', 'Why?', { optional: true, lines: true, most: 1000, initial: because }),
      textInput('ticket', 'Ticket', { optional: true, most: 200 }),
      textInput('whom', 'For whom?', {
        hint: 'A login or an address; empty: for you.',
        optional: true,
        most: 200,
        initial: whom,
      }),
      {
        type: 'input',
        block_id: 'starts',
        optional: true,
        label: plain('Not before'),
        element: { type: 'datetimepicker', action_id: 'starts' },
      },
      {
        type: 'input',
        block_id: 'how',
        label: plain('How?'),
        element: { type: 'static_select', action_id: 'how', options: ways, initial_option: ways[0] },
      },
    ],
  });
}

const ways = [
  { text: plain('Ask first, as usual'), value: 'ordinary' },
  { text: plain('Emergency: at once, reviewed afterwards'), value: 'emergency' },
];
