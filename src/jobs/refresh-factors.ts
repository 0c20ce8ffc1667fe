import { z } from 'zod';
import { refreshFactors } from '../directory/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ connection: z.string() });

/** How many accounts one job reads where the vendor has no report: some minutes within the rate budget, then the next sync adds more. */
const BATCH = 1000;

/** Reads the second factors that are unknown or stale. */
export default {
  name: 'refresh-factors',
  run: async (tools, payload, { signal }) => {
    const { connection } = Payload.parse(payload);
    const provider = tools.providers.find(({ id }) => id === connection);
    if (provider === undefined) return;
    const read = await refreshFactors({ ...tools, signal }, provider, BATCH);
    tools.log.info({ connection, accounts: read }, 'second factors read');
  },
} satisfies Task;
