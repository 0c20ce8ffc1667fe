import { revokeView } from '../views/grant-revoke-reason.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent. */
export default {
  name: 'grant-revoke',
  role: null,
  run: async ({ value, open }) => {
    await open(revokeView(value));
    return null;
  },
} satisfies SlackAction;
