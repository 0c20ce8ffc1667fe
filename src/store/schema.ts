/** Tables as both engines have them: times are ISO 8601 text in UTC (they sort as text), JSON is text, flags are 0 or 1. */
export interface Schema {
  account: AccountRow;
  directory_group: GroupRow;
  membership: MembershipRow;
  sync_state: SyncStateRow;
  account_factors: AccountFactorsRow;
  check_run: CheckRunRow;
  open_finding: OpenFindingRow;
  drill: { connection: string; login: string; closed_at: string };
  freshness: { source: string; at: string };
  pin: { slack_user_id: string; connection: string; account_id: string; pinned_at: string };
  message: MessageRow;
  audit_entry: AuditRow;
  lease: { name: string; owner: string; until: string };
  job: JobRow;
  slot: { key: string; at: string };
  migration: { name: string; at: string };
}

export interface AccountRow {
  connection: string;
  id: string;
  login: string;
  email: string | null;
  display_name: string;
  status: string;
  type: string;
  synced: number;
  created_at: string | null;
  /** ISO time, 'never', or null where the directory's list does not say. */
  last_sign_in: string | null;
  generation: number;
}

export interface GroupRow {
  connection: string;
  id: string;
  name: string;
  source: string;
  role_assignable: number;
  generation: number;
}

export interface MembershipRow {
  connection: string;
  group_id: string;
  account_id: string;
  generation: number;
}

export interface SyncStateRow {
  connection: string;
  stream: string;
  generation: number;
  mode: string;
  resume: string | null;
  checkpoint: string | null;
  started_at: string;
  finished_at: string | null;
  pages: number;
}

export interface AccountFactorsRow {
  connection: string;
  account_id: string;
  factors: string;
  capable: number;
  registered: number;
  as_of: string;
}

export interface CheckRunRow {
  id: string;
  started_at: string;
  finished_at: string;
  health: number | null;
  coverage: number | null;
  body: string;
}

export interface OpenFindingRow {
  key: string;
  connection: string;
  check_id: string;
  severity: string;
  subject: string;
  message: string;
  since: string;
}

export interface MessageRow {
  id: string;
  channel: string;
  thread_ts: string | null;
  kind: string;
  body: string;
  /** Set once it was posted; a later delivery edits it. */
  ts: string | null;
  queued_at: string;
  /** null = waits to be posted or edited. */
  sent_at: string | null;
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

export interface JobRow {
  id: string;
  task: string;
  key: string;
  payload: string;
  run_at: string;
  attempts: number;
  max_attempts: number;
  locked_by: string | null;
  locked_until: string | null;
  last_error: string | null;
}
