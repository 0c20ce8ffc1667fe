import type { GroupReference } from '../domain/group.ts';
import type { AccessPolicy, AccessSettings } from '../domain/policy.ts';
import type { Inspection } from './inspection.ts';
import { oppositesOf, type PolicyGroup } from './policy-match.ts';
import { type PolicyProblem, problem } from './policy-problem.ts';

/** A policy that works against a separation: who may ask could never have it, or the same people may ask for both sides. */
export async function problemsOfSeparation(
  inspection: Inspection,
  access: AccessSettings,
  { policy, groups }: { readonly policy: AccessPolicy; readonly groups: readonly PolicyGroup[] },
): Promise<readonly PolicyProblem[]> {
  const problems: PolicyProblem[] = [];
  for (const group of groups) {
    for (const { other, reason } of oppositesOf(access, group)) {
      const opposite = await idOf(inspection, other);
      const requesters = await Promise.all(
        policy.requesters.map(async (each) => await idOf(inspection, each)),
      );
      if (requesters.every((each) => each === opposite)) {
        problems.push(
          problem(
            'error',
            policy.id,
            `only members of ${other.group} may ask for ${group.name}, and nobody holds both: ${reason}`,
            'Let others ask, or take the separation out.',
          ),
        );
      } else if (groups.some((each) => idIn(each) === opposite)) {
        problems.push(
          problem(
            'warning',
            policy.id,
            `the same people may ask for ${group.name} and ${other.group}, of which nobody holds both: ${reason}`,
            'Give them two policies, so that each is asked for by its own people.',
          ),
        );
      }
    }
  }
  return problems;
}

/** As it is written where it could not be found. */
async function idOf(inspection: Inspection, reference: GroupReference): Promise<string> {
  const found = await inspection.find(reference);
  return 'id' in found ? idIn(found) : `${reference.connection}:${reference.group}`;
}

function idIn({ connection, id }: PolicyGroup): string {
  return `${connection}:${id}`;
}
