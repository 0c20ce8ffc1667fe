import type { Settings } from '../config/config.ts';
import type { Plan } from '../domain/deactivation.ts';
import type { GroupReference } from '../domain/group.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { DeactivationTools } from './tools.ts';

/** More members than this are not counted one by one: nobody is the last of so many. */
const MOST = 200;

/** Groups whose members may do or decide something in Lockstep, each once. */
export function approverGroups({ roles, access, deactivation }: Settings): readonly GroupReference[] {
  const sources = [
    ...access.policies.flatMap(({ stages }) => stages.flatMap(({ by, fallback }) => [...by, ...fallback])),
    ...deactivation.stages.flatMap(({ approvers, fallback }) => [...approvers, ...fallback]),
  ];
  const deciding = sources.flatMap((source) =>
    source.kind === 'group' ? [{ connection: source.connection, group: source.group }] : [],
  );
  const all = [...Object.values(roles).flat(), ...deciding];
  return [...new Map(all.map((group) => [`${group.connection} ${group.group}`, group])).values()];
}

/** The groups of a person that make them an approver or give them a role here. */
export function approverGroupsOf(
  settings: Settings,
  impact: Plan['impacts'][number],
): readonly Plan['impacts'][number]['groups'][number][] {
  const named = approverGroups(settings).filter(({ connection }) => connection === impact.connection);
  return impact.groups.filter(({ id, name }) => named.some(({ group }) => group === id || group === name));
}

/** Of which of these groups the person is the last member, in words; a group that cannot be counted is said too. */
export async function lastApproverOf(
  { settings, providers, log }: Pick<DeactivationTools, 'settings' | 'providers' | 'log'>,
  impact: Plan['impacts'][number],
): Promise<readonly string[]> {
  const relations = providers.find(({ id }) => id === impact.connection)?.relations;
  const found: string[] = [];
  for (const { id, name } of approverGroupsOf(settings, impact)) {
    try {
      const members = await relations?.membersOf(id, MOST);
      if (members === undefined) found.push(`${name} (its members could not be counted)`);
      else if (members.every((member) => member.id === impact.accountId)) found.push(name);
    } catch (error) {
      log.info({ group: id, reason: reasonOf(error) }, 'an approver group was not counted');
      if (!isTooLarge(error)) found.push(`${name} (its members could not be counted)`);
    }
  }
  return found;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'GROUP_TOO_LARGE';
}
