import { decidedReply } from '../messages/approval-words.ts';
import type { SlackAction } from './action.ts';

/** The value is the approval and the hash of what was shown. Who may is no role: approvals/ reads it live. */
export default {
  name: 'approval-approve',
  role: null,
  run: async ({ value, actor, approvals }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return decidedReply(await approvals.decide(value, { actor: by, verdict: 'approve', reason: null }));
  },
} satisfies SlackAction;
