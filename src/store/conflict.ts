/** PostgreSQL: serialization_failure, deadlock_detected, lock_not_available. SQLite: its lock was not to be had in time. */
const codes = new Set(['40001', '40P01', '55P03', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

/** True when a transaction lost against another one and may be tried again as a whole. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && codes.has(String(error.code));
}
