import { deactivateDormant, keepPerson } from '../deactivation/dormant.ts';
import { findPerson } from '../deactivation/find-person.ts';
import { readPeople } from '../deactivation/read-people.ts';
import { type DeactivationAsked, requestDeactivation } from '../deactivation/request.ts';
import { signOffStep } from '../deactivation/sign-off.ts';
import { requestReactivation, requestUndo } from '../deactivation/undo.ts';
import { deactivationsAbout } from '../store/deactivations.ts';
import type { Actor } from './principal.ts';
import type { SlackTools } from './tools.ts';

/** What commands, buttons and modals may do about people who leave; each is one step over deactivation/. */
export interface LeaverCases {
  /** `people` as it was typed or pasted. Throws OperatorError PEOPLE_UNREADABLE. */
  readonly deactivate: (
    people: string,
    ask: { readonly actor: Actor; readonly reason: string; readonly startsAt: Date | null },
  ) => Promise<DeactivationAsked>;
  readonly reactivate: (person: string, ask: Asked) => Promise<DeactivationAsked>;
  readonly undo: (deactivationId: string, ask: Asked) => Promise<DeactivationAsked>;
  /** The newest deactivation of somebody, by login, address, or its own id; null = there is none. */
  readonly newest: (text: string) => Promise<string | null>;
  /** `step`: what a button carries, the deactivation and the place of the step. False when it was done before. */
  readonly signOff: (step: string, by: string) => Promise<boolean>;
  /** False when it was decided before. */
  readonly keep: (dormantId: string, by: string) => Promise<boolean>;
  readonly deactivateDormant: (dormantId: string, actor: Actor) => Promise<DeactivationAsked>;
  /** Where the card of a question stands; null: nowhere but in direct messages. */
  readonly channel: string | null;
}

interface Asked {
  readonly actor: Actor;
  readonly reason: string;
}

export function createLeaverCases(tools: SlackTools): LeaverCases {
  return {
    deactivate: async (people, { actor, reason, startsAt }) => {
      const ask = { people: readPeople(people), requester: actor.principal, reason, startsAt };
      return await requestDeactivation(tools, ask);
    },
    reactivate: async (person, { actor, reason }) =>
      await requestReactivation(tools, { person, requester: actor.principal, reason }),
    undo: async (deactivationId, { actor, reason }) =>
      await requestUndo(tools, { deactivationId, requester: actor.principal, reason }),
    newest: async (text) => await newestOf(tools, text),
    signOff: async (step, by) => {
      const [deactivationId = '', position = ''] = step.split('|');
      return await signOffStep(tools, { deactivationId, position: Number(position), by });
    },
    keep: async (id, by) => await keepPerson(tools, { id, by }),
    deactivateDormant: async (id, { principal: requester }) =>
      await deactivateDormant(tools, { id, requester }),
    channel: tools.settings.channels.requests,
  };
}

async function newestOf(tools: SlackTools, text: string): Promise<string | null> {
  if (/^deactivation_[0-9a-f]+$/.test(text)) return text;
  const found = await findPerson(tools, text);
  if ('refused' in found) return null;
  for (const person of found.subject.accounts) {
    const all = await deactivationsAbout(tools.db, { person, limit: 10 });
    const last = all.find(({ kind }) => kind === 'deactivation');
    if (last !== undefined) return last.id;
  }
  return null;
}
