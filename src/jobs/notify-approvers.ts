import { z } from 'zod';
import { askEachApprover } from '../approvals/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ approvalId: z.string(), stage: z.int(), again: z.boolean() });

/** Asks everybody who may decide, each in a message of their own. */
export default {
  name: 'notify-approvers',
  run: async (tools, payload) => {
    await askEachApprover(tools, Payload.parse(payload));
  },
} satisfies Task;
