import type { Db } from './open.ts';
import { addLast } from './queue/add-last.ts';
import type { NewJob, Queue } from './queue/queue.ts';

/** The one job that takes the outbox to the chat: everybody who has something to say shares it. */
export const deliverJob = { task: 'deliver-messages', key: 'deliver-messages', payload: {} } as const;

/** The job that takes what waits to one sink. `later` is another one: moving it never puts off what was asked for at once. */
export function sinkJob(sink: string, { later = false } = {}): NewJob {
  return { task: 'deliver-sinks', key: `deliver-sinks:${sink}${later ? ':later' : ''}`, payload: { sink } };
}

/** Has what waits in the outbox posted and edited once the caller's transaction has committed. */
export async function deliverSoon({ db, queue }: { readonly db: Db; readonly queue: Queue }): Promise<void> {
  await addLast(queue, db, deliverJob);
}
