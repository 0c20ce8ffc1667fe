import { z } from 'zod';
import { reasonOf } from '../lib/operator-error.ts';
import { type Message, markSent, nextMessages } from '../store/messages.ts';
import { findRun } from '../store/runs.ts';
import { checkReport } from './messages/check-report.ts';
import type { Posted } from './messages/message.ts';
import { progressMessage } from './messages/progress.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

export interface Messenger {
  readonly deliver: () => Promise<void>;
}

const BATCH = 20;

/** Posts what waits, or edits what was posted before under the same id; replies go below it the first time only. */
export function createMessenger(client: WebClient, tools: SlackTools): Messenger {
  return {
    deliver: async () => {
      for (const message of await nextMessages(tools.db, BATCH)) await deliverOne(client, tools, message);
    },
  };
}

async function deliverOne(client: WebClient, tools: SlackTools, message: Message): Promise<void> {
  const posted = await render(tools, message);
  if (posted === null) {
    tools.log.warn({ message: message.id, kind: message.kind }, 'a message has nothing to say');
    await markSent(tools.db, {
      id: message.id,
      channel: message.channel,
      ts: message.ts ?? '',
      body: message.body,
      at: tools.clock.now(),
    });
    return;
  }
  const sent = await post(client, message, posted);
  await markSent(tools.db, { id: message.id, ...sent, body: message.body, at: tools.clock.now() });
  for (const reply of posted.thread ?? []) {
    // Plain objects held against Slack's limits by tests.
    const said = {
      channel: sent.channel,
      thread_ts: sent.ts,
      text: reply.text,
      blocks: reply.blocks as never,
    };
    await client.chat.postMessage(said).catch((error: unknown) => {
      tools.log.warn({ message: message.id, reason: reasonOf(error) }, 'a reply was not posted');
    });
  }
}

async function post(
  client: WebClient,
  message: Message,
  posted: Posted,
): Promise<{ channel: string; ts: string }> {
  // As above.
  const said = { channel: message.channel, text: posted.text, blocks: posted.blocks as never };
  if (message.ts !== null) {
    await client.chat.update({ ...said, ts: message.ts });
    return { channel: message.channel, ts: message.ts };
  }
  const metadata = { event_type: 'lockstep_message', event_payload: { id: message.id } };
  const thread = message.threadTs === null ? {} : { thread_ts: message.threadTs };
  const { channel, ts } = await client.chat.postMessage({ ...said, ...thread, metadata });
  return { channel: channel ?? message.channel, ts: ts ?? '' };
}

const Progress = z.object({ what: z.string() });
const Report = z.object({ runId: z.string() });

async function render({ db }: SlackTools, { kind, body }: Message): Promise<Posted | null> {
  if (kind === 'progress') return progressMessage(Progress.parse(body));
  if (kind !== 'check-report') return null;
  const run = await findRun(db, Report.parse(body).runId);
  return run === null ? null : checkReport(run);
}
