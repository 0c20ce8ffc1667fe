import { openApproval } from '../approvals/open.ts';
import type { Approval } from '../domain/approval.ts';
import type { Deactivation, Plan } from '../domain/deactivation.ts';
import type { Principal } from '../domain/principal.ts';
import { DAY_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { appendAudit } from '../store/audit.ts';
import { insertDeactivation, peopleUnderWay } from '../store/deactivations.ts';
import { takeGuard } from '../store/guards.ts';
import { inTransaction } from '../store/transaction.ts';
import { lastApproverOf } from './approver-groups.ts';
import { findPerson } from './find-person.ts';
import { lookOver } from './look-over.ts';
import { planSteps } from './plan.ts';
import { type DeactivationRefusal, refusalOf } from './refusal.ts';
import type { DeactivationTools } from './tools.ts';

export interface DeactivationAsk {
  /** Logins or addresses, one for each person. */
  readonly people: readonly string[];
  readonly requester: Principal;
  /** Untrusted text. */
  readonly reason: string;
  /** null: as soon as it is approved. */
  readonly startsAt: Date | null;
}

export type DeactivationAsked =
  | { readonly approval: Approval; readonly deactivations: readonly Deactivation[] }
  /** One line for each person who may not be asked about; nothing was opened. */
  | { readonly refused: readonly { readonly who: string; readonly why: DeactivationRefusal }[] };

const WAITS_MS = 3 * DAY_MS;
const REASON_LENGTH = 1000;

/**
 * Looks the people up everywhere, plans, and asks the approvers of deactivations: one question, however many people.
 * If one of them may not be deactivated, nothing is asked. Must not run inside a transaction.
 */
export async function requestDeactivation(
  tools: DeactivationTools,
  ask: DeactivationAsk,
): Promise<DeactivationAsked> {
  const people = [...new Set(ask.people.map((text) => text.trim().toLowerCase()))];
  if (people.length > tools.settings.deactivation.bulkMax)
    return { refused: [{ who: `${people.length} people`, why: 'too_many' }] };
  const looked = [];
  for (const text of people) looked.push({ who: text, plan: await planFor(tools, text, ask) });
  const refused = looked.flatMap(({ who, plan }) => (typeof plan === 'string' ? [{ who, why: plan }] : []));
  if (refused.length > 0) return { refused };
  const plans = looked.flatMap(({ plan }) => (typeof plan === 'string' ? [] : [plan]));
  return await askFor(tools, { kind: 'deactivation', plans, requester: ask.requester, reason: ask.reason });
}

/** What would be done about a person, or why nobody may be asked. */
export async function planFor(
  tools: DeactivationTools,
  text: string,
  { requester, startsAt }: Pick<DeactivationAsk, 'requester' | 'startsAt'>,
): Promise<Plan | DeactivationRefusal> {
  const found = await findPerson(tools, text);
  if ('refused' in found) return found.refused;
  const { impacts, unread } = await lookOver(tools, found.accounts);
  const { subject } = found;
  const refusal = refusalOf(tools, { subject, impacts }, requester);
  if (refusal !== null) return refusal;
  const last = await Promise.all(impacts.map(async (impact) => await lastApproverOf(tools, impact)));
  const holds = await tools.accessOf(subject);
  return {
    subject,
    impacts,
    steps: planSteps(tools.settings, impacts, tools.providers),
    ...holds,
    lastApproverOf: last.flat(),
    onCall: await tools.onCall(addressesOf(subject, impacts)),
    startsAt,
    undoes: null,
    unread: [
      ...found.unread.map((connection) => `${connection}: it could not be asked who this is`),
      ...unread,
    ],
  };
}

/** Every address that the person is known by: other systems have to go by it. */
function addressesOf({ email }: Principal, impacts: Plan['impacts']): readonly string[] {
  const all = [email, ...impacts.flatMap((impact) => [impact.email ?? '', impact.login])];
  return [...new Set(all.map((text) => text.toLowerCase()))].filter((text) => text.includes('@'));
}

/** Opens the question and writes the plans down in one transaction. */
export async function askFor(
  tools: DeactivationTools,
  ask: {
    readonly kind: Deactivation['kind'];
    readonly plans: readonly Plan[];
    readonly requester: Principal;
    readonly reason: string;
  },
): Promise<DeactivationAsked> {
  const { kind, plans, requester } = ask;
  const reason = ask.reason.trim().slice(0, REASON_LENGTH);
  return await inTransaction(tools.db, async (db) => {
    const waiting = await askedAlready({ ...tools, db }, plans);
    if (waiting.length > 0)
      return { refused: waiting.map((who) => ({ who, why: 'asked_already' as const })) };
    const now = tools.clock.now();
    const approval = await openApproval(
      { ...tools, db },
      {
        kind,
        requester,
        beneficiaries: plans.map(({ subject }) => subject),
        content: { reason, plans },
        stages: stagesFor(tools, kind),
        stepUp: false,
        expiresAt: new Date(now.getTime() + WAITS_MS),
      },
    );
    const made = plans.map((plan) => fresh({ kind, plan, requester, reason, approvalId: approval.id, now }));
    for (const each of made) {
      await insertDeactivation(db, each);
      const detail = { approval: approval.id, accounts: each.plan.subject.accounts };
      await appendAudit(db, {
        at: now,
        actor: requester.id,
        action: `${kind}.asked`,
        object: each.id,
        detail,
      });
    }
    return { approval, deactivations: made };
  });
}

/** Giving sign-in back needs one person beside the one who asks; taking it away, what the settings say. */
function stagesFor({ settings }: DeactivationTools, kind: Deactivation['kind']) {
  const { stages } = settings.deactivation;
  return kind === 'deactivation' ? stages : stages.slice(0, 1).map((stage) => ({ ...stage, quorum: 1 }));
}

/** Whoever asks about the same people at this moment waits, and then finds this question. */
async function askedAlready({ db }: DeactivationTools, plans: readonly Plan[]): Promise<readonly string[]> {
  const people = plans.map(({ subject }) => subject.id);
  // In one order, so that two lists never wait for each other.
  for (const person of people.toSorted(byText)) await takeGuard(db, `deactivation:${person}`);
  const open = await peopleUnderWay(db, people);
  return plans.flatMap(({ subject }) => (open.has(subject.id) ? [subject.email] : []));
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function fresh({
  kind,
  plan,
  requester,
  reason,
  approvalId,
  now,
}: Pick<Deactivation, 'kind' | 'plan' | 'reason' | 'approvalId'> & {
  readonly requester: Principal;
  readonly now: Date;
}): Deactivation {
  return {
    id: newId('deactivation'),
    kind,
    status: 'asked',
    revision: 0,
    approvalId,
    requestedBy: requester,
    reason,
    plan,
    createdAt: now,
    startedAt: null,
    endedAt: null,
    undoneBy: null,
  };
}
