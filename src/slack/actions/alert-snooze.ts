import { outcomeReply, type SlackAction } from './action.ts';

/** The value is the alert and one of the offered times. */
export default {
  name: 'alert-snooze',
  role: 'operator',
  run: async ({ value, user, watch }) => {
    const [alertId = '', length = ''] = value.split('|');
    return outcomeReply(await watch.snooze(alertId, { by: user, length }));
  },
} satisfies SlackAction;
