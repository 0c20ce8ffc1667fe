import type { SyncState } from '../store/sync-state.ts';

/** What is to be read of a directory. */
export type Reading = Pick<SyncState, 'connection' | 'stream'>;

/** Goes on where a pass was cut off; otherwise changes since the checkpoint, or everything. */
export function nextState(
  { full, ...reading }: Reading & { readonly full: boolean },
  known: SyncState | null,
  now: Date,
): SyncState {
  if (known === null) return fullState(reading, null, now);
  const unfinished = known.finishedAt === null;
  if (unfinished && (known.mode === 'full' || !full)) return known;
  if (full || known.checkpoint === null) return fullState(reading, known, now);
  return { ...known, mode: 'changes', resume: null, finishedAt: null, startedAt: now, pages: 0 };
}

/** Everything anew; rows that it does not see are older than its generation. */
export function fullState({ connection, stream }: Reading, known: SyncState | null, now: Date): SyncState {
  return {
    connection,
    stream,
    generation: (known?.generation ?? 0) + 1,
    mode: 'full',
    resume: null,
    checkpoint: null,
    finishedAt: null,
    startedAt: now,
    pages: 0,
  };
}
