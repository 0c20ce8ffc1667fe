import type { CheckException } from '../config/config.ts';
import {
  type CheckResult,
  type Finding,
  type FindingState,
  type Severity,
  severities,
} from '../domain/finding.ts';
import type { OpenFinding } from '../store/runs.ts';
import type { Check, Draft, Verdict } from './check.ts';

export interface Before {
  readonly connection: string;
  /** Findings that stood after the last run, by key. */
  readonly known: ReadonlyMap<string, OpenFinding>;
  /** Checks of this connection that the last report has a verdict of; null = there is no report yet, and all is new. */
  readonly judged: ReadonlySet<string> | null;
  readonly now: Date;
  readonly exceptions: readonly CheckException[];
}

/** Turns a verdict into a result: what is new, what stands, what is gone, what somebody accepted. */
export function compare(check: Check, verdict: Verdict, before: Before): CheckResult {
  const { id, title, severity } = check;
  const base = { check: id, title, connection: before.connection, severity };
  if ('reason' in verdict) {
    const because = `${verdict.reason}: ${verdict.sentence}`;
    // What could not be looked at stays as it was; where nothing is left to look at, nothing is left to find.
    const findings = verdict.status === 'not_applicable' ? goneFrom(check, new Set(), before) : [];
    return { ...base, status: verdict.status, because, population: null, coverage: null, findings };
  }
  const standing = oneOfEach(verdict.findings, severity).map((draft) => toFinding(check, draft, before));
  const resolved = goneFrom(check, new Set(standing.map(({ key }) => key)), before);
  return {
    ...base,
    status: standing.some(({ state }) => state !== 'accepted') ? 'fail' : 'pass',
    because: null,
    population: verdict.population ?? null,
    coverage: verdict.coverage ?? null,
    ...(before.judged === null || before.judged.has(id) ? {} : { unseenBefore: true as const }),
    findings: [...standing, ...resolved],
  };
}

function goneFrom(check: Check, keys: ReadonlySet<string>, { known, connection }: Before): Finding[] {
  const gone = [...known].filter(([key, finding]) => finding.check === check.id && !keys.has(key));
  return gone.map(([key, { severity, subject, message, since }]) => {
    const was = { severity, subject, message, since };
    return { key, check: check.id, connection, ...was, fix: check.fix, state: 'resolved' };
  });
}

/** Two sentences about one subject are one finding: its key is check, connection and subject. */
function oneOfEach(drafts: readonly Draft[], usual: Severity): readonly Draft[] {
  const bySubject = new Map<string, Draft>();
  for (const draft of drafts) {
    const known = bySubject.get(draft.subject);
    bySubject.set(draft.subject, known === undefined ? draft : merge(known, draft, usual));
  }
  return [...bySubject.values()];
}

function merge(a: Draft, b: Draft, usual: Severity): Draft {
  const both = [a.severity ?? usual, b.severity ?? usual];
  const worst = severities.find((severity) => both.includes(severity)) ?? usual;
  return { ...a, severity: worst, message: `${a.message}; ${b.message}` };
}

function toFinding(check: Check, draft: Draft, { connection, known, now, exceptions }: Before): Finding {
  const key = `${check.id}:${connection}:${draft.subject}`;
  const before = known.get(key);
  const accepted = exceptions.some(
    (e) => e.check === check.id && e.subject === draft.subject && e.until >= now,
  );
  const severity = draft.severity ?? check.severity;
  const was = accepted ? undefined : milder(before, severity);
  return {
    key,
    check: check.id,
    connection,
    severity,
    subject: draft.subject,
    message: draft.message,
    fix: draft.fix ?? check.fix,
    state: stateOf(accepted, before !== undefined),
    since: before?.since ?? now,
    ...(was === undefined ? {} : { was }),
  };
}

/** What it was before, where that counted less. */
function milder(before: OpenFinding | undefined, severity: Severity): Finding['was'] {
  if (before === undefined) return undefined;
  if (before.accepted) return 'accepted';
  return severities.indexOf(severity) < severities.indexOf(before.severity) ? before.severity : undefined;
}

function stateOf(accepted: boolean, known: boolean): FindingState {
  if (accepted) return 'accepted';
  return known ? 'standing' : 'opened';
}
