import type { AlertNote } from '../../domain/alert.ts';
import { driftName } from '../../domain/drift.ts';
import { type DirectoryEvent, memberAdded, targetOf } from '../../domain/event.ts';
import type { Drift } from '../../store/drifts.ts';
import type { Question } from '../../store/questions.ts';
import { noteLines, when, whoever } from './alert.ts';
import { button } from './button.ts';
import { lines } from './fold.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** A change of a managed group that Lockstep did not make, and what may be done about it. */
export interface DriftPicture {
  readonly drift: Drift;
  readonly event: DirectoryEvent;
  /** What its actor was asked; null = nothing. */
  readonly question: Question | null;
  /** What the mirror calls them, where the event does not say. */
  readonly groupName: string | null;
  readonly login: string | null;
}

export function driftMessage(picture: DriftPicture): Posted {
  const { drift, event } = picture;
  const { who, moved, group } = driftNames(picture);
  const by = event.actor?.name ?? 'somebody whom the log does not tell';
  const what = `${cut(who, 100)} was ${moved} *${cut(group, 100)}* (${cut(drift.connection, 40)}) by ${cut(by, 100)}`;
  return {
    text: `Outside Lockstep: ${what}`,
    blocks: within([
      section(`↔️ ${what} ${when(event.at)}, and no grant explains it.`),
      lines(askedLines(picture), 1),
      ...outcomeOf(picture),
      context(`drift · ${cut(drift.eventId, 100)}`),
    ]),
  };
}

/** Who was moved where, as the mirror or else the event calls them; untrusted. */
export function driftNames({ event, groupName, login }: DriftPicture): {
  readonly who: string;
  readonly moved: string;
  readonly group: string;
} {
  return {
    who: login ?? targetOf(event, 'account')?.name ?? 'somebody',
    moved: event.name === memberAdded ? 'added to' : 'taken out of',
    group: groupName ?? targetOf(event, 'group')?.name ?? 'a group',
  };
}

/** What its actor was asked and says, or why nobody was asked. */
function askedLines({ drift, question }: DriftPicture): readonly string[] {
  if (question === null)
    return drift.unasked === null ? [] : [`➤ Nobody was asked: ${cut(drift.unasked, 200)}.`];
  const { asked, askedBy, at, answer, answeredAt, words } = question;
  const notes: readonly AlertNote[] = [
    { at, by: askedBy, text: 'asked', whom: asked },
    ...(answeredAt === null
      ? []
      : [{ at: answeredAt, by: asked, text: answer === 'yes' ? 'it was me' : 'it was NOT me' }]),
  ];
  const said = words === null ? [] : [`➤ ${whoever(asked)}: ${cut(words, 500)}`];
  return [...noteLines({ notes }), ...said];
}

function outcomeOf({ drift, event, question }: DriftPicture): readonly Block[] {
  const { outcome, decidedBy, grantId } = drift;
  if (outcome !== null) {
    const by = decidedBy === 'lockstep' ? 'by the policy' : `by ${cut(decidedBy ?? 'somebody', 60)}`;
    const word = outcome === 'adopted' ? 'It is a grant now' : 'It is being taken back';
    return [section(`✔ ${word}, decided ${by}${grantId === null ? '' : ` (${grantId})`}.`)];
  }
  const name = driftName(drift);
  const ask = question === null ? [button('drift-ask', 'Ask them', name)] : [];
  const decide = [button('drift-adopt', 'Adopt…', name), button('drift-revert', 'Revert…', name)];
  if (event.name === memberAdded) return [{ type: 'actions', elements: [...decide, ...ask] }];
  const words = section('Nobody is put back by Lockstep: whoever still needs it asks for it.');
  return [words, ...(ask.length === 0 ? [] : [{ type: 'actions' as const, elements: ask }])];
}
