import type { DriftDecided, EndedEarly, Requested } from '../../access/index.ts';
import type { Asked } from '../access-cases.ts';
import { escape } from './text.ts';

interface Reply {
  readonly text: string;
}

const nobody: Readonly<Record<Extract<Asked, { nobody: unknown }>['nobody'], string>> = {
  unknown: 'no connected directory has an account with this login or address. Type it in full',
  ambiguous:
    'a directory has several accounts with this address, which could be several people, under whichever login. Make the address unique there, then ask again',
  unread: 'a directory could not be asked who this is. Try again when it is back',
};

const outcomes: Readonly<Record<Extract<Requested, { outcome: unknown }>['outcome'], string>> = {
  asked: 'The approvers are asked; you hear of it here.',
  approved: 'The policy needs no decision for this: it is being given.',
  given_first: 'It is being given now, and reviewed afterwards: a no takes it back.',
};

const ends: Readonly<Record<Extract<EndedEarly, { refused: unknown }>['refused'], string>> = {
  unknown: 'There is no such grant.',
  over: 'This grant has ended, or is ending.',
  not_yours: 'You may not do this: it is not yours, you did not ask for it, and you decide nothing about it.',
  reason_missing: 'Nothing was changed: it is not yours, so say why it ends.',
};

const drifts: Readonly<Record<Extract<DriftDecided, { refused: unknown }>['refused'], string>> = {
  unknown: 'This change is not known here any more.',
  already: 'Somebody was faster: the message shows what was decided.',
  gone: 'The membership is not there any more; there is nothing to decide.',
  held: 'A grant holds this membership: end that one instead.',
  rule_managed: 'A rule fills this group and would put it back. Change the rule.',
  protected: 'This account is protected: it is never changed through Lockstep. Take it out in the directory.',
  own: 'You may not do this: it is your own membership, or you added it. Another operator decides, or you revert it.',
  not_added: 'Nobody was added there, so there is nothing to adopt or to revert.',
};

export function requestedReply(asked: Asked): Reply {
  if ('nobody' in asked) return { text: `Nobody is asked: ${nobody[asked.nobody]}.` };
  if ('refused' in asked) return { text: `Nobody is asked: ${escape(asked.words)}` };
  return { text: `${outcomes[asked.outcome]} (${asked.approval.id})` };
}

export function endedReply(ended: EndedEarly): Reply {
  if ('refused' in ended) return { text: ends[ended.refused] };
  const { status, endedBecause } = ended.grant;
  if (status === 'revoking' && ended.frozen !== null)
    return {
      text: `It ends, and is taken away once the freeze is lifted (${escape(ended.frozen)}). Until then the access is there.`,
    };
  if (status === 'revoking') return { text: 'It is being taken away now.' };
  return { text: `It is over, and nothing is taken from the directory: ${escape(endedBecause ?? '')}.` };
}

/** Null where the message itself tells it. */
export function driftReply(decided: DriftDecided): Reply | null {
  return 'refused' in decided ? { text: drifts[decided.refused] } : null;
}
