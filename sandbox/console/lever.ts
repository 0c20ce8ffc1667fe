/** Something that may go wrong in a tenant, and how to put it right again. */
export interface Lever {
  readonly id: string;
  readonly title: string;
  /** What pulling it does, in one sentence. */
  readonly what: string;
  readonly side: 'okta' | 'entra' | 'slack';
  /** Answers what was done, with the names of those it hit. */
  readonly apply: () => string;
  /** Absent when it mends itself. */
  readonly undo?: () => string;
}
