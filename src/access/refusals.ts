import type { AccessRefusal } from '../approvals/access-refusals.ts';
import type { Grant } from '../domain/grant.ts';

/** Why nobody is asked, besides what the policies say. Values, not errors. */
export type RequestRefusalCode = keyof typeof sentences;

export interface RequestRefusal {
  readonly refused: RequestRefusalCode | AccessRefusal['refused'];
  /** What happened and what to do. Holds names of groups and texts of lockstep.yaml: untrusted. */
  readonly words: string;
}

const sentences = {
  obstacle: 'Lockstep does not change this group.',
  account_unfit: 'The account may not sign in, so it gets nothing. Have it activated first.',
  protected: 'This account is protected: it is never changed through Lockstep.',
  member_already: 'The person is in this group already, without an end. There is nothing to ask for.',
  granted_already: 'There is a grant of this group already. Extend that one instead.',
  being_given: 'This is being given already. It can be extended once the directory shows it.',
  begins_later: 'A grant of this group that begins later waits already. End that one, and ask again.',
  asked_already: 'This was asked for already and waits for a decision.',
  start_unfit: 'A start lies in the future, at most 90 days ahead. Say another one.',
  grant_unknown: 'There is no such grant.',
  not_active: 'This grant is not active (any more). Ask for the group again.',
  not_yours: 'This grant is neither yours, nor did you ask for it.',
  endless: 'This grant has no end that could be moved.',
  not_longer: 'That would end no later than it does now. Ask for longer.',
} as const;

/** A refusal in words, with what is special about it behind them. */
export function refuse(code: RequestRefusalCode, detail?: string): RequestRefusal {
  return { refused: code, words: detail === undefined ? sentences[code] : `${sentences[code]} (${detail})` };
}

/** Why a group is not asked for beside a grant of it, or why that grant is not extended now. */
export function refuseBeside({ status }: Pick<Grant, 'status'>): RequestRefusal {
  if (status === 'scheduled') return refuse('begins_later');
  return refuse(status === 'granting' ? 'being_given' : 'granted_already');
}
