import { outcomeReply, type SlackAction } from './action.ts';

/** An admin's, because it lifts the freeze that the mass change caused. */
export default {
  name: 'alert-intended',
  role: 'admin',
  run: async ({ value, user, watch }) => outcomeReply(await watch.intended(value, user)),
} satisfies SlackAction;
