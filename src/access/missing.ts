import { MINUTE_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { grantsMissingInMirror } from '../store/grant-sweeps.ts';
import { changeGrant } from '../store/grants.ts';
import { isListed } from './look.ts';
import { tellGrant } from './tell.ts';
import type { AccessProvider, AccessTools } from './tools.ts';
import { holding } from './turn.ts';

/** The mirror hears of a change within this time. */
const MIRROR_MS = 30 * MINUTE_MS;
/** Live reads of one sweep: the mirror says who is worth one. */
const READS = 20;

/** Notices grants whose membership somebody else took away, by the mirror first and then by a live read. How many. */
export async function lookForMissing(
  tools: AccessTools,
  { id: connection }: AccessProvider,
): Promise<number> {
  const before = new Date(tools.clock.now().getTime() - MIRROR_MS);
  let missing = 0;
  for (const known of await grantsMissingInMirror(tools.db, { connection, before, limit: READS })) {
    if (await isListed(tools, known)) continue;
    missing += 1;
    await holding(tools.db, known, async ({ db, grant }) => {
      if (grant?.status !== 'active') return;
      const at = tools.clock.now();
      const noted = await changeGrant(db, grant, { missingAt: at });
      if (noted === null) return;
      await tellGrant({ ...tools, db }, noted);
      await appendAudit(db, { at, actor: 'lockstep', action: 'grant.missing', object: grant.id });
    });
  }
  return missing;
}
