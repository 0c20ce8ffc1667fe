import { cancelView } from '../views/approval-cancel-reason.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal, which is also the second thought. */
export default {
  name: 'approval-cancel',
  role: null,
  run: async ({ value, open }) => {
    await open(cancelView(value));
    return null;
  },
} satisfies SlackAction;
