import type { Approval, ApprovalStatus, Decision } from '../../domain/approval.ts';
import type { Grant } from '../../domain/grant.ts';
import { when } from './alert.ts';
import { courseLines, endWord } from './approval-course.ts';
import { type AskedAccess, personOf, type Subject, titleOf } from './approval-subject.ts';
import { button } from './button.ts';
import { lines, spillLines } from './fold.ts';
import { impactLines } from './impact.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { passLines, restoreLines } from './restore-list.ts';
import { within } from './room.ts';
import { cut, listed } from './text.ts';

export interface ApprovalPicture {
  readonly approval: Approval;
  readonly decisions: readonly Decision[];
  readonly subject: Subject;
  /** Who may decide in the stage that waits, in words. */
  readonly deciders: readonly string[];
  /** Approvers who could not be asked in Slack. */
  readonly unreached: number;
  /** What came of it, where access was given. */
  readonly grant: Grant | null;
  readonly dryRun: boolean;
}

const states: Readonly<Record<ApprovalStatus, string>> = {
  pending: '🟡 *WAITS FOR A DECISION*',
  approved: '✅ *approved*',
  denied: '⛔ *denied*',
  cancelled: '⚪ *taken back*',
  expired: '⚪ *expired: nobody decided in time*',
};
const IMPACT_ROOM = 4200;

/** The card of a question, the same in the channel, in direct messages and in a modal: what, for whom, why, and who decides. */
export function approvalCard(picture: ApprovalPicture): Posted {
  return cardOf(picture, []);
}

/** With what stands above it; all of it shares the room of one message. */
function cardOf(picture: ApprovalPicture, above: readonly Block[]): Posted {
  const { approval, subject } = picture;
  const title = titleOf(picture);
  const content = contentLines(subject);
  const impact = content === null ? null : spillLines(content, IMPACT_ROOM);
  return {
    text: `${plainState(approval.status)}: ${title}`,
    blocks: within([
      ...above,
      section(`${states[approval.status]} · ${title}`),
      section(whyLines(picture).join('\n')),
      ...(impact?.blocks ?? []),
      lines(courseLines(picture), 4, { where: ' lines; the audit log has them' }),
      ...(picture.dryRun
        ? [context('🧪 Dry run: nothing is changed in a directory, whatever is decided.')]
        : []),
      context(`${approval.kind} · ${approval.id} · ${approval.hash.slice(0, 12)}`),
      ...(approval.status === 'pending' ? [buttons(approval)] : []),
    ]),
    ...(impact === null ? {} : { thread: impact.thread }),
  };
}

/** What takes more than a line: its own renderer for each kind. null = nothing does. */
function contentLines(subject: Subject): readonly string[] | null {
  if (subject.kind === 'people') return impactLines(subject.plans);
  return subject.kind === 'restore' ? [...passLines(subject.list), ...restoreLines(subject.list)] : null;
}

/** The same card for somebody who is asked, and why just they are. */
export function approvalAsk(picture: ApprovalPicture, why: string): Posted {
  return cardOf(picture, [context(`You are asked because you are one of: ${cut(why, 300)}`)]);
}

function plainState(status: ApprovalStatus): string {
  return status === 'pending' ? 'To decide' : endWord(status);
}

function whyLines({ approval, subject }: ApprovalPicture): readonly string[] {
  const { requester, beneficiaries } = approval;
  const names = beneficiaries.map(({ name, email }) => `${name} (${email})`);
  return [
    `*Asked by* ${personOf(requester)} ${when(approval.createdAt)}`,
    ...(beneficiaries.length > 1 ? [`*About* ${listed(names, 8)}`] : []),
    ...(subject.kind === 'unknown' ? [] : [`*Because* ${cut(subject.reason, 700)}`]),
    ...(subject.kind === 'access' ? accessLines(subject.access) : []),
  ];
}

function accessLines({ login, ticket, startsAt, emergency }: AskedAccess): readonly string[] {
  return [
    `*Account* ${cut(login, 100)}`,
    ...(ticket === null ? [] : [`*Ticket* ${cut(ticket, 100)}`]),
    ...(startsAt === null ? [] : [`*Not before* ${when(startsAt)}`]),
    ...(emergency ? ['⚠️ *It was given already*, by the emergency path: a no takes it back.'] : []),
  ];
}

function buttons({ id, hash, kind }: Approval): Block {
  const sure =
    kind === 'deactivation'
      ? { sure: 'You saw what it hits. Sign-in is taken away in every directory.' }
      : {};
  return {
    type: 'actions',
    elements: [
      button('approval-approve', 'Approve', `${id}|${hash}`, { style: 'primary', ...sure }),
      button('approval-deny', 'Deny…', `${id}|${hash}`),
      button('approval-cancel', 'Take back…', id),
    ],
  };
}
