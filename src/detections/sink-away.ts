import { clear } from '../alerts/clear.ts';
import { sinkAway, sinkConnection } from '../alerts/sink-away.ts';
import { standingOf, unresolvedOf } from '../store/alerts.ts';
import { type SinkTrouble, sinkTrouble } from '../store/sink-trouble.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { ownMs } from './own-causes.ts';

/**
 * Raises an alert for each sink that refused a word for good, or takes none for longer than an outage lasts, and ends it
 * with the next one that is taken, or with the sink itself. It is told in Slack and to the other sinks.
 */
export async function watchSinks(tools: FollowTools): Promise<void> {
  for (const { id } of tools.settings.sinks) {
    const trouble = await sinkTrouble(tools.db, id, tools.clock.now());
    if (trouble === null) await end(tools, sinkConnection(id), 'it takes alerts again');
    else await tell(tools, id, trouble);
  }
  const known = tools.settings.sinks.map(({ id }) => sinkConnection(id));
  for (const { connection } of await standingOf(tools.db, sinkAway.id))
    if (!known.includes(connection)) await end(tools, connection, 'lockstep.yaml no longer names it');
}

async function tell(tools: FollowTools, id: string, { dead, since, error }: SinkTrouble): Promise<void> {
  const connection = sinkConnection(id);
  const what = dead ? 'refused an alert for good' : `has taken no alert since ${since.toISOString()}`;
  const message = `The sink ${id} ${what}: ${error}`;
  const [known] = await unresolvedOf(tools.db, connection, [sinkAway.id]);
  // One that waits is said at once where a word was refused for good meanwhile.
  if (known !== undefined && !(dead && known.state === 'pending' && known.message !== message)) return;
  await raiseOwn(tools, sinkAway, {
    connection,
    key: '',
    message,
    sampleId: sinkAway.id,
    patienceMs: dead ? 0 : ownMs(tools.settings, 'sinks.away.max'),
  });
}

async function end(tools: FollowTools, connection: string, because: string): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const clearing = { clears: '', because, at: tools.clock.now() };
    await clear({ ...tools, db }, { detection: sinkAway.id, connection }, [clearing]);
  });
}
