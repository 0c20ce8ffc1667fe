export interface StepUpRow {
  id: string;
  approval_id: string;
  /** The id of who is asked. */
  person: string;
  by: string;
  slack_user_id: string;
  verdict: string;
  reason: string | null;
  hash: string;
  kind: string;
  connection: string;
  account_id: string;
  status: string;
  created_at: string;
  expires_at: string;
  detail: string;
  /** sha256 of what the link, the state and the nonce of a sign-in are; the values are never stored. */
  link_hash: string | null;
  state_hash: string | null;
  nonce_hash: string | null;
}
