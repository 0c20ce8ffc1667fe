import type { Plan } from '../domain/deactivation.ts';
import { registeredLogins } from '../domain/people.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import type { DeactivationTools } from './tools.ts';

/** Why nobody is even asked. Values, not errors: each has a sentence in `words`. */
export type DeactivationRefusal =
  | 'person_unknown'
  | 'person_ambiguous'
  | 'yourself'
  | 'break_glass'
  | 'protected'
  | 'own_identity'
  | 'last_admin'
  | 'nothing_to_do'
  | 'nothing_off'
  | 'asked_already'
  | 'unreadable'
  | 'too_many'
  | 'not_undoable'
  | 'undone_already';

export const words: Readonly<Record<DeactivationRefusal, string>> = {
  person_unknown:
    'no connected directory has an account with this login or address. Type it in full, as the directory writes it',
  person_ambiguous:
    'a directory has several accounts with this address, which could be several people, under whichever login. Make the address unique there, then ask again',
  yourself: 'nobody asks for this about themselves. Ask somebody else to',
  break_glass: 'this is a break-glass account. It is never deactivated from here, whoever approves it',
  protected: 'this account is protected in lockstep.yaml (deactivation.protected)',
  own_identity: 'Lockstep itself depends on this account',
  last_admin: 'this is the last administrator who may sign in. Make another one first',
  nothing_to_do: 'every account of this person is switched off already',
  nothing_off: 'no account of this person is switched off, as far as the directories could be read',
  asked_already: 'somebody asked for this already, and it is not over',
  unreadable: 'no directory could say what it would hit. Try again when they answer',
  too_many: 'that is more people than one request may hold (deactivation.bulk_max)',
  not_undoable: 'there is nothing that could be given back: it was not carried out, or its snapshot is gone',
  undone_already: 'it was given back already, or somebody asked for that',
};

/** Whom no approval reaches: asked before anybody is, and again each time that it is carried on. null = nothing stands in the way. */
export function protectionOf(
  { settings }: Pick<DeactivationTools, 'settings'>,
  { impacts }: Pick<Plan, 'impacts'>,
): DeactivationRefusal | null {
  const registered = registeredLogins(settings.breakGlass);
  const kept = new Set(settings.deactivation.protected.map((login) => login.toLowerCase()));
  if (impacts.some(({ login }) => registered.has(login.toLowerCase()))) return 'break_glass';
  if (impacts.some(({ login }) => kept.has(login.toLowerCase()))) return 'protected';
  if (impacts.some(({ protectedBecause }) => protectedBecause !== null)) return 'own_identity';
  if (impacts.some(({ lastAdmin }) => lastAdmin)) return 'last_admin';
  return null;
}

/** Why a plan is not even shown to approvers. */
export function refusalOf(
  tools: Pick<DeactivationTools, 'settings'>,
  plan: Pick<Plan, 'impacts' | 'subject'>,
  requester: Principal,
): DeactivationRefusal | null {
  if (isSamePrincipal(requester, plan.subject)) return 'yourself';
  if (plan.impacts.length === 0) return 'unreadable';
  const protection = protectionOf(tools, plan);
  if (protection !== null) return protection;
  return plan.impacts.every(({ state }) => state === 'deactivated' || state === 'gone')
    ? 'nothing_to_do'
    : null;
}
