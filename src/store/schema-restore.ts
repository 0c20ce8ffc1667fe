/** Rows of freezes and of restores, which may pass some; see schema.ts. */
export interface RestoreRow {
  id: string;
  status: string;
  approval_id: string;
  alert_id: string;
  connection: string;
  requested_by: string;
  /** Alerts whose brake does not hold it, as a list. */
  passes: string;
  started_at: string;
  /** When somebody last worked on it. */
  touched_at: string;
  ended_at: string | null;
  waits: string | null;
}

export interface RestoreMemberRow {
  restore_id: string;
  position: number;
  connection: string;
  group_id: string;
  group_name: string;
  account_id: string;
  login: string;
  removed_at: string;
  status: string;
  evidence: string | null;
  written_at: string | null;
  tried_at: string | null;
  /** When it was settled. */
  at: string | null;
}

export interface FreezeRow {
  id: string;
  at: string;
  by: string;
  because: string;
  /** Whose brake it is; null = a person's, or a ceiling's. */
  alert_id: string | null;
  lifted_at: string | null;
  lifted_by: string | null;
}
