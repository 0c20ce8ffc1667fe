/** Rows of deactivations; see schema.ts. */
export interface DeactivationRow {
  id: string;
  kind: string;
  status: string;
  revision: number;
  approval_id: string;
  /** The principal's id. */
  person: string;
  requested_by: string;
  reason: string;
  plan: string;
  created_at: string;
  starts_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  undone_by: string | null;
}

export interface DeactivationStepRow {
  deactivation_id: string;
  position: number;
  step: string;
  status: string;
  evidence: string | null;
  attempts: number;
  at: string | null;
  by: string | null;
}

export interface DormantPersonRow {
  id: string;
  person: string;
  login: string;
  name: string;
  last_seen: string | null;
  proposed_at: string;
  kept_until: string | null;
  kept_by: string | null;
  /** What was asked for because of it. */
  deactivation_id: string | null;
}
