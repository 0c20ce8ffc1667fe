import type { ApprovalEffect } from '../approvals/tools.ts';
import type { Approval } from '../domain/approval.ts';
import type { Deactivation } from '../domain/deactivation.ts';
import { appendAudit } from '../store/audit.ts';
import { deactivationsOf, moveDeactivation, unmarkUndone } from '../store/deactivations.ts';
import type { Db } from '../store/open.ts';
import type { Queue } from '../store/queue/queue.ts';
import { tellDeactivation } from './tell.ts';
import type { DeactivationTools } from './tools.ts';

/** Has a deactivation carried out at a time; one that waits already is moved to it. */
export async function carryOutLater(
  { db, queue }: { readonly db: Db; readonly queue: Queue },
  { id }: Pick<Deactivation, 'id'>,
  runAt: Date,
): Promise<void> {
  await queue.add(db, { task: 'deactivate', key: `deactivate:${id}`, payload: { id }, runAt });
}

/** What an approval of a deactivation, or of a reactivation, sets going: in the transaction of the last decision. */
export function deactivationEffect({
  queue,
  clock,
  settings,
}: Pick<DeactivationTools, 'queue' | 'clock' | 'settings'>): ApprovalEffect {
  return {
    approved: async (db, approval) => {
      const now = clock.now();
      for (const made of await deactivationsOf(db, approval.id)) {
        const { startsAt } = made.plan;
        await moveDeactivation(db, made, { status: 'scheduled' });
        await carryOutLater({ db, queue }, made, startsAt !== null && startsAt > now ? startsAt : now);
      }
    },
    ended: async (db, approval) => await close({ db, queue, clock, settings }, approval),
  };
}

async function close(
  tools: Pick<DeactivationTools, 'db' | 'queue' | 'clock' | 'settings'>,
  { id, status }: Approval,
): Promise<void> {
  const { db, clock } = tools;
  for (const made of await deactivationsOf(db, id)) {
    await moveDeactivation(db, made, { status: 'refused', endedAt: clock.now() });
    await unmarkUndone(db, made.id);
    // What was not given back may be asked for again: its evidence shows the button.
    if (made.plan.undoes !== null) await tellDeactivation(tools, { id: made.plan.undoes });
    await appendAudit(db, {
      at: clock.now(),
      actor: 'lockstep',
      action: `${made.kind}.refused`,
      object: made.id,
      detail: { approval: id, status },
    });
  }
}
