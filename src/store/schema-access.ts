/** Tables of access for a time; times are ISO 8601 text, JSON is text, flags are 0 or 1 (schema.ts). */
export interface GrantRow {
  id: string;
  status: string;
  revision: number;
  since: string;
  created_at: string;
  approval_id: string | null;
  policy_id: string | null;
  connection: string;
  group_id: string;
  group_name: string;
  account_id: string;
  login: string;
  subject: string;
  requested_by: string;
  reason: string;
  starts_at: string | null;
  minutes: number | null;
  granted_at: string | null;
  expires_at: string | null;
  held_before: number | null;
  written_at: string | null;
  removed_at: string | null;
  ended_at: string | null;
  ended_because: string | null;
  extends: string | null;
  expiry: string;
  dry_run: number;
  reminded_at: string | null;
  missing_at: string | null;
  tried_at: string | null;
  last_error: string | null;
}

export interface DriftRow {
  connection: string;
  event_id: string;
  at: string;
  mode: string;
  /** What was done about it; null = nothing yet. */
  outcome: string | null;
  decided_by: string | null;
  grant_id: string | null;
  /** Why nobody was asked about it. */
  unasked: string | null;
}
