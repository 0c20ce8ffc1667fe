import { pose } from '../alerts/question.ts';
import type { AlertTools } from '../alerts/tools.ts';
import { type DriftKey, driftName, driftNamed } from '../domain/drift.ts';
import { appendAudit } from '../store/audit.ts';
import { findDrift, noteUnasked } from '../store/drifts.ts';
import type { Question } from '../store/questions.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellDrift } from './tell.ts';

/** over: it is decided already. unknown: there is no such drift. */
export type DriftAsked = 'done' | 'already' | 'over' | 'unknown';

/** Asks the actor of a foreign change, once. It decides nothing, whatever they say. */
export async function askAboutDrift(
  tools: AlertTools,
  { by, whom, ...key }: DriftKey & { readonly by: string; readonly whom: string },
): Promise<DriftAsked> {
  return await inTransaction(tools.db, async (db) => {
    const drift = await findDrift(db, key.connection, key.eventId);
    if (drift === null) return 'unknown';
    if (drift.outcome !== null) return 'over';
    const question = { about: 'drift', object: driftName(key), asked: whom, askedBy: by } as const;
    if (!(await pose({ ...tools, db }, question))) return 'already';
    await tellDrift({ ...tools, db }, drift, 'asked');
    return 'done';
  });
}

/** Has the card say why nobody was asked; the same reason twice is one. */
export async function nobodyAsked(
  tools: AlertTools,
  { by, why, ...key }: DriftKey & { readonly by: string; readonly why: string },
): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const drift = await noteUnasked(db, key, why);
    if (drift === null) return;
    await tellDrift({ ...tools, db }, drift, why);
    const entry = { actor: by, action: 'drift.actor-unasked', object: driftName(key), detail: { why } };
    await appendAudit(db, { at: tools.clock.now(), ...entry });
  });
}

/** What the actor says stands on the card, and waits there for whoever decides. */
export async function driftHears(tools: AlertTools, question: Question, said: { at: Date }): Promise<void> {
  const { connection, eventId } = driftNamed(question.object);
  const drift = await findDrift(tools.db, connection, eventId);
  if (drift !== null) await tellDrift(tools, drift, said.at.toISOString());
}
