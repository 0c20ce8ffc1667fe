import { adoptView } from '../views/drift-adopt.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent. */
export default {
  name: 'drift-adopt',
  role: null,
  run: async ({ value, open }) => {
    await open(adoptView(value));
    return null;
  },
} satisfies SlackAction;
