import { currentFreeze } from '../store/freeze.ts';
import type { Db } from '../store/open.ts';

/** Asked before a directory is asked anything, and once more where a change of it is written down: that may be minutes later. */
export async function whyFrozen(db: Db): Promise<{ readonly waits: string } | null> {
  const freeze = await currentFreeze(db);
  return freeze === null ? null : { waits: `Lockstep is frozen: ${freeze.because}` };
}
