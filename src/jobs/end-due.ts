import { z } from 'zod';
import { endDue, endWithExtension } from '../access/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({
  /** One that is ended before its time. */
  early: z.object({ grantId: z.string(), end: z.object({ because: z.string(), by: z.string() }) }).optional(),
});

/** Begins the end of whatever is to end now; the directories are told by jobs of their own. */
export default {
  name: 'end-due',
  lane: 'its own',
  run: async (tools, payload) => {
    const { early } = Payload.parse(payload);
    // Without effects nobody can have asked for an extension.
    const asking = { ...tools, effects: tools.effects ?? {} };
    if (early === undefined) await endDue(tools);
    else await endWithExtension(asking, early.grantId, early.end);
  },
} satisfies Task;
