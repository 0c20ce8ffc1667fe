import { type DirectoryEvent, memberAdded, targetOf } from '../../domain/event.ts';
import type { Drift } from '../../store/drifts.ts';
import { when } from './alert.ts';
import { button } from './button.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** A change of a managed group that Lockstep did not make, and what may be done about it. */
export interface DriftPicture {
  readonly drift: Drift;
  readonly event: DirectoryEvent;
  /** What the mirror calls them, where the event does not say. */
  readonly groupName: string | null;
  readonly login: string | null;
}

export function driftMessage({ drift, event, groupName, login }: DriftPicture): Posted {
  const group = groupName ?? targetOf(event, 'group')?.name ?? 'a group';
  const who = login ?? targetOf(event, 'account')?.name ?? 'somebody';
  const added = event.name === memberAdded;
  const by = event.actor?.name ?? 'somebody whom the log does not tell';
  const what = `${cut(who, 100)} was ${added ? 'added to' : 'taken out of'} *${cut(group, 100)}* (${cut(drift.connection, 40)}) by ${cut(by, 100)}`;
  return {
    text: `Outside Lockstep: ${what}`,
    blocks: [
      section(`↔️ ${what} ${when(event.at)}, and no grant explains it.`),
      ...outcomeOf(drift, added),
      context(`drift · ${cut(drift.eventId, 100)}`),
    ],
  };
}

function outcomeOf(
  { outcome, decidedBy, grantId, connection, eventId }: Drift,
  added: boolean,
): readonly Block[] {
  if (outcome !== null) {
    const by = decidedBy === 'lockstep' ? 'by the policy' : `by ${cut(decidedBy ?? 'somebody', 60)}`;
    const word = outcome === 'adopted' ? 'It is a grant now' : 'It is being taken back';
    return [section(`✔ ${word}, decided ${by}${grantId === null ? '' : ` (${grantId})`}.`)];
  }
  if (!added) return [section('Nobody is put back by Lockstep: whoever still needs it asks for it.')];
  const value = `${connection}|${eventId}`;
  return [
    {
      type: 'actions',
      elements: [button('drift-adopt', 'Adopt…', value), button('drift-revert', 'Revert…', value)],
    },
  ];
}
