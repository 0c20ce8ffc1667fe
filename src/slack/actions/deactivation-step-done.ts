import { deactivators } from '../gate.ts';
import type { SlackAction } from './action.ts';

/** The value is the deactivation and the place of the step. */
export default {
  name: 'deactivation-step-done',
  role: deactivators,
  run: async ({ value, user, leavers }) =>
    (await leavers.signOff(value, user)) ? null : { text: 'Somebody was faster: the list shows who.' },
} satisfies SlackAction;
