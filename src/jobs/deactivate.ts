import { z } from 'zod';
import { carryOutDeactivation } from '../deactivation/execute.ts';
import type { Task } from './task.ts';

const Payload = z.object({ id: z.string() });

/** Carries out what is left of an approved deactivation or reactivation. */
export default {
  name: 'deactivate',
  run: async (tools, payload) => {
    const { id } = Payload.parse(payload);
    const { leaving, effects = {} } = tools;
    if (leaving === undefined) throw new Error('nothing says what a leaver holds');
    await carryOutDeactivation({ ...tools, ...leaving, effects }, id);
  },
} satisfies Task;
