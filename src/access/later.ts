import type { Grant } from '../domain/grant.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { changeGrant, findGrant } from '../store/grants.ts';
import { addLast } from '../store/queue/add-last.ts';
import type { NewJob } from '../store/queue/queue.ts';
import type { AccessTools } from './tools.ts';

/** done: nothing is left to do now. waits: it is tried again. hopeless: it never will be. */
export type Attempt =
  | 'done'
  | { readonly waits: string; readonly ms?: number }
  | { readonly hopeless: string; readonly alerts?: true };

/** How soon a change looks again whether another one of the same membership is over. */
export const SOON_MS = 5 * SECOND_MS;
const LONGEST_MS = 5 * MINUTE_MS;

/** 2, 4, 8 … seconds, at most five minutes: a directory that lags is asked soon, one that is down is left alone. */
export function backOff(tries: number): number {
  return Math.min(LONGEST_MS, 2 ** Math.min(tries + 1, 20) * SECOND_MS);
}

type LaterTools = Pick<AccessTools, 'db' | 'queue' | 'clock'>;

/** Adds the job that gives a grant, or moves the one that waits. */
export async function grantLater(
  { db, queue }: LaterTools,
  grant: Pick<Grant, 'id'>,
  { at, tries = 0 }: { readonly at: Date; readonly tries?: number },
): Promise<void> {
  await queue.add(db, { ...grantJob(grant, tries), runAt: at });
}

export function grantJob({ id }: Pick<Grant, 'id'>, tries = 0): NewJob {
  return { task: 'grant-access', key: `grant-access:${id}`, payload: { grantId: id, tries } };
}

/** Has the jobs of new grants added once the caller's transaction has committed (begin.ts). */
export async function beginSoon({ db, queue }: Pick<LaterTools, 'db' | 'queue'>): Promise<void> {
  await addLast(queue, db, { task: 'begin-grants', key: 'begin-grants', payload: {} });
}

/** Ends that come so close together are begun by one job. */
const SLOT_MS = 250;

/** Adds the job that begins whatever is to end then (end-due.ts); ends close to one another share it. */
export async function endLater({ db, queue }: LaterTools, at: Date): Promise<void> {
  const runAt = new Date(Math.ceil(at.getTime() / SLOT_MS) * SLOT_MS);
  await queue.add(db, { task: 'end-due', key: `end-due:${runAt.toISOString()}`, payload: {}, runAt });
}

/** Adds the job that takes a grant whose end was decided, or moves the one that waits. Each directory has its own workers. */
export async function revokeLater(
  { db, queue }: LaterTools,
  { id, connection }: Pick<Grant, 'id' | 'connection'>,
  { at, tries = 0 }: { readonly at: Date; readonly tries?: number },
): Promise<void> {
  const payload = { grantId: id, tries };
  const task = `revoke-access:${connection}`;
  await queue.add(db, { task, key: `revoke-access:${id}`, payload, runAt: at });
}

/** Keeps what stands in the way on the grant, for people and for `lockstep doctor`. */
export async function noteError(
  { db, clock }: Pick<AccessTools, 'db' | 'clock'>,
  id: string,
  error: string,
): Promise<void> {
  const grant = await findGrant(db, id);
  if (grant !== null) await changeGrant(db, grant, { lastError: error, triedAt: clock.now() });
}
