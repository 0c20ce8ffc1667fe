/** One reason to be on call at this moment. All names are untrusted. */
export interface Duty {
  readonly policy: string;
  /** Whom the policy asks first has level 1. */
  readonly level: number;
  /** null: named in the policy itself. */
  readonly schedule: string | null;
  /** null: without an end. */
  readonly until: Date | null;
}

/** Whether somebody is on call now. What could not be read is not known, and never the same as not on call. */
export type OnCallNow =
  | { readonly known: true; readonly duties: readonly Duty[] }
  | { readonly known: false; readonly because: string };
