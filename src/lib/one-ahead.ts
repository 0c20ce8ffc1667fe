import { othersFirst } from './others-first.ts';

/**
 * Asks a source for its next item before it hands over the one that is here, so that one travels while the other is worked
 * on. Never more than one is under way; a failure is thrown when its turn comes. A reader that leaves stops the source.
 */
export async function* oneAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (let item = await coming; item.done !== true; item = await coming) {
      coming = iterator.next();
      // Met above, when its turn comes; until then it must not count as unhandled.
      coming.catch(() => undefined);
      // The question leaves before this process is busy with the answer to the last one.
      await othersFirst();
      yield item.value;
    }
  } finally {
    // Not waited for: the source may be in the middle of a slow answer, and what it says no longer matters.
    void iterator.return?.(undefined).catch(() => undefined);
  }
}
