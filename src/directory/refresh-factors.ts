import { type Clock, DAY_MS } from '../lib/clock.ts';
import type { Provider } from '../providers/provider.ts';
import { listFactorQueue, saveFactors } from '../store/factors.ts';
import { markSuccess } from '../store/freshness.ts';
import type { Db } from '../store/open.ts';

/** Factors that were read longer ago than this are read again. */
const STALE_MS = 7 * DAY_MS;

/**
 * Reads second factors into the store: everybody where the vendor has a report, otherwise the next `limit` accounts,
 * unknown ones first, then the oldest. Returns how many accounts were read.
 */
export async function refreshFactors(
  { db, clock, signal }: { readonly db: Db; readonly clock: Clock; readonly signal?: AbortSignal },
  provider: Provider,
  limit: number,
): Promise<number> {
  const reader = provider.factors;
  if (reader === undefined) return 0;
  const staleBefore = new Date(clock.now().getTime() - STALE_MS);
  const due = reader.bulk ? [] : await listFactorQueue(db, { connection: provider.id, staleBefore, limit });
  let read = 0;
  for await (const batch of reader.read(due)) {
    await saveFactors(db, provider.id, [...batch]);
    read += batch.length;
    signal?.throwIfAborted();
  }
  await markSuccess(db, `factors:${provider.id}`, clock.now());
  return read;
}
