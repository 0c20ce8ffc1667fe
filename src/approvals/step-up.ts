import type { Refusal } from '../domain/approval.ts';
import type { StepUp } from '../domain/step-up.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { digest, newSecret } from '../lib/secret.ts';
import { findApproval, listDecisions, takePending } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { currentFreeze } from '../store/freeze.ts';
import { insertStepUp, listWaitingProofs } from '../store/step-ups.ts';
import { inTransaction } from '../store/transaction.ts';
import type { DecisionAsk } from './approve.ts';
import { eligibilityOf } from './approvers.ts';
import { decide } from './decide.ts';
import { refuseProof } from './end-proof.ts';
import { findProofWay, type ProofWay } from './proof-way.ts';
import type { ProofTools } from './tools.ts';

/** The click that wants to decide, before it is proved. */
export type ProofAsk = Omit<DecisionAsk, 'proof'>;

/** Why nobody is asked for a proof: the decision would be refused anyway, or they have nothing to prove themselves by. */
export type ProofRefusal = Refusal | 'no_second_factor' | 'factors_unreadable';

export type ProofRequest =
  /** A push is on its way to their device; a message says the number to choose. */
  | { readonly kind: 'push'; readonly id: string }
  /** They open `url` themselves, within five minutes; it is theirs alone: show it to nobody else. */
  | { readonly kind: 'sign-in'; readonly id: string; readonly url: string }
  | { readonly refused: ProofRefusal };

const LIFETIME_MS = 5 * MINUTE_MS;

/**
 * For an approval with `stepUp`, instead of decideApproval(): asks the person for a proof of a second factor that is bound
 * to this approval, its hash and their verdict. Once it is there, the job `decide-with-proof` decides, and what it refuses
 * is told in a message. Who they are, the caller has found out. Must not run inside a transaction.
 */
export async function requestProof(tools: ProofTools, ask: ProofAsk): Promise<ProofRequest> {
  const refused = await refusalOf(tools, ask);
  if (refused !== null) return await refuse(tools, ask, refused);
  const way = await findProofWay(tools, ask.by);
  if (typeof way === 'string') return await refuse(tools, ask, way);
  return await inTransaction(tools.db, async (db) => await begin({ ...tools, db }, ask, way));
}

/** What would refuse the decision even with a proof. */
async function refusalOf(tools: ProofTools, ask: ProofAsk): Promise<Refusal | null> {
  const { db, clock } = tools;
  const approval = await findApproval(db, ask.approvalId);
  const ruling = decide({
    ...ask,
    approval,
    decisions: await listDecisions(db, ask.approvalId),
    eligibility:
      approval?.status === 'pending'
        ? await eligibilityOf(tools, approval, ask.by)
        : { kind: 'not_eligible' },
    proven: true,
    frozen: (await currentFreeze(db)) !== null,
    now: clock.now(),
  });
  return 'refused' in ruling ? ruling.refused : null;
}

async function refuse(
  { db, clock }: ProofTools,
  { approvalId, by, slackUserId, verdict }: ProofAsk,
  refused: ProofRefusal,
): Promise<ProofRequest> {
  const detail = { code: refused, verdict, slackUser: slackUserId };
  const entry = { at: clock.now(), actor: by.id, action: 'approval.refused', object: approvalId, detail };
  await appendAudit(db, entry);
  return { refused };
}

/** Takes the approval first: two clicks of one person come one after the other. */
async function begin(tools: ProofTools, ask: ProofAsk, way: ProofWay): Promise<ProofRequest> {
  const { db } = tools;
  if ((await takePending(db, ask.approvalId)) === null) return { refused: 'not_pending' };
  for (const waiting of await listWaitingProofs(db, { approvalId: ask.approvalId, person: ask.by.id })) {
    // A second click of the same kind wakes the device only once.
    if (way.kind === 'push' && isSame(waiting, ask, way) && waiting.expiresAt > tools.clock.now())
      return { kind: 'push', id: waiting.id };
    await refuseProof(tools, waiting, 'it was asked for anew');
  }
  const link = way.kind === 'sign-in' ? newSecret() : null;
  const stepUp = await insert(tools, { ask, way, link });
  if (link !== null) return { kind: 'sign-in', id: stepUp.id, url: `${tools.publicUrl}/step-up/${link}` };
  const key = `prove-by-push:${stepUp.id}`;
  await tools.queue.add(db, { task: 'prove-by-push', key, payload: { proofId: stepUp.id } });
  return { kind: 'push', id: stepUp.id };
}

function isSame(waiting: StepUp, ask: ProofAsk, { kind, connection, accountId }: ProofWay): boolean {
  const sameWay =
    waiting.kind === kind && waiting.connection === connection && waiting.accountId === accountId;
  const { verdict, reason, hash, slackUserId } = ask;
  const said = waiting.verdict === verdict && waiting.reason === reason && waiting.hash === hash;
  return sameWay && said && waiting.slackUserId === slackUserId;
}

async function insert(
  { db, clock }: ProofTools,
  { ask, way, link }: { readonly ask: ProofAsk; readonly way: ProofWay; readonly link: string | null },
): Promise<StepUp> {
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
  const stepUp: StepUp = {
    ...ask,
    ...way,
    id: newId('proof'),
    status: 'waiting',
    createdAt,
    expiresAt,
    detail: {},
  };
  await insertStepUp(db, stepUp, link === null ? null : digest(link));
  await appendAudit(db, {
    at: createdAt,
    actor: ask.by.id,
    action: 'step-up.asked',
    object: ask.approvalId,
    detail: {
      proof: stepUp.id,
      kind: way.kind,
      connection: way.connection,
      account: way.accountId,
      verdict: ask.verdict,
      hash: ask.hash,
      slackUser: ask.slackUserId,
    },
  });
  return stepUp;
}
