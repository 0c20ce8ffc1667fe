import type { GeneratedAlways } from 'kysely';

/** PostgreSQL only: what is chained when its transaction commits (migrations/0013-audit-at-commit.ts). */
export interface WaitingAuditRow extends Pick<AuditRow, 'at' | 'actor' | 'action' | 'object' | 'detail'> {
  id: GeneratedAlways<number>;
  /** What of the entry is known before, as its hash covers it. */
  signed: string;
}

export interface AuditRow {
  sequence: number;
  at: string;
  actor: string;
  action: string;
  object: string;
  detail: string;
  previous: string;
  hash: string;
}
