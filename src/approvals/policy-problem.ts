/** error: somebody is let in, kept out or left waiting against what the file says. unread: nobody could look. */
export type ProblemLevel = 'error' | 'warning' | 'unread';

/** What `policy check` says about one place in lockstep.yaml. Holds untrusted names. */
export interface PolicyProblem {
  readonly level: ProblemLevel;
  /** Id of the policy, or the part of the section: `deny 1`, `separation 2`, `delegates 1`, `deactivation`. */
  readonly where: string;
  readonly what: string;
  readonly next: string;
}

export function problem(level: ProblemLevel, where: string, what: string, next: string): PolicyProblem {
  return { level, where, what, next };
}

export function unread(where: string, what: string): PolicyProblem {
  return problem('unread', where, `could not be read: ${what}`, 'Mend the connection and check again.');
}
