import { denyView } from '../views/approval-deny-reason.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent, because looking it up can outlast the three seconds. */
export default {
  name: 'approval-deny',
  role: null,
  run: async ({ value, open }) => {
    await open(denyView(value));
    return null;
  },
} satisfies SlackAction;
