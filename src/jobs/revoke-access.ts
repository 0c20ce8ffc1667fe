import { z } from 'zod';
import { carryOutRevoke } from '../access/index.ts';
import { detectionTools } from '../detections/tools.ts';
import type { Task } from './task.ts';

const Payload = z.object({ grantId: z.string(), tries: z.int().default(0) });

/** Takes what has come to its end, reads that back, and only then says so. */
export default {
  name: 'revoke-access',
  lane: 'of each directory',
  run: async (tools, payload) => {
    const { providers } = tools;
    await carryOutRevoke({ ...detectionTools(tools), providers }, Payload.parse(payload));
  },
} satisfies Task;
