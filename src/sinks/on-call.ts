import type { OnCallNow } from '../domain/on-call.ts';

/** Says who is on call. */
export interface OnCall {
  /** What people call it. */
  readonly name: string;
  /** Whether the person with one of these addresses is on call now. Never throws: what cannot be read is not known. */
  readonly now: (addresses: readonly string[]) => Promise<OnCallNow>;
  /** As a sink's: null = it answers and accepts the credential, else what is wrong. */
  readonly probe: () => Promise<string | null>;
}

/** Where nobody can be asked: said of everybody. */
export const unknownOnCall: OnCallNow = {
  known: false,
  because: 'nothing is connected that could say (PAGERDUTY_API_TOKEN)',
};
