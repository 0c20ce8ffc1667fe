import type { Task } from './task.ts';

/** Sends what waits in the outbox. */
export default {
  name: 'deliver-messages',
  run: async (tools) => {
    await tools.deliver?.();
  },
} satisfies Task;
