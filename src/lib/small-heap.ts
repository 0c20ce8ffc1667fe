import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process small for more work of the collector. On a machine with much memory V8 lets the young generation grow to
 * 128 MB and the old one to a multiple of what lives in it, although a sync keeps little more than the pages it holds.
 * The flags are read at each collection, so they may be set while the process runs; the sizes themselves may not.
 * @param swift for a process that works through a lot and ends: some 30 MB more, and half of what collecting takes.
 */
export function keepHeapSmall({ swift }: { readonly swift: boolean }): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  for (const flag of swift ? forWork : forRest) setFlagsFromString(flag);
}

/** Room for what comes in between two collections of all that lives; and no helpers, which share few cores with the work. */
const forWork = ['--heap-growing-percent=100', '--no-parallel-scavenge'];
/** V8's own choice of memory over speed: a young generation of 2 MB, and an old one that grows as little as it dares. */
const forRest = ['--heap-growing-percent=50', '--optimize-for-size'];
