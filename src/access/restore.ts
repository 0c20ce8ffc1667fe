import { addNote } from '../alerts/note.ts';
import type { Restore, RestoreMember } from '../domain/restore.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { findAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { countRestoreMembers, noteMember, waitingMembers } from '../store/restore-members.ts';
import { endRestore, findRestore, touchRestore } from '../store/restores.ts';
import { inTransaction } from '../store/transaction.ts';
import { isFinal } from './final.ts';
import { backOff } from './later.ts';
import { stoppedBy } from './restore-content.ts';
import { type Came, type Obstacles, putBack, settle } from './restore-member.ts';
import { restoreLater, tellRestore } from './restore-tell.ts';
import type { GrantTools } from './tools.ts';

/** Members of one run of the job: a few minutes at most with a slow directory, and a card that moves. */
const BATCH = 50;
/** A list that could not be carried out within this time is not what people approved any more. */
const LATE_MS = DAY_MS;

/**
 * Carries an approved restore one batch on. May run twice and be cut off anywhere: a membership that is there is not added
 * again, and one that waits or failed holds up no other.
 */
export async function carryOutRestore(
  tools: GrantTools,
  { restoreId, tries }: { readonly restoreId: string; readonly tries: number },
): Promise<void> {
  const restore = await findRestore(tools.db, restoreId);
  if (restore?.status !== 'running') return;
  const late = tools.clock.now().getTime() - restore.startedAt.getTime() > LATE_MS;
  const ran = late ? await giveUp(tools, restore) : await runBatch(tools, restore);
  const { waiting } = await countRestoreMembers(tools.db, restoreId);
  if (waiting === 0) return await finish(tools, restore);
  const at = tools.clock.now();
  await touchRestore(tools.db, restoreId, { at, waits: ran.waits });
  await tellRestore(tools, restoreId);
  const [next] = await waitingMembers(tools.db, restoreId, 1);
  const goesOn = ran.waits === null && (ran.settled > 0 || next?.triedAt === null);
  const pause = ran.pauseMs ?? (goesOn ? 0 : backOff(tries));
  await restoreLater(tools, restoreId, {
    at: new Date(at.getTime() + pause),
    tries: goesOn ? 0 : tries + 1,
  });
}

interface Ran {
  readonly settled: number;
  /** What holds up all of it, in words. */
  readonly waits: string | null;
  readonly pauseMs?: number;
}

async function runBatch(tools: GrantTools, restore: Restore): Promise<Ran> {
  const obstacles: Obstacles = new Map();
  let settled = 0;
  for (const member of await waitingMembers(tools.db, restore.id, BATCH)) {
    // Asked before the directory is, and once more where it is written down that it will be told.
    const freeze = await stoppedBy(tools.db, restore);
    if (freeze !== null)
      return { settled, waits: `Lockstep is frozen: ${freeze.because}`, pauseMs: MINUTE_MS };
    try {
      const came = await putBack(tools, { restore, member, obstacles });
      if (await takeDown(tools, { restore, member, came })) settled += 1;
    } catch (error) {
      if (isDown(error)) return { settled, waits: reasonOf(error) };
      const came = isFinal(error)
        ? { status: 'failed' as const, evidence: reasonOf(error) }
        : { waits: reasonOf(error) };
      if (await takeDown(tools, { restore, member, came })) settled += 1;
    }
  }
  return { settled, waits: null };
}

/** Whether it is settled now. */
async function takeDown(
  tools: GrantTools,
  { restore, member, came }: { restore: Restore; member: RestoreMember; came: Came },
): Promise<boolean> {
  if (!('waits' in came)) return await settle(tools, { restore, member, came });
  const place = { restoreId: restore.id, position: member.position };
  await noteMember(tools.db, place, { at: tools.clock.now(), evidence: came.waits });
  return false;
}

/** The whole directory does not answer: nobody else of the list is tried now. */
function isDown(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'PROVIDER_UNAVAILABLE';
}

async function giveUp(tools: GrantTools, restore: Restore): Promise<Ran> {
  const members = await waitingMembers(tools.db, restore.id, BATCH);
  for (const member of members) {
    const last = member.evidence ?? restore.waits ?? 'nobody carried it out';
    const came = { status: 'failed' as const, evidence: `it took too long: ${last}` };
    await settle(tools, { restore, member, came });
  }
  return { settled: members.length, waits: null };
}

async function finish(tools: GrantTools, { id, alertId, approvalId }: Restore): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const at = tools.clock.now();
    const { done, skipped, failed } = await countRestoreMembers(db, id);
    const status = failed > 0 ? 'incomplete' : 'done';
    if (!(await endRestore(db, id, { status, at }))) return;
    const inside = { ...tools, db };
    const alert = await findAlert(db, alertId);
    const text = `${done} memberships are restored, ${skipped} left out, ${failed} failed (${id})`;
    if (alert !== null && (await addNote(inside, alert, { at, by: 'lockstep', text })) === null)
      throw new Error('an alert changed meanwhile; the end of its restore is written down again');
    await tellRestore(inside, id);
    const detail = { approval: approvalId, alert: alertId, done, skipped, failed };
    await appendAudit(db, { at, actor: 'lockstep', action: `restore.${status}`, object: id, detail });
  });
}
