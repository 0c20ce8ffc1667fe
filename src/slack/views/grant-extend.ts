import { lengthIn, unfitLength } from '../length.ts';
import { requestedReply } from '../messages/access-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'grant-extend',
  role: null,
  check: (values) => (minutesIn(values.get('length') ?? '') === null ? { length: unfitLength } : null),
  run: async ({ subject, values, actor, access }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const minutes = minutesIn(values.get('length') ?? '') ?? 0;
    const [reason, ticket] = ['because', 'ticket'].map((name) => (values.get(name) ?? '').trim());
    const ask = { actor: by, minutes, reason: reason ?? '', ticket: ticket ?? '' };
    return requestedReply(await access.extend(subject, ask));
  },
} satisfies SlackView;

function minutesIn(text: string): number | null {
  return lengthIn(text)?.minutes ?? null;
}

/** Asks how much longer, and why; it is decided anew. */
export function extendView(
  grantId: string,
  { length, because }: { length: string; because: string },
): object {
  return modal({
    callbackId: 'grant-extend',
    subject: grantId,
    title: 'Extend the access',
    submit: 'Ask for it',
    blocks: [
      textInput('length', 'How long from now?', { hint: 'Like 90m, 4h or 30d.', most: 20, initial: length }),
      textInput('because', 'Why?', { optional: true, lines: true, most: 1000, initial: because }),
      textInput('ticket', 'Ticket', { optional: true, most: 200 }),
    ],
  });
}
