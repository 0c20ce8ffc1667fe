import { revertView } from '../views/drift-revert.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent. */
export default {
  name: 'drift-revert',
  role: null,
  run: async ({ value, open }) => {
    await open(revertView(value));
    return null;
  },
} satisfies SlackAction;
