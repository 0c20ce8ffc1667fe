import { clear } from '../alerts/clear.ts';
import { revokeOverdue } from '../alerts/grant-causes.ts';
import { raise } from '../alerts/raise.ts';
import type { Grant } from '../domain/grant.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { listSubjects, unresolvedOf } from '../store/alerts.ts';
import { currentFreeze } from '../store/freeze.ts';
import { overdueGrants, stalledGrants } from '../store/grant-sweeps.ts';
import { inTransaction } from '../store/transaction.ts';
import { endLater, grantLater, revokeLater } from './later.ts';
import type { AccessTools, GrantTools } from './tools.ts';

/** Longer than the longest pause of a job that is alive. */
const STALLED_MS = 6 * MINUTE_MS;
/** Access that outlives its end by so much is an alert. */
const OVERDUE_MS = 10 * MINUTE_MS;
const KEY = 'overdue';

/** Carries on what nobody carries on, whatever the queue believes. While Lockstep is frozen nothing is to be carried on. */
export async function carryOn(tools: Pick<AccessTools, 'db' | 'queue' | 'clock'>): Promise<number> {
  const { db, clock } = tools;
  if ((await currentFreeze(db)) !== null) return 0;
  const now = clock.now();
  const stalled = await stalledGrants(db, { now, before: new Date(now.getTime() - STALLED_MS) });
  for (const grant of stalled) {
    if (grant.status === 'active') await endLater(tools, now);
    else if (grant.status === 'revoking') await revokeLater(tools, grant, { at: now });
    else await grantLater(tools, grant, { at: now });
  }
  return stalled.length;
}

/** One alert of a directory for all access that has outlived its end; it is over when the last one is. */
export async function watchOverdue(tools: GrantTools): Promise<void> {
  const before = new Date(tools.clock.now().getTime() - OVERDUE_MS);
  const overdue = await overdueGrants(tools.db, before);
  for (const { id: connection } of tools.providers) {
    await tellOverdue(
      tools,
      connection,
      overdue.filter((grant) => grant.connection === connection),
    );
  }
}

async function tellOverdue(tools: GrantTools, connection: string, overdue: readonly Grant[]): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const at = tools.clock.now();
    const [alert] = await unresolvedOf(db, connection, [revokeOverdue.id]);
    const known = new Set(alert === undefined ? [] : await listSubjects(db, alert.id));
    const fresh = overdue.filter(({ id }) => !known.has(id));
    const sightings = fresh.map((grant) => ({
      key: KEY,
      subject: grant.id,
      message: messageOf(overdue),
      sample: { id: grant.id, text: lineOf(grant) },
      at,
    }));
    await raise(inside, revokeOverdue, { connection, sightings });
    const gone = [...known].filter((id) => overdue.every((grant) => grant.id !== id));
    const because = 'the directory says that the member is gone';
    const clearings = gone.map((subject) => ({ clears: KEY, because, at, subject }));
    await clear(inside, { detection: revokeOverdue.id, connection }, clearings);
  });
}

function messageOf(overdue: readonly Grant[]): string {
  const count = overdue.length === 1 ? '1 membership is' : `${overdue.length} memberships are`;
  return `${count} still there more than 10 minutes after the end.`;
}

function lineOf({ login, groupName, expiresAt, since, lastError }: Grant): string {
  const end = (expiresAt !== null && expiresAt < since ? expiresAt : since).toISOString();
  return `${login} in ${groupName}, since ${end}: ${lastError ?? 'nobody carries it out'}`;
}
