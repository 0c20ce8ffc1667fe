import type { Settings } from '../config/config.ts';
import { type DormantPerson, dormancy } from '../domain/dormant.ts';
import { registeredLogins } from '../domain/people.ts';
import type { Principal } from '../domain/principal.ts';
import { DAY_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { findProposals, insertProposals, keepDormant, markAskedFor, spared } from '../store/dormant.ts';
import { messagesBeginning, queueMessage } from '../store/messages.ts';
import { eachAccount } from '../store/mirror.ts';
import { readRoster } from '../store/roster.ts';
import { inTransaction } from '../store/transaction.ts';
import { type DeactivationAsked, requestDeactivation } from './request.ts';
import type { DeactivationTools } from './tools.ts';

/** So many stand in one message; the longest silent first. */
const MOST = 20;
const KEEP_MS = 90 * DAY_MS;

type Tools = Pick<DeactivationTools, 'db' | 'queue' | 'clock' | 'settings' | 'providers'>;

/** Proposes people who have not signed in for long: one message, each with *Keep* and *Deactivate*. How many there are. */
export async function proposeDormant(tools: Tools): Promise<number> {
  const { db, queue, clock, settings } = tools;
  const { afterDays, channel: own } = settings.deactivation.dormant;
  const channel = own ?? settings.channels.requests;
  if (channel === null) return 0;
  const now = clock.now();
  const found = await whoIsDormant(tools, new Date(now.getTime() - afterDays * DAY_MS));
  if (found.length === 0) return 0;
  await inTransaction(db, async (db) => {
    const made = await insertProposals(db, found.slice(0, MOST), now);
    const ids = made.map(({ id }) => id);
    const body = { ids, more: found.length - ids.length, afterDays };
    await queueMessage(db, { id: `dormant:${ids[0]}`, channel, kind: 'dormant', body });
    await deliverSoon({ db, queue });
    const detail = { people: found.length, afterDays };
    await appendAudit(db, {
      at: now,
      actor: 'lockstep',
      action: 'dormant.proposed',
      object: 'people',
      detail,
    });
  });
  return found.length;
}

async function whoIsDormant(
  { db, clock, settings, providers }: Tools,
  before: Date,
): Promise<readonly DormantPerson[]> {
  const { see, people } = dormancy({ before, kept: exceptions(settings) });
  for (const { id: connection } of providers) {
    const roster = await readRoster(db, connection);
    for await (const account of eachAccount(db, connection)) {
      // Administrators are the business of the checks: a wrong click here would take the keys of the house.
      if (roster?.admins.has(account.id) === false) see(connection, account);
      else see(connection, { ...account, lastSignInAt: undefined });
    }
  }
  const now = clock.now();
  const not = await spared(db, { now, since: new Date(now.getTime() - KEEP_MS) });
  return people()
    .filter(({ person }) => !not.has(person))
    .toSorted((a, b) => (a.lastSeen?.getTime() ?? 0) - (b.lastSeen?.getTime() ?? 0));
}

/** Logins that are never proposed, lower case. */
function exceptions({ deactivation, breakGlass }: Settings): ReadonlySet<string> {
  const { dormant, protected: guarded } = deactivation;
  const named = [...dormant.exceptions, ...guarded].map((login) => login.toLowerCase());
  return new Set([...named, ...registeredLogins(breakGlass)]);
}

/** Leaves somebody alone for a while; false when it was decided before. */
export async function keepPerson(
  { db, queue, clock }: Pick<Tools, 'db' | 'queue' | 'clock'>,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const at = clock.now();
    if (!(await keepDormant(db, { id, by, until: new Date(at.getTime() + KEEP_MS) }))) return false;
    await tellDecided({ db, queue }, id);
    await appendAudit(db, { at, actor: by, action: 'dormant.kept', object: id });
    return true;
  });
}

/** Asks for the deactivation of somebody who was proposed. */
export async function deactivateDormant(
  tools: DeactivationTools,
  { id, requester }: { readonly id: string; readonly requester: Principal },
): Promise<DeactivationAsked> {
  const [proposed] = await findProposals(tools.db, [id]);
  if (proposed === undefined || proposed.keptUntil !== null || proposed.deactivationId !== null)
    return { refused: [{ who: proposed?.login ?? id, why: 'asked_already' }] };
  const days = tools.settings.deactivation.dormant.afterDays;
  const asked = await requestDeactivation(tools, {
    people: [proposed.login],
    requester,
    reason: `No sign-in for ${days} days or more`,
    startsAt: null,
  });
  if ('refused' in asked) return asked;
  await inTransaction(tools.db, async (db) => {
    await markAskedFor(db, id, asked.deactivations[0]?.id ?? '');
    await tellDecided({ db, queue: tools.queue }, id);
  });
  return asked;
}

/** Has the list that somebody stands in edited to what was decided. Inside the caller's transaction. */
async function tellDecided({ db, queue }: Pick<Tools, 'db' | 'queue'>, id: string): Promise<void> {
  for (const { id: list, channel, kind, body } of await messagesBeginning(db, 'dormant:')) {
    if (!JSON.stringify(body).includes(`"${id}"`)) continue;
    // Another body: a list that is being sent right now is sent once more.
    await queueMessage(db, { id: list, channel, kind, body: { ...(body as object), decided: id } });
  }
  await deliverSoon({ db, queue });
}
