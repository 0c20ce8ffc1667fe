import type { GroupReference } from '../domain/group.ts';
import type { AccessPolicy, AccessSettings, DenyRule } from '../domain/policy.ts';
import type { Inspection } from './inspection.ts';
import { type PolicyGroup, policiesFor, specificityOf } from './policy-match.ts';
import { type PolicyProblem, problem, unread } from './policy-problem.ts';

/** What one entry of `groups` is about. */
export interface Resolved {
  readonly entry: string;
  /** null = could not be read. */
  readonly groups: readonly PolicyGroup[] | null;
}

/** The entries of a policy or a denial against the mirror; a name that the mirror does not know yet is looked for live. */
export async function resolveEntries(
  inspection: Inspection,
  { connection, groups }: Pick<AccessPolicy | DenyRule, 'connection' | 'groups'>,
): Promise<readonly Resolved[]> {
  return await Promise.all(
    groups.map(async (entry) => ({ entry, groups: await resolve(inspection, { connection, group: entry }) })),
  );
}

async function resolve(
  inspection: Inspection,
  reference: GroupReference,
): Promise<readonly PolicyGroup[] | null> {
  const mirrored = inspection.groupsIn(reference.connection);
  const found = mirrored?.filter((group) => specificityOf(reference.group, group) !== null) ?? [];
  if (found.length > 0) return found;
  if (reference.group.includes('*')) return mirrored === null ? null : [];
  const live = await inspection.find(reference);
  if ('unread' in live) return null;
  return 'missing' in live ? [] : [live];
}

/** Entries that are about nothing. A policy then gives nothing; a denial protects nothing. */
export function problemsOfEntries(where: string, resolved: readonly Resolved[]): readonly PolicyProblem[] {
  return resolved.flatMap(({ entry, groups }) => {
    if (groups === null) return [unread(where, `which groups ${entry} is about`)];
    if (groups.length > 0) return [];
    return entry.includes('*')
      ? [problem('warning', where, `no group matches ${entry}`, 'Correct the pattern, or take it out.')]
      : [
          problem(
            'error',
            where,
            `there is no group ${entry}`,
            'Correct the name, or write the id of the group.',
          ),
        ];
  });
}

/** Groups that lockstep.yaml names by id or exact name, each of which must be one group. */
export async function problemsOfReferences(
  inspection: Inspection,
  where: string,
  references: readonly GroupReference[],
): Promise<readonly PolicyProblem[]> {
  const found = references.map(async (reference): Promise<readonly PolicyProblem[]> => {
    const group = await inspection.find(reference);
    if ('unread' in group) return [unread(where, group.unread)];
    if (!('missing' in group)) return [];
    const what = `there is no single group ${reference.group} in ${reference.connection}`;
    return [problem('error', where, what, 'Correct the name, or write the id of the group.')];
  });
  return (await Promise.all(found)).flat();
}

/** Groups about which several policies speak, by the policies. */
export function overlaps(access: AccessSettings, groups: readonly PolicyGroup[]): readonly PolicyProblem[] {
  const byPolicies = new Map<string, { readonly ids: readonly string[]; readonly names: string[] }>();
  for (const group of groups) {
    const ids = policiesFor(access, group).map(({ policy }) => policy.id);
    if (ids.length < 2) continue;
    const known = byPolicies.get(ids.join()) ?? { ids, names: [] };
    known.names.push(group.name);
    byPolicies.set(ids.join(), known);
  }
  return [...byPolicies.values()].map(({ ids: [winner = '', ...others], names }) => {
    const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
    const what = `${others.join(', ')} also ${others.length > 1 ? 'speak' : 'speaks'} of ${names[0] ?? ''}${more}; ${winner} wins`;
    return problem(
      'warning',
      winner,
      what,
      'Fine if that is meant: an id wins over a name, a name over a pattern.',
    );
  });
}
