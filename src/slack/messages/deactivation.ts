import type { Deactivation, DeactivationStatus, StepState, StepStatus } from '../../domain/deactivation.ts';
import { when, whoever } from './alert.ts';
import { button } from './button.ts';
import { entries, spillLines } from './fold.ts';
import { stepWords } from './impact.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { type Fold, within } from './room.ts';
import { cut } from './text.ts';

export interface DeactivationPicture {
  readonly made: Deactivation;
  readonly steps: readonly StepState[];
  /** Until when it may be asked to be undone; null = it may not (any more). */
  readonly undoUntil: Date | null;
  readonly dryRun: boolean;
}

const states: Readonly<Record<DeactivationStatus, string>> = {
  asked: '🟡 *asked*',
  scheduled: '🕒 *approved, it begins later*',
  running: '⏳ *being done*',
  done: '✅ *done: every step was read back*',
  incomplete: '🔴 *NOT COMPLETE: a person has to look*',
  refused: '⚪ *not approved*',
};
const marks: Readonly<Record<StepStatus, string>> = { waiting: '⬜', done: '☑️', failed: '❌', skipped: '➖' };
/** Every step by hand has a button of its own, as far as a message holds them. */
const BY_HAND = 8;
const EVIDENCE_ROOM = 3500;

/** The evidence of a deactivation or reactivation: each step, what was read back, and what is left to people. */
export function deactivationCard({ made, steps, undoUntil, dryRun }: DeactivationPicture): Posted {
  const { plan, status, id, approvalId, kind } = made;
  const title = `${kind === 'deactivation' ? 'Deactivation' : 'Reactivation'} of ${cut(plan.subject.name, 80)} (${cut(plan.subject.email, 100)})`;
  const byHand = steps.filter((each) => each.step.step === 'by-hand' && each.status === 'waiting');
  const rest = steps.filter((each) => !byHand.includes(each));
  // What failed is seen first, however long the rest is.
  const [failed, others] = [true, false].map((is) =>
    rest.filter(({ status }) => (status === 'failed') === is),
  );
  const evidence = spillLines([...(failed ?? []), ...(others ?? [])].map(lineOf), EVIDENCE_ROOM);
  return {
    text: `${title}: ${status}`,
    blocks: within([
      section(`${states[status]} · ${title}\n${counts(steps)}`),
      ...evidence.blocks,
      ...checklist(id, byHand),
      ...(dryRun ? [context('🧪 Dry run: nothing is changed in a directory.')] : []),
      context(`${kind} · ${id} · ${approvalId}`),
      ...undoBlocks(made, undoUntil),
    ]),
    thread: evidence.thread,
  };
}

function counts(steps: readonly StepState[]): string {
  const said = (['done', 'failed', 'skipped', 'waiting'] as const).flatMap((status) => {
    const n = steps.filter((each) => each.status === status).length;
    return n === 0 ? [] : [`${n} ${status}`];
  });
  return said.length === 0 ? 'no steps' : said.join(', ');
}

function lineOf({ position, step, status, evidence, at, by }: StepState): string {
  const who = by === null ? '' : ` by ${whoever(by)}`;
  const came = evidence === null ? '' : `: ${cut(evidence, 300)}`;
  const time = at === null ? '' : ` ${when(at)}`;
  return `${marks[status]} ${position + 1}. ${stepWords(step)}${came}${who}${time}`;
}

function checklist(id: string, byHand: readonly StepState[]): readonly (Block | Fold)[] {
  if (byHand.length === 0) return [];
  const shown = byHand
    .slice(0, BY_HAND)
    .map((each) => [
      section(lineOf(each), button('deactivation-step-done', 'Done', `${id}|${each.position}`)),
    ]);
  return [
    section('*Left to a person*, because no API does it:'),
    entries(shown, BY_HAND, { total: byHand.length, where: ', which are shown when these are done' }),
  ];
}

function undoBlocks({ id, undoneBy }: Deactivation, until: Date | null): readonly Block[] {
  if (undoneBy !== null) return [context(`To be given back: ${undoneBy}`)];
  if (until === null) return [];
  return [
    context(`It can be undone until ${when(until)}.`),
    { type: 'actions', elements: [button('deactivation-undo', 'Undo…', id)] },
  ];
}
