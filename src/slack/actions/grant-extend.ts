import { extendView } from '../views/grant-extend.ts';
import type { SlackAction } from './action.ts';

/** Only opens the modal: who may is asked when it is sent. */
export default {
  name: 'grant-extend',
  role: null,
  run: async ({ value, open }) => {
    await open(extendView(value, { length: '', because: '' }));
    return null;
  },
} satisfies SlackAction;
