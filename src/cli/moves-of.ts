import type { App } from '../app.ts';
import { tellMoves } from '../detections/member-moves.ts';
import { detectionTools } from '../detections/tools.ts';
import type { SyncTools } from '../directory/sync-tools.ts';

/** A sync from the terminal hears of moved memberships as the bot's own does; the bot says what there is to say. */
export function movesOf(
  { store, clock, log, config }: App,
  { kind }: App['providers'][number],
): NonNullable<SyncTools['onMoves']> {
  const { db, queue } = store;
  return tellMoves(detectionTools({ db, queue, clock, log, settings: config.settings }), kind);
}
