import { driftName } from '../domain/drift.ts';
import { type DirectoryEvent, memberAdded, targetOf } from '../domain/event.ts';
import { endOf, type Grant, type MembershipKey } from '../domain/grant.ts';
import { accountKey, isSamePrincipal, type Principal } from '../domain/principal.ts';
import { appendAudit } from '../store/audit.ts';
import { decideDrift, findDrift } from '../store/drifts.ts';
import { findEvent } from '../store/events.ts';
import { insertGrant } from '../store/grants.ts';
import { freshGrant } from './content.ts';
import { endLater, revokeLater } from './later.ts';
import { isListed, obstacleOf } from './look.ts';
import { protectedLogins } from './protected.ts';
import { tellDrift } from './tell.ts';
import { type AccessTools, lookUpIn } from './tools.ts';
import { holding } from './turn.ts';

/** Somebody's decision about a change that Lockstep did not make. That they may decide, the caller has found out. */
export interface Deciding {
  readonly connection: string;
  readonly eventId: string;
  readonly by: Principal;
  /** Untrusted. */
  readonly reason: string;
}

/**
 * gone: the membership is not there any more. held: a grant holds it. rule_managed: a rule would put it back. protected: the
 * account is never changed through Lockstep. own: it is theirs, or they made it.
 */
type DriftRefusal =
  | 'unknown'
  | 'already'
  | 'gone'
  | 'held'
  | 'rule_managed'
  | 'not_added'
  | 'protected'
  | 'own';

export type DriftDecided =
  | { readonly outcome: 'adopted' | 'reverted'; readonly grant: Grant }
  | { readonly refused: DriftRefusal };

/** Makes a grant of it: from now on it has a reason, an owner and, with `minutes`, an end at which it is taken. */
export async function adoptMembership(
  tools: AccessTools,
  { minutes, ...deciding }: Deciding & { readonly minutes: number | null },
): Promise<DriftDecided> {
  const subject = await whatIsThere(tools, deciding);
  if ('refused' in subject) return subject;
  if (isTheirs(subject, deciding)) return await refuseOwn(tools, deciding);
  const now = tools.clock.now();
  const grant = { ...adopted(subject, deciding, now), status: 'active' as const, minutes };
  return await decide(tools, deciding, {
    outcome: 'adopted',
    grant: { ...grant, expiresAt: endOf({ minutes }, now) },
  });
}

/** Takes it out again, as the end of a grant is taken: by a job, read back, below the ceilings, and never where a rule fills the group. */
export async function revertMembership(tools: AccessTools, deciding: Deciding): Promise<DriftDecided> {
  const subject = await whatIsThere(tools, deciding);
  if ('refused' in subject) return subject;
  const obstacle = await obstacleOf(tools, subject.key);
  if (obstacle !== 'gone' && obstacle?.kind === 'rule_managed') return { refused: 'rule_managed' };
  const grant = adopted(subject, deciding, tools.clock.now());
  const endedBecause = `reverted: ${deciding.reason}`;
  return await decide(tools, deciding, {
    outcome: 'reverted',
    grant: { ...grant, status: 'revoking', endedBecause },
  });
}

interface There {
  readonly key: MembershipKey;
  readonly groupName: string;
  readonly login: string;
  readonly person: Principal;
  /** Who added it, as `connection:accountId`; null = the log does not tell. */
  readonly actor: string | null;
}

/** Nobody decides that they keep what they have, or what they gave. To take it out again is anybody's right. */
function isTheirs({ person, actor }: There, { by }: Deciding): boolean {
  return isSamePrincipal(by, person) || (actor !== null && by.accounts.includes(actor));
}

async function refuseOwn(
  { db, clock }: AccessTools,
  { connection, eventId, by }: Deciding,
): Promise<DriftDecided> {
  const entry = { actor: by.id, action: 'drift.refused', object: driftName({ connection, eventId }) };
  await appendAudit(db, { at: clock.now(), ...entry, detail: { code: 'own' } });
  return { refused: 'own' };
}

/** The membership that the event told of, if it is still there, read live. */
async function whatIsThere(
  tools: AccessTools,
  { connection, eventId }: Deciding,
): Promise<There | Extract<DriftDecided, { refused: string }>> {
  const drift = await findDrift(tools.db, connection, eventId);
  const event = await findEvent(tools.db, connection, eventId);
  if (drift === null || event === null) return { refused: 'unknown' };
  if (drift.outcome !== null) return { refused: 'already' };
  if (event.name !== memberAdded) return { refused: 'not_added' };
  const key = keyOf(event);
  const account = await lookUpIn(tools.providers, connection).account(key.accountId);
  if (account === null || !(await isListed(tools, key))) return { refused: 'gone' };
  if (protectedLogins(tools, connection).has(account.login.toLowerCase())) return { refused: 'protected' };
  const id = accountKey(connection, account.id);
  const email = (account.email ?? account.login).toLowerCase();
  const person = { id, email, name: account.displayName, accounts: [id] };
  const actor = event.actor?.id == null ? null : accountKey(connection, event.actor.id);
  const groupName = targetOf(event, 'group')?.name ?? key.groupId;
  return { key, groupName, login: account.login, person, actor };
}

function keyOf(event: DirectoryEvent): MembershipKey {
  const groupId = targetOf(event, 'group')?.id ?? '';
  return { connection: event.connection, groupId, accountId: targetOf(event, 'account')?.id ?? '' };
}

/** Nothing of it was there before, as far as Lockstep is concerned: its end takes the membership. */
function adopted({ key, groupName, login, person }: There, { reason }: Deciding, now: Date): Grant {
  const fresh = freshGrant({
    ...key,
    status: 'active',
    since: now,
    createdAt: now,
    approvalId: null,
    policyId: null,
    groupName,
    login,
    subject: person,
    requestedBy: person,
    reason,
    startsAt: null,
    minutes: null,
    extends: null,
    expiry: 'bot',
  });
  return { ...fresh, grantedAt: now, heldBefore: false };
}

async function decide(
  tools: AccessTools,
  { connection, eventId, by, reason }: Deciding,
  { outcome, grant }: { readonly outcome: 'adopted' | 'reverted'; readonly grant: Grant },
): Promise<DriftDecided> {
  return await holding(tools.db, grant, async ({ db, others }): Promise<DriftDecided> => {
    if (others.length > 0) return { refused: 'held' };
    const decided = { outcome, decidedBy: by.id, grantId: grant.id };
    if ((await decideDrift(db, { connection, eventId }, decided)) === null) return { refused: 'already' };
    await insertGrant(db, grant);
    const at = tools.clock.now();
    if (outcome === 'reverted') await revokeLater({ ...tools, db }, grant, { at });
    else if (grant.expiresAt !== null) await endLater({ ...tools, db }, grant.expiresAt);
    await tellDrift({ ...tools, db }, { connection, eventId, outcome });
    await appendAudit(db, {
      at,
      actor: by.id,
      action: `drift.${outcome}`,
      object: grant.id,
      detail: { event: eventId, reason },
    });
    return { outcome, grant };
  });
}
