import type { Finding } from '../domain/finding.ts';

/** A risk that somebody accepted, as lockstep.yaml has it. */
export interface Acceptance {
  readonly check: string;
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: Date;
}

/** Who accepted a finding; undefined unless it is accepted. Of several the one that holds longest. */
export function acceptanceOf(
  { state, check, subject }: Finding,
  accepted: readonly Acceptance[],
): Acceptance | undefined {
  if (state !== 'accepted') return undefined;
  return accepted
    .filter((each) => each.check === check && each.subject === subject)
    .toSorted((a, b) => b.until.getTime() - a.until.getTime())[0];
}
