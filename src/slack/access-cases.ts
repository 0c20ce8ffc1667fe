import {
  adoptMembership,
  type DriftDecided,
  type EndedEarly,
  endEarly,
  extendGrant,
  type Requested,
  requestAccess,
  revertMembership,
} from '../access/index.ts';
import { policiesFor } from '../approvals/policy-match.ts';
import { findPerson } from '../deactivation/find-person.ts';
import { driftNamed } from '../domain/drift.ts';
import { type Grant, liveStatuses } from '../domain/grant.ts';
import type { Principal } from '../domain/principal.ts';
import { findGrant, listGrants, liveGrantsOfAccounts } from '../store/grants.ts';
import { searchGroups } from '../store/mirror-names.ts';
import type { Actor } from './principal.ts';
import type { SlackTools } from './tools.ts';

/** A group that somebody may ask for. */
export interface Askable {
  readonly connection: string;
  readonly id: string;
  readonly name: string;
}

export interface Wish {
  readonly group: Pick<Askable, 'connection' | 'id'>;
  /** A login or an address; empty = for whoever asks. */
  readonly whom: string;
  /** null = as long as the policy gives when nobody says. */
  readonly minutes: number | null;
  readonly permanent: boolean;
  readonly reason: string;
  readonly ticket: string;
  readonly startsAt: Date | null;
  readonly emergency: boolean;
}

/** Nobody was asked: the one whom it is for is not exactly one person. */
export type Asked = Requested | { readonly nobody: 'unknown' | 'ambiguous' | 'unread' };

/** What commands, buttons and modals may do about access; each is one step over access/. */
export interface AccessCases {
  readonly request: (wish: Wish, actor: Actor) => Promise<Asked>;
  /** Groups with a policy whose name holds the text, from the mirror. */
  readonly findGroups: (text: string, most: number) => Promise<readonly Askable[]>;
  /** Those of exactly this name. */
  readonly groupsNamed: (name: string) => Promise<readonly Askable[]>;
  readonly grantsOf: (actor: Actor) => Promise<readonly Grant[]>;
  readonly everyGrant: (most: number) => Promise<readonly Grant[]>;
  readonly grant: (id: string) => Promise<Grant | null>;
  readonly end: (grantId: string, ask: { actor: Actor; reason: string }) => Promise<EndedEarly>;
  readonly extend: (
    grantId: string,
    ask: { actor: Actor; minutes: number; reason: string; ticket: string },
  ) => Promise<Requested>;
  /** `drift`: what a button carries, the connection and the event. */
  readonly adopt: (
    drift: string,
    ask: { actor: Actor; minutes: number | null; reason: string },
  ) => Promise<DriftDecided>;
  readonly revert: (drift: string, ask: { actor: Actor; reason: string }) => Promise<DriftDecided>;
  readonly channel: string | null;
}

export function createAccessCases(tools: SlackTools): AccessCases {
  const { db, settings } = tools;
  const deciding = (drift: string, { actor, reason }: { actor: Actor; reason: string }) => {
    return { ...driftNamed(drift), by: actor.principal, reason };
  };
  return {
    request: async (wish, actor) => await request(tools, wish, actor),
    findGroups: async (text, most) => await findGroups(tools, text, most),
    groupsNamed: async (name) => {
      const found = await findGroups(tools, name, MOST_TWINS);
      return found.filter((group) => group.name.toLowerCase() === name.toLowerCase());
    },
    grantsOf: async ({ principal }) => await liveGrantsOfAccounts(db, principal.accounts),
    everyGrant: async (limit) => await listGrants(db, { statuses: liveStatuses, limit }),
    grant: async (id) => await findGrant(db, id),
    end: async (grantId, { actor, reason }) => {
      const operator = await actor.holds('operator');
      return await endEarly(tools, { grantId, by: actor.principal, operator, reason });
    },
    extend: async (grantId, { actor, minutes, reason, ticket }) =>
      await extendGrant(tools, {
        grantId,
        by: actor.principal,
        minutes,
        reason,
        ticket: ticket === '' ? null : ticket,
      }),
    adopt: async (drift, { minutes, ...ask }) =>
      await adoptMembership(tools, { ...deciding(drift, ask), minutes }),
    revert: async (drift, ask) => await revertMembership(tools, deciding(drift, ask)),
    channel: settings.channels.requests,
  };
}

/** An exact name is looked for among so many that hold it. */
const MOST_TWINS = 100;

async function request(tools: SlackTools, wish: Wish, { principal }: Actor): Promise<Asked> {
  const beneficiary = await beneficiaryOf(tools, wish.whom, principal);
  if ('nobody' in beneficiary) return beneficiary;
  return await requestAccess(tools, {
    connection: wish.group.connection,
    group: wish.group.id,
    requester: principal,
    beneficiary,
    minutes: wish.minutes,
    permanent: wish.permanent,
    reason: wish.reason,
    ticket: wish.ticket === '' ? null : wish.ticket,
    emergency: wish.emergency,
    startsAt: wish.startsAt,
    extends: null,
  });
}

async function beneficiaryOf(
  tools: SlackTools,
  whom: string,
  requester: Principal,
): Promise<Principal | Extract<Asked, { nobody: unknown }>> {
  if (whom === '') return requester;
  const found = await findPerson(tools, whom);
  if ('refused' in found) return { nobody: found.refused === 'person_ambiguous' ? 'ambiguous' : 'unknown' };
  // An account that was missed could be the one that decides.
  return found.unread.length > 0 ? { nobody: 'unread' } : found.subject;
}

/** A page at a time, until there are enough: directories have any number of groups, policies are about few of them. */
async function findGroups(
  { db, settings }: SlackTools,
  text: string,
  most: number,
): Promise<readonly Askable[]> {
  const { access } = settings;
  const found: Askable[] = [];
  for (const connection of new Set(access.policies.map((policy) => policy.connection))) {
    for await (const group of searchGroups(db, { connection, text })) {
      if (found.length >= most) return found;
      const askable = { connection, ...group };
      if (policiesFor(access, askable).length > 0) found.push(askable);
    }
  }
  return found;
}
