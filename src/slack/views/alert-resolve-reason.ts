import { outcomeReply } from '../actions/action.ts';
import type { SlackView } from './view.ts';

const LONGEST = 500;

export default {
  name: 'alert-resolve-reason',
  role: 'operator',
  run: async ({ subject, values, user, watch }) =>
    outcomeReply(await watch.resolve(subject, { by: user, because: values.get('because') ?? '' })),
} satisfies SlackView;

/** Asks why an alert is over. */
export function resolveView(alertId: string): object {
  return {
    type: 'modal',
    callback_id: 'alert-resolve-reason',
    private_metadata: alertId,
    title: { type: 'plain_text', text: 'Resolve the alert' },
    submit: { type: 'plain_text', text: 'Resolve' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why is it over?' },
        element: {
          type: 'plain_text_input',
          action_id: 'because',
          multiline: true,
          min_length: 3,
          max_length: LONGEST,
        },
      },
    ],
  };
}
