import { clear } from '../alerts/clear.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { listFreshness, markSuccess } from '../store/freshness.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { ownMs, slackAway } from './own-causes.ts';

/** In freshness: when a process of Lockstep was last connected. */
const SOURCE = 'slack';
/** Another replica that is connected says so far more often. */
const RECENT_MS = MINUTE_MS;

/**
 * Notes that Slack is connected (`why` is null), or raises an alert that on-call hears of, because it is told in Slack
 * only later; ends it when Slack is back. What another replica is connected to is not away.
 */
export async function watchSlack(tools: FollowTools, why: string | null): Promise<void> {
  const at = tools.clock.now();
  if (why === null) {
    await markSuccess(tools.db, SOURCE, at);
    return await inTransaction(tools.db, async (db) => {
      const clearing = { clears: '', because: 'it is connected again', at };
      await clear({ ...tools, db }, { detection: slackAway.id, connection: SOURCE }, [clearing]);
    });
  }
  const last = (await listFreshness(tools.db)).get(SOURCE);
  if (last !== undefined && at.getTime() - last.getTime() < RECENT_MS) return;
  await raiseOwn(tools, slackAway, {
    connection: SOURCE,
    key: '',
    message: `Slack is not connected (${why}).`,
    sampleId: slackAway.id,
    patienceMs: ownMs(tools.settings, 'slack.away.max'),
  });
}
