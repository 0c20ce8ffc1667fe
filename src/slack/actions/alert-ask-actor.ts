import { offerIn, type SlackAction } from './action.ts';

export default {
  name: 'alert-ask-actor',
  role: 'operator',
  run: async ({ value, user, askActor }) => await askActor({ ...offerIn(value), by: user }),
} satisfies SlackAction;
