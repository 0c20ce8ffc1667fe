import type { RestoreContent } from '../../access/index.ts';
import type { Approval, ApprovalStatus, Decision } from '../../domain/approval.ts';
import type { Plan } from '../../domain/deactivation.ts';
import type { Grant } from '../../domain/grant.ts';
import type { Principal } from '../../domain/principal.ts';
import { durationInWords } from '../../lib/duration.ts';
import { when } from './alert.ts';
import { button } from './button.ts';
import { stateOf } from './grant.ts';
import { impactLines } from './impact.ts';
import { type Block, context, foldLines, type Posted, section, spillLines } from './message.ts';
import { passLines, restoreLines, sizeOf } from './restore-list.ts';
import { cut, listed } from './text.ts';

/** What an approval is about, read out of its content, which is what its hash covers. */
export type Subject =
  | { readonly kind: 'people'; readonly reason: string; readonly plans: readonly Plan[] }
  | { readonly kind: 'access'; readonly reason: string; readonly access: AskedAccess }
  | { readonly kind: 'restore'; readonly reason: string; readonly list: Omit<RestoreContent, 'reason'> }
  | { readonly kind: 'unknown' };

export interface AskedAccess {
  readonly connection: string;
  readonly groupName: string;
  readonly login: string;
  /** null = permanent. */
  readonly minutes: number | null;
  readonly ticket: string | null;
  readonly startsAt: Date | null;
  /** Given first; the decision is a review of it. */
  readonly emergency: boolean;
  /** It moves the end of a grant. */
  readonly extends: string | null;
}

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
/** Later decisions are what counts. */
const DECISIONS = 8;
const IMPACT_ROOM = 3600;

/** The card of a question, the same in the channel, in direct messages and in a modal: what, for whom, why, and who decides. */
export function approvalCard(picture: ApprovalPicture): Posted {
  const { approval, subject } = picture;
  const title = titleOf(picture);
  const lines = contentLines(subject);
  const impact = lines === null ? null : spillLines(lines, IMPACT_ROOM);
  return {
    text: `${plainState(approval.status)}: ${title}`,
    blocks: [
      section(`${states[approval.status]} · ${title}`),
      section(whyLines(picture).join('\n')),
      ...(impact?.blocks ?? []),
      ...foldLines(courseLines(picture), 4),
      ...(picture.dryRun
        ? [context('🧪 Dry run: nothing is changed in a directory, whatever is decided.')]
        : []),
      context(`${approval.kind} · ${approval.id} · ${approval.hash.slice(0, 12)}`),
      ...(approval.status === 'pending' ? [buttons(approval)] : []),
    ],
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
  const card = approvalCard(picture);
  return {
    ...card,
    blocks: [context(`You are asked because you are one of: ${cut(why, 300)}`), ...card.blocks],
  };
}

/** One line of a list. */
export function titleOf({ approval, subject }: Pick<ApprovalPicture, 'approval' | 'subject'>): string {
  const whom = personOf(approval.beneficiaries[0]);
  const many = approval.beneficiaries.length;
  const people = many === 1 ? whom : `${many} people`;
  switch (approval.kind) {
    case 'deactivation':
      return `Deactivate ${people}`;
    case 'reactivation':
      return `Give sign-in back to ${people}`;
    case 'restore':
      return subject.kind === 'restore'
        ? `Restore ${sizeOf(subject.list)}`
        : `Restore memberships of ${people}`;
    case 'access':
      return subject.kind === 'access' ? accessTitle(subject.access, people) : `Access for ${people}`;
  }
}

function accessTitle(
  { emergency, extends: extended, groupName, connection, minutes }: AskedAccess,
  people: string,
) {
  const ordinary = extended === null ? 'Give' : 'Extend';
  const verb = emergency ? 'Review an emergency:' : ordinary;
  const length = minutes === null ? 'without an end' : `for ${durationInWords(minutes)}`;
  return `${verb} *${cut(groupName, 100)}* (${cut(connection, 40)}) to ${people} ${length}`;
}

function personOf(person: Principal | undefined): string {
  return person === undefined ? 'nobody' : `${cut(person.name, 80)} (${cut(person.email, 100)})`;
}

function plainState(status: ApprovalStatus): string {
  return status === 'pending' ? 'To decide' : endWord(status);
}

function endWord(status: ApprovalStatus): string {
  return status === 'cancelled' ? 'taken back' : status;
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

/** Who decides, who did, what keeps them from it, and when it is over. */
function courseLines(picture: ApprovalPicture): readonly string[] {
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
