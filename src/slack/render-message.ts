import { z } from 'zod';
import { findAlert } from '../store/alerts.ts';
import type { Message } from '../store/messages.ts';
import { findRun } from '../store/runs.ts';
import { ableOn } from './able.ts';
import { actorQuestion } from './messages/actor-question.ts';
import { alertCard } from './messages/alert.ts';
import { checkReport } from './messages/check-report.ts';
import { DigestBody, digestMessage } from './messages/digest.ts';
import type { Posted } from './messages/message.ts';
import { noticeMessage } from './messages/notice.ts';
import { progressMessage } from './messages/progress.ts';
import { questionPicture } from './question-picture.ts';
import { decisionRenderers } from './render-decision.ts';
import type { SlackTools } from './tools.ts';

const Progress = z.object({ what: z.string() });
const Notice = z.object({ text: z.string() });
const Report = z.object({ runId: z.string() });
const AlertBody = z.object({ alertId: z.string() });
const QuestionBody = z.object({ questionId: z.string() });
const Reply = z.object({ of: z.string(), body: z.unknown(), reply: z.int() });

export type Render = (message: Pick<Message, 'kind' | 'body'>) => Promise<Posted | null>;

/** What a row of the outbox says; null when what it is about is gone. The last report is kept: its replies come next. */
export function createRenderer(tools: SlackTools): Render {
  const { db } = tools;
  const decisions = decisionRenderers(tools);
  let last: { readonly runId: string; readonly posted: Posted } | undefined;
  const report = async (runId: string): Promise<Posted | null> => {
    if (last?.runId === runId) return last.posted;
    const run = await findRun(db, runId);
    if (run === null) return null;
    last = { runId, posted: checkReport(run) };
    return last.posted;
  };
  const render: Render = async ({ kind, body }) => {
    switch (kind) {
      case 'progress':
        return progressMessage(Progress.parse(body));
      case 'notice':
        return noticeMessage(Notice.parse(body));
      case 'alert': {
        const alert = await findAlert(db, AlertBody.parse(body).alertId);
        return alert === null ? null : alertCard(alert, ableOn(tools, alert.connection));
      }
      case 'actor-question': {
        const picture = await questionPicture(tools, QuestionBody.parse(body).questionId);
        return picture === null ? null : actorQuestion(picture.question, picture.about);
      }
      case 'digest':
        return digestMessage(DigestBody.parse(body));
      case 'check-report':
        return await report(Report.parse(body).runId);
      case 'reply': {
        const { of, body: parent, reply } = Reply.parse(body);
        return (await render({ kind: of, body: parent }))?.thread?.[reply] ?? null;
      }
      default:
        return (await decisions[kind]?.(body)) ?? null;
    }
  };
  return render;
}
