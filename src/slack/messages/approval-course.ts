import type { Approval, ApprovalStatus, Decision } from '../../domain/approval.ts';
import { when } from './alert.ts';
import type { ApprovalPicture } from './approval.ts';
import { stateOf } from './grant.ts';
import { cut, listed } from './text.ts';

/** Later decisions are what counts. */
const DECISIONS = 8;

/** Who decides, who did, what keeps them from it, and when it is over. */
export function courseLines(picture: ApprovalPicture): readonly string[] {
  const { approval, decisions, unreached, grant } = picture;
  const shown = [
    ...decisions.slice(-DECISIONS).map(decisionLine),
    ...(grant === null ? [] : [`*Access* ${stateOf(grant)}`]),
  ];
  if (approval.status !== 'pending') return [...shown, endLine(approval)];
  const asks = unreached === 1 ? '1 approver is' : `${unreached} approvers are`;
  return [
    ...shown,
    stageLine(picture),
    ...(approval.note === null ? [] : [`⚠️ ${cut(approval.note, 500)}`]),
    ...(unreached === 0 ? [] : [`⚠️ ${asks} not to be found in Slack.`]),
    `It ends by itself ${when(approval.expiresAt)}; silence is a no.`,
  ];
}

function decisionLine({ verdict, by, slackUserId, at, reason }: Decision): string {
  const mark = verdict === 'approve' ? '👍' : '👎';
  return `${mark} ${cut(by.name, 80)} (<@${slackUserId}>) ${when(at)}${reason === null ? '' : `: ${cut(reason, 150)}`}`;
}

function stageLine({ approval, decisions, deciders }: ApprovalPicture): string {
  const { stages, stage } = approval;
  const { name, quorum } = stages[stage] ?? { name: '', quorum: 0 };
  const made = decisions.filter((each) => each.stage === stage && each.verdict === 'approve').length;
  const place = stages.length === 1 ? '' : ` (stage ${stage + 1} of ${stages.length}, ${cut(name, 60)})`;
  return `*${quorum - made} more* of ${quorum} needed${place}: ${listed(deciders, 4, 120)}`;
}

function endLine({ status, endedAt, because, createdAt }: Approval): string {
  const why = because === null ? '' : ` because ${cut(because, 500)}`;
  return `${endWord(status)} ${when(endedAt ?? createdAt)}${status === 'denied' ? '' : why}`;
}

/** How it ended, in a word. */
export function endWord(status: ApprovalStatus): string {
  return status === 'cancelled' ? 'taken back' : status;
}
