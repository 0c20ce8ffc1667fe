import { beginGrants } from '../access/index.ts';
import type { Task } from './task.ts';

/** Adds the job of each grant that was just allowed. */
export default {
  name: 'begin-grants',
  lane: 'its own',
  run: async (tools) => await beginGrants(tools),
} satisfies Task;
