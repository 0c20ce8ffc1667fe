import { z } from 'zod';
import { carryOutGrant } from '../access/index.ts';
import { detectionTools } from '../detections/tools.ts';
import type { Task } from './task.ts';

const Payload = z.object({ grantId: z.string(), tries: z.int().default(0) });

/** Gives what was approved, reads it back, and only then says so. */
export default {
  name: 'grant-access',
  run: async (tools, payload) => {
    const { providers } = tools;
    await carryOutGrant({ ...detectionTools(tools), providers }, Payload.parse(payload));
  },
} satisfies Task;
