/** What `doctor` says about one thing. */
export interface Line {
  readonly part: string;
  /** null: nothing to be proud or ashamed of. */
  readonly ok: boolean | null;
  readonly what: string;
  readonly next?: string;
}
