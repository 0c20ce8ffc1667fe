/** What changed in watched groups between two times, for a quiet summary. Kept with the message that says it: plain JSON. */
export interface Digest {
  /** ISO times. */
  readonly since: string;
  readonly until: string;
  readonly groups: readonly DigestGroup[];
  /** Changes beyond what one digest holds; absent = none. */
  readonly leftOut?: number | undefined;
}

export interface DigestGroup {
  readonly connection: string;
  readonly name: string;
  readonly joined: readonly DigestLine[];
  readonly left: readonly DigestLine[];
}

export interface DigestLine {
  readonly who: string;
  /** null: the log did not tell. */
  readonly by: string | null;
}
