import { proposeDormant } from '../deactivation/dormant.ts';
import type { Task } from './task.ts';

/** Proposes people who have not signed in for long. */
export default {
  name: 'propose-dormant',
  run: async (tools) => {
    await proposeDormant(tools);
  },
} satisfies Task;
