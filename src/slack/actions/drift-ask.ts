import type { SlackAction } from './action.ts';

export default {
  name: 'drift-ask',
  role: 'operator',
  run: async ({ value, askDriftActor }) => await askDriftActor(value),
} satisfies SlackAction;
