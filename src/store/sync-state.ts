import type { Db } from './open.ts';
import type { SyncStateRow } from './schema.ts';

export interface SyncState {
  readonly connection: string;
  readonly stream: string;
  /** Rows carry the generation in which they were last seen; a finished full pass drops older ones. */
  readonly generation: number;
  readonly mode: 'full' | 'changes';
  readonly resume: string | null;
  readonly checkpoint: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly pages: number;
}

export async function syncState(db: Db, connection: string, stream: string): Promise<SyncState | null> {
  const row = await db
    .selectFrom('sync_state')
    .selectAll()
    .where('connection', '=', connection)
    .where('stream', '=', stream)
    .executeTakeFirst();
  return row === undefined ? null : toState(row);
}

export async function saveSyncState(db: Db, state: SyncState): Promise<void> {
  const row: SyncStateRow = {
    connection: state.connection,
    stream: state.stream,
    generation: state.generation,
    mode: state.mode,
    resume: state.resume,
    checkpoint: state.checkpoint,
    started_at: state.startedAt.toISOString(),
    finished_at: state.finishedAt?.toISOString() ?? null,
    pages: state.pages,
  };
  await db
    .insertInto('sync_state')
    .values(row)
    .onConflict((oc) => oc.columns(['connection', 'stream']).doUpdateSet(row))
    .execute();
}

function toState(row: SyncStateRow): SyncState {
  return {
    connection: row.connection,
    stream: row.stream,
    generation: row.generation,
    // Written by saveSyncState only.
    mode: row.mode as SyncState['mode'],
    resume: row.resume,
    checkpoint: row.checkpoint,
    startedAt: new Date(row.started_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    pages: row.pages,
  };
}
