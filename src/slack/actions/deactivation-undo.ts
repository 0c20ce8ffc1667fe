import { undoView } from '../views/undo-reason.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent. */
export default {
  name: 'deactivation-undo',
  role: null,
  run: async ({ value, open }) => {
    await open(undoView(value));
    return null;
  },
} satisfies SlackAction;
