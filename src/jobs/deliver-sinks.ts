import { z } from 'zod';
import { deliverToSink } from '../alerts/index.ts';
import type { Task } from './task.ts';

const Payload = z.object({ sink: z.string() });

/** Sends what waits for one sink. What waits for one that is not configured any more stays, and `sinks list` shows it. */
export default {
  name: 'deliver-sinks',
  run: async (tools, payload) => {
    const { sink: id } = Payload.parse(payload);
    const sink = tools.sinks?.find((each) => each.id === id);
    if (sink !== undefined) await deliverToSink(tools, sink);
  },
} satisfies Task;
