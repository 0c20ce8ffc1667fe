import type { Restore, RestoreMember, RestoreStatus } from '../../domain/restore.ts';
import { when } from './alert.ts';
import { lines } from './fold.ts';
import { context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

export interface RestorePicture {
  readonly restore: Restore;
  readonly counts: Readonly<Record<RestoreStatus, number>>;
  /** Those who failed, were left out, or wait with something in their way; as many as a message holds. */
  readonly odd: readonly RestoreMember[];
}

const states: Readonly<Record<Restore['status'], string>> = {
  running: '⏳ *being restored*',
  done: '✅ *restored: every membership was read back*',
  incomplete: '🔴 *NOT COMPLETE: a person has to look*',
};
const marks: Readonly<Record<RestoreStatus, string>> = {
  waiting: '⬜',
  done: '☑️',
  skipped: '➖',
  failed: '❌',
};

/** How far a restore is, and who is not back and why. */
export function restoreCard({ restore, counts, odd }: RestorePicture): Posted {
  const { status, connection, startedAt, endedAt, waits } = restore;
  const all = counts.done + counts.skipped + counts.failed + counts.waiting;
  const title = `${counts.done} of ${all} memberships in ${cut(connection, 40)}`;
  const rest = (['waiting', 'skipped', 'failed'] as const).flatMap((each) =>
    counts[each] === 0 ? [] : [`${counts[each]} ${each}`],
  );
  const end = endedAt === null ? '' : `, ended ${when(endedAt)}`;
  return {
    text: `Restore: ${title}`,
    blocks: within([
      section(`${states[status]} · ${title}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`),
      ...(waits === null ? [] : [section(`⏸️ It waits: ${cut(waits, 500)}`)]),
      lines(odd.map(lineOf), 4, { where: '; `lockstep audit export` has them' }),
      context(`begun ${when(startedAt)}${end} · ${restore.id} · ${restore.approvalId}`),
    ]),
  };
}

function lineOf({ status, login, groupName, evidence }: RestoreMember): string {
  return `${marks[status]} ${cut(login, 60)} in *${cut(groupName, 100)}*: ${cut(evidence ?? '', 300)}`;
}
