import type { RoleName } from '../config/config.ts';
import type { GroupReference } from '../domain/group.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { escape } from './messages/text.ts';
import type { Person } from './people.ts';
import type { SlackTools } from './tools.ts';

type RoleTools = Pick<SlackTools, 'settings' | 'lookUps' | 'log'>;

/** A role includes the ones before it. */
const ranks: readonly RoleName[] = ['viewer', 'operator', 'admin'];

/**
 * null = may; otherwise the refusal in words. Groups are read live, by id or exact name, at this very moment. A group
 * that cannot be read lets nobody in, and a role that nobody was given is nobody's.
 */
export async function refusalOf(tools: RoleTools, person: Person, role: RoleName): Promise<string | null> {
  const enough = ranks.slice(ranks.indexOf(role));
  const groups = enough.flatMap((name) => tools.settings.roles[name]);
  if (groups.length === 0) {
    return `You may not do this: nobody was given the role ${role}. An admin adds a group to roles.${role} in lockstep.yaml.`;
  }
  const unread: string[] = [];
  const missing: string[] = [];
  for (const { connection, group } of groups) {
    try {
      const answer = await isIn(tools, person, { connection, group });
      if (answer === 'yes') return null;
      if (answer === 'no such group') missing.push(`${connection}: ${group}`);
    } catch (error) {
      tools.log.warn({ connection, reason: reasonOf(error) }, 'a role group could not be read');
      unread.push(connection);
    }
  }
  if (missing.length > 0)
    return `You may not do this: ${missing.map((name) => escape(name)).join(', ')} of roles in lockstep.yaml is no group there. An admin corrects it.`;
  if (unread.length > 0)
    return `You may not do this: a group in ${[...new Set(unread)].join(', ')} could not be read. Try again when it is back.`;
  return `You may not do this: you have no role here that includes ${role}. Ask for membership in one of the groups of roles.${role}.`;
}

async function isIn(
  tools: RoleTools,
  person: Person,
  { connection, group: name }: GroupReference,
): Promise<'yes' | 'no' | 'no such group'> {
  const lookUp = tools.lookUps.get(connection);
  if (lookUp === undefined) throw new Error(`${connection} is not connected`);
  const group = await lookUp.group(name);
  if (group === null) return 'no such group';
  const accounts =
    connection === person.connection ? [person.account] : await lookUp.accountsByEmail(person.email);
  if (accounts.length > 1) throw new Error('two accounts have one address');
  const [account] = accounts;
  return account !== undefined && (await lookUp.isMember(group.id, account.id)) ? 'yes' : 'no';
}
