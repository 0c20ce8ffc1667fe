export type Severity = 'critical' | 'high' | 'medium' | 'low';
export type CheckStatus = 'pass' | 'fail' | 'not_applicable' | 'not_evaluated';
/** opened: new in this run; standing: was there before; resolved: gone; accepted: covered by an exception. */
export type FindingState = 'opened' | 'standing' | 'resolved' | 'accepted';

/** Most severe first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The closed list of reasons why a check gave no verdict. The sentence that follows the colon is free text. */
export type Reason =
  | 'not_licensed'
  | 'not_permitted'
  | 'not_applicable'
  | 'not_configured'
  | 'provider_unavailable'
  | 'disabled_by_operator'
  | 'evidence_incomplete'
  | 'evidence_stale';

/** What a failed check says about one subject. `key` = check + connection + subject, stable over runs. */
export interface Finding {
  readonly key: string;
  readonly check: string;
  readonly connection: string;
  readonly severity: Severity;
  /** Login or name of what it is about, or 'directory'. */
  readonly subject: string;
  readonly message: string;
  readonly fix: string;
  readonly state: FindingState;
  /** When it was first seen. */
  readonly since: Date;
  /** It stood in the last report, but counted less: what it was there. */
  readonly was?: Severity | 'accepted';
}

export interface CheckResult {
  readonly check: string;
  readonly title: string;
  readonly connection: string;
  readonly severity: Severity;
  readonly status: CheckStatus;
  /** `reason: sentence`; present unless the status is pass or fail. */
  readonly because: string | null;
  /** Who was counted and who was left out, in words: "118 members; left out: 2 break-glass". */
  readonly population: string | null;
  /** How much of the evidence is known and how old it is: "factors of 96 of 118 accounts, oldest 3 h". */
  readonly coverage: string | null;
  /** The last report had no verdict of this check: what it opens may have been there for long. */
  readonly unseenBefore?: true;
  readonly findings: readonly Finding[];
}

export interface CheckRun {
  readonly runId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly connections: readonly {
    readonly id: string;
    readonly kind: string;
    readonly reachable: boolean;
  }[];
  /** The checks that were asked for; null = all of them. Only such a run is a report of the whole. */
  readonly only: readonly string[] | null;
  readonly summary: Readonly<Record<CheckStatus, number>>;
  readonly results: readonly CheckResult[];
}

/** Still there and accepted by nobody. */
export function isOpen({ state }: Finding): boolean {
  return state === 'opened' || state === 'standing';
}

/** Opened since the last report could see: new in the directory, and not only to Lockstep. */
export function isNew({ state }: Finding, { unseenBefore }: CheckResult): boolean {
  return state === 'opened' && unseenBefore !== true;
}

/** Known before, and counts more today: graver, or no longer accepted. */
export function isWorse({ was }: Finding): boolean {
  return was !== undefined;
}

/** Why it counts more: "was low", "no longer accepted". */
export function worseWords({ was }: Finding): string {
  return was === 'accepted' ? 'no longer accepted' : `was ${was}`;
}

/** How many findings a check opened that the last report could not have seen. */
export function firstSeen({ unseenBefore, findings }: CheckResult): number {
  return unseenBefore === true ? findings.filter(({ state }) => state === 'opened').length : 0;
}

/** Passes only because somebody accepted all that it found: no good news, and no failure. */
export function passesByAcceptance({ status, findings }: CheckResult): boolean {
  return status === 'pass' && findings.some(({ state }) => state === 'accepted');
}

/** How bad a result is today: its worst open finding, which may be milder or graver than the check; the check's own without one. */
export function severityOf({ severity, findings }: CheckResult): Severity {
  const open = findings.filter(isOpen).map((finding) => finding.severity);
  return severities.find((each) => open.includes(each)) ?? severity;
}

/** Gravest first. */
export function byGravity(a: CheckResult, b: CheckResult): number {
  return severities.indexOf(severityOf(a)) - severities.indexOf(severityOf(b));
}
