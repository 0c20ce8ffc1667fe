import { z } from 'zod';
import { decideWithProof } from '../approvals/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ proofId: z.string() });

/** Carries out a decision once its proof of a second factor is there. */
export default {
  name: 'decide-with-proof',
  run: async (tools, payload) => {
    const { effects = {}, publicUrl = null } = tools;
    await decideWithProof({ ...tools, effects, publicUrl }, Payload.parse(payload).proofId);
  },
} satisfies Task;
