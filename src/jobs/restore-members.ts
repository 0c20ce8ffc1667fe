import { z } from 'zod';
import { carryOutRestore } from '../access/index.ts';
import { detectionTools } from '../detections/tools.ts';
import type { Task } from './task.ts';

const Payload = z.object({ restoreId: z.string(), tries: z.int().default(0) });

/** Puts back a batch of what a mass removal took and people approved, each read back. */
export default {
  name: 'restore-members',
  run: async (tools, payload) => {
    const { providers } = tools;
    await carryOutRestore({ ...detectionTools(tools), providers }, Payload.parse(payload));
  },
} satisfies Task;
