import { z } from 'zod';
import { runChecks } from '../checks/run.ts';
import type { CheckRun } from '../domain/finding.ts';
import { newId } from '../lib/id.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { markSuccess } from '../store/freshness.ts';
import { queueMessage } from '../store/messages.ts';
import type { Task, TaskTools } from './task.ts';

const Payload = z.object({
  /** Set when a schedule asked: the report then goes to channels.reports. */
  scheduled: z.boolean().default(false),
  only: z.array(z.string()).optional(),
  /** Set when a person asked: where "Checking…" stands, to be replaced by the report. */
  channel: z.string().optional(),
  messageId: z.string().optional(),
});

/** Judges every connection, then has the report posted where it was asked for. */
export default {
  name: 'run-checks',
  run: async (tools, payload) => {
    const { scheduled, only, channel, messageId } = Payload.parse(payload);
    const run = await runChecks(tools, only === undefined ? {} : { only });
    if (only === undefined) await markSuccess(tools.db, 'checks', run.finishedAt);
    tools.log.info({ runId: run.runId, ...run.summary }, 'checks judged');
    const target = scheduled ? tools.settings.channels.reports : (channel ?? null);
    if (target !== null) await say(tools, run, { channel: target, id: messageId ?? newId('msg') });
  },
} satisfies Task;

async function say(
  tools: TaskTools,
  run: CheckRun,
  { channel, id }: { channel: string; id: string },
): Promise<void> {
  await queueMessage(tools.db, { id, channel, kind: 'check-report', body: { runId: run.runId } });
  await deliverSoon(tools);
}
