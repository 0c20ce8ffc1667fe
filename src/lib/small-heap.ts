import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process small for more work of the collector. On a machine with much memory V8 lets the young generation grow to
 * 128 MB and the old one to a multiple of what lives in it, although a sync keeps little more than the pages it holds.
 * The flags are read at each collection, so they may be set while the process runs; the sizes themselves may not.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
  // V8's own choice of memory over speed: after each collection it lets the heap grow as little as it dares.
  setFlagsFromString('--optimize-for-size');
}
