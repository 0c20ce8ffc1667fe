import { addNote } from '../alerts/note.ts';
import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import { type ApprovalTools, openApproval } from '../approvals/index.ts';
import type { Offer } from '../domain/alert.ts';
import type { Approval, Stage } from '../domain/approval.ts';
import type { Principal } from '../domain/principal.ts';
import { DAY_MS } from '../lib/clock.ts';
import { findAlert } from '../store/alerts.ts';
import { listPending } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { takeGuard } from '../store/guards.ts';
import type { Db } from '../store/open.ts';
import { runningRestoreOf } from '../store/restores.ts';
import { inTransaction } from '../store/transaction.ts';
import { contentOf, peopleOf, RestoreContent } from './restore-content.ts';
import { planRestore, type RestorePlan } from './restore-plan.ts';
import type { AccessTools } from './tools.ts';

/** The button that was clicked, and who clicked it: `by` is their Slack user, as for every remedy of an alert. */
export interface RestoreAsk extends RemedyAsk {
  readonly requester: Principal;
}

/** Why nobody is asked. left_out: people are missing, but Lockstep may put none of them back; the plan says why. */
export type RestoreRefusal =
  | Exclude<ReturnType<typeof offerOf>, object>
  | 'nobody_missing'
  | 'left_out'
  | 'asked_already'
  | 'no_approvers';

export type RestoreAsked =
  | { readonly approval: Approval; readonly plan: RestorePlan }
  | { readonly refused: RestoreRefusal };

type RestoreTools = AccessTools & ApprovalTools;

/** The list ages: who decides a day later decides about another situation. */
const WAITS_MS = DAY_MS;
const PAGE = 200;

/**
 * Asks for everybody whom an alert is about to be put back. The list is read now, and is what is approved. One question or
 * one restore of an alert at a time. Must not run inside a transaction.
 */
export async function requestRestore(tools: RestoreTools, ask: RestoreAsk): Promise<RestoreAsked> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'restore-members' });
  if (typeof found === 'string') return { refused: found };
  const stages = stagesOf(tools);
  if (stages.length === 0) return { refused: 'no_approvers' };
  const plan = await planRestore(tools, found.alert, found.offer.on);
  if (plan.members.length === 0) return { refused: plan.leftOut.length > 0 ? 'left_out' : 'nobody_missing' };
  return await inTransaction(tools.db, async (db) => await open({ ...tools, db }, { ask, plan, stages }));
}

async function open(
  tools: RestoreTools,
  {
    ask,
    plan,
    stages,
  }: { readonly ask: RestoreAsk; readonly plan: RestorePlan; readonly stages: readonly Stage[] },
): Promise<RestoreAsked> {
  const { db, clock } = tools;
  await takeGuard(db, `restore:${ask.alertId}`);
  const found = offerOf(await findAlert(db, ask.alertId), { ...ask, action: 'restore-members' });
  if (typeof found === 'string') return { refused: found };
  const { alert, offer } = found;
  if (await isUnderWay(db, alert.id)) return { refused: 'asked_already' };
  const at = clock.now();
  const approval = await openApproval(tools, {
    kind: 'restore',
    requester: ask.requester,
    beneficiaries: peopleOf(plan.members),
    content: await contentOf(db, alert, plan),
    stages,
    stepUp: false,
    expiresAt: new Date(at.getTime() + WAITS_MS),
  });
  const text = `asked for ${plan.members.length} memberships to be restored (${approval.id})`;
  const note = { at, by: ask.by, text, about: ask.key, round: ask.round };
  if ((await addNote(tools, alert, note)) === null)
    throw new Error('an alert changed meanwhile; it is asked for again');
  await auditAsk(tools, { ask, approval, offer });
  return { approval, plan };
}

/** One person of roles.admin beside the one who asks; no group: nobody may decide. */
function stagesOf({ settings }: RestoreTools): readonly Stage[] {
  const approvers = settings.roles.admin.map((group) => ({ kind: 'group' as const, ...group }));
  if (approvers.length === 0) return [];
  return [{ name: 'Admins', quorum: 1, approvers, fallback: [], escalateAfterMinutes: null }];
}

async function isUnderWay(db: Db, alertId: string): Promise<boolean> {
  if ((await runningRestoreOf(db, alertId)) !== null) return true;
  for (let after = ''; ; ) {
    const page = await listPending(db, { after, limit: PAGE });
    const asked = page.filter(({ kind }) => kind === 'restore');
    if (asked.some(({ content }) => RestoreContent.parse(content).alertId === alertId)) return true;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return false;
    after = last.id;
  }
}

async function auditAsk(
  { db, clock }: RestoreTools,
  { ask, approval, offer }: { readonly ask: RestoreAsk; readonly approval: Approval; readonly offer: Offer },
): Promise<void> {
  await appendAudit(db, {
    at: clock.now(),
    actor: ask.requester.id,
    action: 'restore.asked',
    object: ask.alertId,
    detail: { approval: approval.id, on: offer.on, slackUser: ask.by },
  });
}
