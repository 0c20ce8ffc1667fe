import { appendAudit } from '../store/audit.ts';
import { endStep, findDeactivation, stepsOf } from '../store/deactivations.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellDeactivation } from './tell.ts';
import type { DeactivationTools } from './tools.ts';

/** A person says that they did what no API does. False when somebody said so before, or there is no such thing to do. */
export async function signOffStep(
  tools: Pick<DeactivationTools, 'db' | 'queue' | 'clock' | 'settings'>,
  ask: { readonly deactivationId: string; readonly position: number; readonly by: string },
): Promise<boolean> {
  return await inTransaction(tools.db, async (db) => {
    const { deactivationId, position, by } = ask;
    const made = await findDeactivation(db, deactivationId);
    const state = (await stepsOf(db, deactivationId)).find((each) => each.position === position);
    if (made === null || state?.step.step !== 'by-hand') return false;
    const at = tools.clock.now();
    const to = { status: 'done' as const, evidence: 'done by hand', at, by };
    if (!(await endStep(db, { deactivationId, position }, to))) return false;
    await tellDeactivation({ ...tools, db }, made);
    await appendAudit(db, {
      at,
      actor: by,
      action: `${made.kind}.signed-off`,
      object: deactivationId,
      detail: { position },
    });
    return true;
  });
}
