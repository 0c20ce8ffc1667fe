import { resolveView } from '../views/alert-resolve-reason.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent, because looking it up can outlast the three seconds. */
export default {
  name: 'alert-resolve',
  role: null,
  run: async ({ value, open }) => {
    await open(resolveView(value));
    return null;
  },
} satisfies SlackAction;
