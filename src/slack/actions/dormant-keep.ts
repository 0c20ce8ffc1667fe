import { deactivators } from '../gate.ts';
import type { SlackAction } from './action.ts';

export default {
  name: 'dormant-keep',
  role: deactivators,
  run: async ({ value, user, leavers }) =>
    (await leavers.keep(value, user))
      ? null
      : { text: 'Somebody was faster: the list shows what was decided.' },
} satisfies SlackAction;
