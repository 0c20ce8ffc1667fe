import { z } from 'zod';
import type { Message } from '../store/messages.ts';
import { findRun } from '../store/runs.ts';
import { checkReport } from './messages/check-report.ts';
import type { Posted } from './messages/message.ts';
import { progressMessage } from './messages/progress.ts';
import type { SlackTools } from './tools.ts';

const Progress = z.object({ what: z.string() });
const Report = z.object({ runId: z.string() });
const Reply = z.object({ of: z.string(), body: z.unknown(), reply: z.int() });

/** What a row of the outbox says; null when what it is about is gone. */
export async function renderMessage(
  tools: SlackTools,
  { kind, body }: Pick<Message, 'kind' | 'body'>,
): Promise<Posted | null> {
  if (kind === 'progress') return progressMessage(Progress.parse(body));
  if (kind === 'check-report') {
    const run = await findRun(tools.db, Report.parse(body).runId);
    return run === null ? null : checkReport(run);
  }
  if (kind !== 'reply') return null;
  const { of, body: parent, reply } = Reply.parse(body);
  return (await renderMessage(tools, { kind: of, body: parent }))?.thread?.[reply] ?? null;
}
