import type { AccessFacts } from '../approvals/access-facts.ts';
import { type ApprovalTools, openApproval, openDecided } from '../approvals/index.ts';
import { type AccessTerms, evaluate } from '../approvals/policy.ts';
import { readAccessFacts } from '../approvals/request-facts.ts';
import type { Approval } from '../domain/approval.ts';
import type { Grant } from '../domain/grant.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { countAutoApprovals, insertAutoApproval } from '../store/auto-approvals.ts';
import { liveGrantsOf } from '../store/grants.ts';
import { membershipGuard, takeGuard } from '../store/guards.ts';
import { inTransaction } from '../store/transaction.ts';
import { allow } from './effect.ts';
import { pendingFor } from './pending.ts';
import { type RequestRefusal, refuse, refuseBeside } from './refusals.ts';
import type { AccessTools } from './tools.ts';
import { whatIsWanted } from './wanted.ts';
import { type AccessAsk, contentOf, type Wanted } from './wish.ts';

export type RequestTools = AccessTools & ApprovalTools;

/** asked: approvers decide. approved: the policy needs no decision. given_first: an emergency, reviewed after. */
export type Requested =
  | {
      readonly outcome: 'asked' | 'approved' | 'given_first';
      readonly approval: Approval;
      readonly terms: AccessTerms;
    }
  | RequestRefusal;

const FARTHEST_MS = 90 * DAY_MS;

/**
 * Asks for access. Everything that would stop it later is read live and refuses now, before anybody is asked; a refusal
 * leaves an audit entry. Throws where a directory does not answer.
 */
export async function requestAccess(tools: RequestTools, ask: AccessAsk): Promise<Requested> {
  const requested = await requestOrRefuse(tools, ask);
  if ('refused' in requested) {
    await appendAudit(tools.db, {
      at: tools.clock.now(),
      actor: ask.requester.id,
      action: 'access.refused',
      object: ask.beneficiary.id,
      detail: { code: requested.refused, connection: ask.connection, extends: ask.extends },
    });
  }
  return requested;
}

async function requestOrRefuse(tools: RequestTools, ask: AccessAsk): Promise<Requested> {
  const { settings, clock } = tools;
  if (ask.startsAt !== null) {
    const ahead = ask.startsAt.getTime() - clock.now().getTime();
    if (!(ahead > 0 && ahead <= FARTHEST_MS) || ask.emergency) return refuse('start_unfit');
  }
  const { requester, beneficiary } = ask;
  const group = { connection: ask.connection, group: ask.group };
  const facts = await readAccessFacts(tools, settings.access, { group, requester, beneficiary });
  if ('refused' in facts) return facts;
  // Once before the directory is asked more, and once more with the budget, where nobody else can spend it.
  const terms = evaluate({ access: settings.access, facts, wish: ask, spent: null });
  if ('refused' in terms) return terms;
  const wanted = await whatIsWanted(tools, ask, facts.group);
  if ('refused' in wanted) return wanted;
  return await inTransaction(tools.db, async (db) => await open({ ...tools, db }, wanted, facts));
}

async function open(tools: RequestTools, wanted: Wanted, facts: AccessFacts): Promise<Requested> {
  const { db } = tools;
  const { ask, key } = wanted;
  await takeGuard(db, membershipGuard(key));
  const held = refusalOfHeld(await liveGrantsOf(db, key), ask);
  if (held !== null) return held;
  if ((await pendingFor(db, key)) !== null) return refuse('asked_already');
  const terms = await termsWithin(tools, ask, facts);
  if ('refused' in terms) return terms;
  const content = contentOf(wanted, terms);
  const approvalAsk = {
    kind: 'access' as const,
    requester: ask.requester,
    beneficiaries: [ask.beneficiary],
    content,
    stages: terms.stages,
    stepUp: terms.stepUp,
    expiresAt: new Date(tools.clock.now().getTime() + terms.expiresInMinutes * MINUTE_MS),
  };
  if (terms.auto) {
    const because = `the policy ${terms.policyId} needs no decision within its budget`;
    const approval = await openDecided(tools, approvalAsk, because);
    const spent = { policyId: terms.policyId, person: ask.beneficiary.id, day: dayOf(tools) };
    await insertAutoApproval(db, { ...spent, approvalId: approval.id });
    return { outcome: 'approved', approval, terms };
  }
  const approval = await openApproval(tools, approvalAsk);
  if (!terms.emergency) return { outcome: 'asked', approval, terms };
  await allow(tools, approval);
  return { outcome: 'given_first', approval, terms };
}

/** What is given or being given already is extended, not asked for once more. */
function refusalOfHeld(live: readonly Grant[], ask: AccessAsk): RequestRefusal | null {
  const extended = live.find(({ id }) => id === ask.extends);
  if (ask.extends !== null && extended?.status !== 'active') return refuse('not_active');
  const other = live.find(({ id, status }) => id !== ask.extends && status !== 'revoking');
  return other === undefined ? null : refuseBeside(other);
}

/** The terms with what is left of the budget, counted where everybody who spends it waits in line. */
async function termsWithin(
  tools: RequestTools,
  ask: AccessAsk,
  facts: AccessFacts,
): Promise<AccessTerms | RequestRefusal> {
  const { access } = tools.settings;
  const terms = evaluate({ access, facts, wish: ask, spent: null });
  const policy = 'refused' in terms ? undefined : access.policies.find(({ id }) => id === terms.policyId);
  if (policy === undefined || policy.autoApprove === null) return terms;
  await takeGuard(tools.db, `budget:${policy.id}`);
  const day = dayOf(tools);
  const person = ask.beneficiary.id;
  const spent = await countAutoApprovals(tools.db, { policyId: policy.id, person, day });
  return evaluate({ access, facts, wish: ask, spent });
}

/** The day that a budget is counted by, in the time zone of the schedules. */
function dayOf({ clock, settings }: Pick<AccessTools, 'clock' | 'settings'>): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: settings.schedules.timezone });
  return format.format(clock.now());
}
