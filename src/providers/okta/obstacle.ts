import { z } from 'zod';
import type { Obstacle } from '../../domain/obstacle.ts';
import type { OktaGroup } from './account.ts';
import { groupPath, readGroup } from './by-id.ts';
import type { OktaClient } from './client.ts';
import { readRules, rulesInto } from './group-rules.ts';

/** Why Lockstep may not change who is in a group, read live; null = nothing. Throws GROUP_UNKNOWN. */
export async function findObstacle(client: OktaClient, groupId: string): Promise<Obstacle | null> {
  const group = await readGroup(client, groupId);
  return obstacleOfType(group) ?? (await heldRole(client, groupId)) ?? (await fillingRule(client, groupId));
}

/** Only groups made in Okta can be changed there; whatever else Okta may call a type comes from elsewhere. */
export function obstacleOfType({ type, profile: { name } }: OktaGroup): Obstacle | null {
  if (type === 'OKTA_GROUP') return null;
  if (type === 'BUILT_IN')
    return { kind: 'builtin', why: `${name} is built into Okta, which alone says who is in it` };
  return {
    kind: 'app_owned',
    why: `${name} comes from an app or a directory, and its members are changed there`,
  };
}

const Role = z.object({ type: z.string(), label: z.string().nullish() });

/** A member of such a group is an administrator: that is not given away by way of a group. */
async function heldRole(client: OktaClient, groupId: string): Promise<Obstacle | null> {
  const roles = (await client.list(`${groupPath(groupId)}/roles`)).map((raw) => Role.parse(raw));
  if (roles.length === 0) return null;
  const names = roles.map(({ type, label }) => label ?? type).join(', ');
  return { kind: 'admin_role', why: `its members are administrators (${names}), assigned by a super admin` };
}

/** Who is taken out by hand is excluded from the rule, and undoing that stops the rule for everybody (Okta, group rules). */
async function fillingRule(client: OktaClient, groupId: string): Promise<Obstacle | null> {
  const rules = rulesInto(groupId, await readRules(client));
  if (rules.length === 0) return null;
  const names = rules.map(({ name }) => name).join(', ');
  return {
    kind: 'rule_managed',
    why: `${rules.length === 1 ? 'the rule' : 'the rules'} ${names} fill${rules.length === 1 ? 's' : ''} it; change the rule, or the profiles it reads`,
  };
}
