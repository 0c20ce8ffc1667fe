/** Why nobody is even asked. Values, not errors. */
export type AccessRefusalCode = keyof typeof sentences;

export interface AccessRefusal {
  readonly refused: AccessRefusalCode;
  /** What happened and what to do. Holds names of groups and texts of lockstep.yaml: untrusted. */
  readonly words: string;
}

const sentences = {
  group_unknown: 'There is no such group. Look for its exact name in the directory.',
  group_ambiguous: 'Several groups have this name. Ask by the id of the group.',
  unreadable: 'Something that decides this could not be read, so nobody may. Try again when it is back.',
  denied: 'lockstep.yaml keeps this group from one of the people concerned.',
  separated: 'Nobody may hold this group together with another one that they have. Give that one up first.',
  no_policy: 'No policy is about this group, so nobody may ask for it. An admin adds one to lockstep.yaml.',
  no_account: 'The person has no account in the directory of this group.',
  not_eligible: 'You are in none of the groups whose members may ask for this.',
  beneficiary_not_eligible:
    'The person for whom you ask is in none of the groups whose members may have this.',
  emergency_not_allowed: 'There is no emergency path to this group for you. Ask for it in the ordinary way.',
  permanent_not_allowed: 'This group is never given without an end. Say for how long.',
  duration_unfit: 'A duration is a whole number of minutes, at least one. Say it like 90m, 4h or 30d.',
  too_long: 'That is longer than the policy allows. Ask for less.',
  reason_missing: 'The policy wants a reason. Say why.',
  ticket_missing: 'The policy wants a ticket. Name it.',
  ticket_unfit: 'That is no ticket as the policy wants it. Check its number.',
} as const;

/** A refusal in words, with what is special about it behind them. */
export function refuse(code: AccessRefusalCode, detail?: string): AccessRefusal {
  return { refused: code, words: detail === undefined ? sentences[code] : `${sentences[code]} (${detail})` };
}
