import { z } from 'zod';
import { proveByPush } from '../approvals/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ proofId: z.string() });

/** Asks somebody on their own device whether it is them, and looks until they answer. */
export default {
  name: 'prove-by-push',
  run: async (tools, payload) => {
    await proveByPush(tools, Payload.parse(payload).proofId);
  },
} satisfies Task;
