/** Our mirror of the connected directories: filled by full passes, kept by changes, read by checks and look-ups. */

export { refreshFactors } from './refresh-factors.ts';
export { type SyncResult, syncDirectory } from './sync.ts';
export type { SyncProgress } from './sync-tools.ts';
