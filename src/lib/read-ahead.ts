export interface Ahead<T> {
  /** What an item counts; reading pauses while what waits counts `most` or more. */
  readonly weigh: (item: T) => number;
  readonly most: number;
  /** A batch that is not full is handed over when its first item has waited this long, in milliseconds. */
  readonly lingerMs: number;
  /** Ends it, also in the middle of a slow answer of the source: then the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Goes on reading a source while its reader works on what came before, and hands over what has come in as batches, in order.
 * What came in before a failure is handed over first; then the failure is thrown. A reader that leaves stops the source.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, ahead: Ahead<T>): AsyncGenerator<readonly T[]> {
  const iterator = source[Symbol.asyncIterator]();
  const waiting: T[] = [];
  let weight = 0;
  let ended: { readonly failure?: unknown } | undefined;
  let left = false;
  const arrived = createSignal();
  const taken = createSignal();

  const read = async (): Promise<void> => {
    try {
      for (let item = await iterator.next(); item.done !== true && !left; item = await iterator.next()) {
        waiting.push(item.value);
        weight += ahead.weigh(item.value);
        arrived.raise();
        while (weight >= ahead.most && !left) await taken.raised();
      }
      ended = {};
    } catch (failure) {
      ended = { failure };
    }
    arrived.raise();
  };
  // It never rejects: a failure is kept until its turn comes.
  void read();
  ahead.signal?.addEventListener('abort', arrived.raise);

  try {
    for (;;) {
      while (waiting.length === 0 && ended === undefined && ahead.signal?.aborted !== true)
        await arrived.raised();
      ahead.signal?.throwIfAborted();
      const patience = AbortSignal.timeout(ahead.lingerMs);
      while (weight < ahead.most && ended === undefined && !patience.aborted) await arrived.raised(patience);
      const batch = waiting.splice(0);
      weight = 0;
      taken.raise();
      if (batch.length > 0) yield batch;
      else if (ended !== undefined) break;
    }
    if ('failure' in ended) throw ended.failure;
  } finally {
    left = true;
    ahead.signal?.removeEventListener('abort', arrived.raise);
    taken.raise();
    // Not waited for: the source may be in the middle of a slow answer, and what it says no longer matters.
    void iterator.return?.(undefined).catch(() => undefined);
  }
}

interface Signal {
  readonly raise: () => void;
  /** Resolves at the next `raise`, or when `until` aborts. */
  readonly raised: (until?: AbortSignal) => Promise<void>;
}

function createSignal(): Signal {
  let wake: (() => void) | undefined;
  return {
    raise: () => wake?.(),
    raised: async (until) => {
      await new Promise<void>((resolve) => {
        wake = resolve;
        until?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
}
