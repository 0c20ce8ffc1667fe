import type { Approval } from '../../domain/approval.ts';
import { when } from './alert.ts';
import { type Subject, titleOf } from './approval-subject.ts';
import { button } from './button.ts';
import { entries } from './fold.ts';
import { type Block, context, section } from './message.ts';
import { type Fold, within } from './room.ts';

export interface Entry {
  readonly approval: Approval;
  readonly subject: Subject;
}

const MOST = 10;

/** A list of questions, each with a button that shows its card. */
function approvalList(heading: string, all: readonly Entry[], nothing: string): readonly (Block | Fold)[] {
  const shown = all
    .slice(0, MOST)
    .map((entry) => [section(lineOf(entry), button('approval-show', 'Show', entry.approval.id))]);
  return [
    section(`*${heading}*${all.length === 0 ? `: ${nothing}` : ''}`),
    entries(shown, MOST, { total: all.length, where: ', which come up once these are over' }),
  ];
}

function lineOf({ approval, subject }: Entry): string {
  const { status, expiresAt, endedAt } = approval;
  const state =
    status === 'pending' ? `waits until ${when(expiresAt)}` : `${status} ${when(endedAt ?? expiresAt)}`;
  return `${titleOf({ approval, subject })} · ${state}`;
}

/** Both lists of one person. */
export function bothLists(lists: {
  readonly mine: readonly Entry[];
  readonly waiting: { readonly entries: readonly Entry[]; readonly unread: number };
}): readonly Block[] {
  const { mine, waiting } = lists;
  return within([
    ...approvalList('Waiting for you', waiting.entries, 'nothing.'),
    ...(waiting.unread === 0
      ? []
      : [context(`⚠️ Of ${waiting.unread} more it could not be read whether you decide.`)]),
    ...approvalList('What you asked for', mine, 'nothing lately.'),
  ]);
}
