import type { DriftRow, GrantRow } from './schema-access.ts';
import type { AuditRow, WaitingAuditRow } from './schema-audit.ts';
import type { DeactivationRow, DeactivationStepRow, DormantPersonRow } from './schema-deactivation.ts';
import type { FreezeRow, RestoreMemberRow, RestoreRow } from './schema-restore.ts';
import type { StepUpRow } from './schema-step-up.ts';

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
  audit_waiting: WaitingAuditRow;
  lease: { name: string; owner: string; until: string };
  job: JobRow;
  slot: { key: string; at: string };
  migration: { name: string; at: string };
  event: EventRow;
  feed_cursor: FeedCursorRow;
  feed_pause: { connection: string; feed: string; day: string; ms: number };
  alert: AlertRow;
  alert_subject: { alert_id: string; subject: string; at: string };
  actor_question: ActorQuestionRow;
  sink_delivery: SinkDeliveryRow;
  hook_delivery: { connection: string; id: string; at: string };
  drill_window: DrillWindowRow;
  admin_roster: { connection: string; account_id: string; top: number; as_of: string };
  write_freeze: FreezeRow;
  deactivation: DeactivationRow;
  deactivation_step: DeactivationStepRow;
  dormant_person: DormantPersonRow;
  approval: ApprovalRow;
  decision: DecisionRow;
  access_grant: GrantRow;
  guard: { name: string; revision: number; busy_by: string | null; busy_until: string | null };
  auto_approval: { approval_id: string; policy_id: string; person: string; day: string };
  drift: DriftRow;
  restore: RestoreRow;
  restore_member: RestoreMemberRow;
  step_up: StepUpRow;
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
  /** The pass in which it was first seen. */
  first_generation: number;
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
  /** 1: of a few checks only, so no report of the whole. */
  partial: number;
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
  accepted: number;
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

export interface EventRow {
  connection: string;
  id: string;
  feed: string;
  name: string;
  at: string;
  seen_at: string;
  outcome: string;
  actor_id: string | null;
  account_id: string | null;
  group_id: string | null;
  app_id: string | null;
  body: string;
}

export interface FeedCursorRow {
  connection: string;
  feed: string;
  cursor: string;
  read_at: string;
  last_event_at: string | null;
  gap_at: string | null;
  gap_because: string | null;
}

export interface AlertRow {
  id: string;
  fingerprint: string;
  detection: string;
  connection: string;
  key: string;
  severity: string;
  title: string;
  message: string;
  fix: string;
  state: string;
  count: number;
  samples: string;
  offers: string;
  first_at: string;
  last_at: string;
  visible_at: string;
  covered_by: string | null;
  announced_at: string | null;
  paged_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  snoozed_until: string | null;
  escalated_at: string | null;
  resolved_at: string | null;
  resolved_because: string | null;
  resolved_by: string | null;
  notes: string;
  relapses: number;
  revision: number;
}

export interface ActorQuestionRow {
  id: string;
  about: string;
  object: string;
  asked: string;
  asked_by: string;
  at: string;
  answer: string | null;
  answered_at: string | null;
  words: string | null;
}

export interface SinkDeliveryRow {
  id: string;
  sink: string;
  alert_id: string;
  action: string;
  /** The order of what one sink hears of one alert: round * 3 + 0 trigger, 1 acknowledge, 2 resolve. */
  turn: number;
  queued_at: string;
  attempts: number;
  next_at: string;
  /** When it was last about to be sent: from then on the receiver may have it. */
  tried_at: string | null;
  delivered_at: string | null;
  /** Nothing was left to say. */
  skipped_at: string | null;
  dead_at: string | null;
  last_error: string | null;
}

export interface DrillWindowRow {
  id: string;
  connection: string;
  login: string;
  opened_at: string;
  opened_by: string;
  until: string;
  closed_at: string | null;
}

export interface ApprovalRow {
  id: string;
  kind: string;
  status: string;
  revision: number;
  requester: string;
  requester_id: string;
  beneficiaries: string;
  content: string;
  hash: string;
  stages: string;
  stage: number;
  stage_since: string;
  escalated_at: string | null;
  reminded_at: string | null;
  step_up: number;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
  because: string | null;
  note: string | null;
}

export interface DecisionRow {
  approval_id: string;
  /** The id of who decided: one person decides once. */
  person: string;
  stage: number;
  by: string;
  slack_user_id: string;
  verdict: string;
  reason: string | null;
  hash: string;
  at: string;
  evidence: string;
  proof: string | null;
}
