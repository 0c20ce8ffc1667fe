import { z } from 'zod';
import { tellMoves } from '../detections/member-moves.ts';
import { detectionTools } from '../detections/tools.ts';
import { syncDirectory } from '../directory/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ connection: z.string(), full: z.boolean().default(false) });

/** Brings one mirror up to date, then has the next second factors read. */
export default {
  name: 'sync-directory',
  run: async (tools, payload, { signal }) => {
    const { connection, full } = Payload.parse(payload);
    const provider = tools.providers.find(({ id }) => id === connection);
    if (provider === undefined) return;
    const onMoves = tellMoves(detectionTools(tools), provider.kind);
    const result = await syncDirectory({ ...tools, onMoves, signal }, provider, { full });
    tools.log.info({ connection, outcome: result.outcome }, 'directory synced');
    await tools.queue.add(tools.db, {
      task: 'refresh-factors',
      key: `refresh-factors:${connection}`,
      payload: { connection },
    });
  },
} satisfies Task;
