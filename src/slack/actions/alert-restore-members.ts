import { offerIn, type SlackAction } from './action.ts';

/** Only shows what restoring would do. */
export default {
  name: 'alert-restore-members',
  role: 'admin',
  run: async ({ value, previewRestore }) => await previewRestore(offerIn(value)),
} satisfies SlackAction;
