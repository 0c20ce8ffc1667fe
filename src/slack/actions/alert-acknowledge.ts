import { outcomeReply, type SlackAction } from './action.ts';

export default {
  name: 'alert-acknowledge',
  role: 'operator',
  run: async ({ value, user, watch }) => outcomeReply(await watch.acknowledge(value, user)),
} satisfies SlackAction;
