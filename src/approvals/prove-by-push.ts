import type { StepUp } from '../domain/step-up.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { SecondFactor } from '../providers/provider.ts';
import { findStepUp, moveStepUp } from '../store/step-ups.ts';
import { inTransaction } from '../store/transaction.ts';
import { acceptProof, refuseProof, tellProof } from './end-proof.ts';
import type { ProofTools } from './tools.ts';

/** How often it is asked what the person said. */
const EVERY_MS = 2 * SECOND_MS;

type PushTools = Pick<ProofTools, 'db' | 'queue' | 'clock' | 'providers'>;

/**
 * One look at a proof by push: sends it, or asks what the person said to it, and looks again soon while they say nothing.
 * Safe to repeat: a push whose ticket was lost is sent once more. Throws where the directory is away: it is tried again.
 */
export async function proveByPush(tools: PushTools, proofId: string): Promise<void> {
  const stepUp = await findStepUp(tools.db, proofId);
  // What is overdue is ended by the sweep.
  if (stepUp?.status !== 'waiting' || stepUp.kind !== 'push' || stepUp.expiresAt <= tools.clock.now()) return;
  const factor = tools.providers.find(({ id }) => id === stepUp.connection)?.secondFactor;
  if (factor === undefined) {
    await refuseProof(tools, stepUp, `${stepUp.connection} is not connected any more`);
    return;
  }
  try {
    await look(tools, stepUp, factor);
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code === 'PROVIDER_UNAVAILABLE') throw error;
    await refuseProof(tools, stepUp, error.message);
  }
}

async function look(tools: PushTools, stepUp: StepUp, factor: SecondFactor): Promise<void> {
  const { ticket, methods = [] } = stepUp.detail;
  if (ticket === undefined) return await send(tools, stepUp, factor);
  const said = await factor.pushed(stepUp.accountId, ticket);
  switch (said) {
    case 'waiting':
      return await lookLater(tools, stepUp);
    case 'approved': {
      const at = tools.clock.now().toISOString();
      await acceptProof(tools, stepUp, { issuer: stepUp.connection, subject: stepUp.accountId, at, methods });
      return;
    }
    case 'rejected':
      await refuseProof(tools, stepUp, 'it was rejected on the device');
      return;
    case 'timeout':
      await refuseProof(tools, stepUp, 'nobody answered on the device');
  }
}

async function send(tools: PushTools, stepUp: StepUp, factor: SecondFactor): Promise<void> {
  const push = await factor.push(stepUp.accountId);
  if (push === null) {
    await refuseProof(tools, stepUp, 'no device of theirs can be asked any more');
    return;
  }
  await inTransaction(tools.db, async (db) => {
    const adds = { ticket: push.ticket, number: push.number, methods: [push.factor] };
    const sent = await moveStepUp(db, stepUp, { from: 'waiting', to: 'waiting', adds });
    if (sent === null) return;
    await tellProof({ ...tools, db }, sent);
    await lookLater({ ...tools, db }, stepUp);
  });
}

async function lookLater({ db, queue, clock }: PushTools, { id }: StepUp): Promise<void> {
  const runAt = new Date(clock.now().getTime() + EVERY_MS);
  await queue.add(db, { task: 'prove-by-push', key: `prove-by-push:${id}`, payload: { proofId: id }, runAt });
}
