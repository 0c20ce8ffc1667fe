import { offerIn, type SlackAction } from './action.ts';

/** Asks the approvers for what the preview showed; one of them, who does not ask, decides. */
export default {
  name: 'restore-ask',
  role: 'admin',
  run: async ({ value, actor, askForRestore }) => {
    const by = await actor();
    return 'refused' in by ? { text: by.refused } : await askForRestore(offerIn(value), by);
  },
} satisfies SlackAction;
