import { z } from 'zod';
import { findAlert } from '../store/alerts.ts';
import type { Message } from '../store/messages.ts';
import { findQuestion } from '../store/questions.ts';
import { findRun } from '../store/runs.ts';
import { ableOn } from './able.ts';
import { actorQuestion } from './messages/actor-question.ts';
import { alertCard } from './messages/alert.ts';
import { checkReport } from './messages/check-report.ts';
import { DigestBody, digestMessage } from './messages/digest.ts';
import type { Posted } from './messages/message.ts';
import { noticeMessage } from './messages/notice.ts';
import { progressMessage } from './messages/progress.ts';
import { restoreCard } from './messages/restore.ts';
import { decisionRenderers } from './render-decision.ts';
import { restorePicture } from './restore-cases.ts';
import type { SlackTools } from './tools.ts';

const Progress = z.object({ what: z.string() });
const Notice = z.object({ text: z.string() });
const Report = z.object({ runId: z.string() });
const AlertBody = z.object({ alertId: z.string() });
const QuestionBody = z.object({ questionId: z.string() });
const ApprovalBody = z.object({ approvalId: z.string() });
const Rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['group', 'owners']), connection: z.string(), group: z.string() }),
  z.object({ kind: z.literal('manager') }),
  z.object({ kind: z.literal('people'), connection: z.string(), logins: z.array(z.string()) }),
]);
const AskBody = z.object({ approvalId: z.string(), rule: Rule });
const DeactivationBody = z.object({ deactivationId: z.string() });
const RestoreBody = z.object({ restoreId: z.string() });
const DormantBody = z.object({ ids: z.array(z.string()), more: z.int(), afterDays: z.int() });
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
        const question = await findQuestion(db, QuestionBody.parse(body).questionId);
        const alert = question === null ? null : await findAlert(db, question.alertId);
        return question === null || alert === null ? null : actorQuestion(question, alert);
      }
      case 'approval': {
        const picture = await approvalPicture(tools, ApprovalBody.parse(body).approvalId);
        return picture === null ? null : approvalCard(picture);
      }
      case 'approval-ask': {
        const { approvalId, rule } = AskBody.parse(body);
        const picture = await approvalPicture(tools, approvalId);
        return picture === null ? null : approvalAsk(picture, ruleWords(rule));
      }
      case 'deactivation': {
        const picture = await deactivationPicture(tools, DeactivationBody.parse(body).deactivationId);
        return picture === null ? null : deactivationCard(picture);
      }
      case 'restore': {
        const picture = await restorePicture(tools, RestoreBody.parse(body).restoreId);
        return picture === null ? null : restoreCard(picture);
      }
      case 'dormant': {
        const { ids, more, afterDays } = DormantBody.parse(body);
        return dormantList({ people: await findProposals(db, ids), more, afterDays });
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
