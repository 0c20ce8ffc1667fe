import { z } from 'zod';
import type { Obstacle, ObstacleKind } from '../../domain/obstacle.ts';
import { GraphGroup, groupFields } from './account.ts';
import type { Graph } from './graph.ts';
import { orNull } from './look-up.ts';
import { groupPart, groupUnknown } from './object-id.ts';

/** Comes only when it is selected (group resource type). */
const fields = `${groupFields},membershipRule,isManagementRestricted,visibility`;
const Examined = GraphGroup.extend({
  membershipRule: z.string().nullish(),
  isManagementRestricted: z.boolean().nullish(),
  visibility: z.string().nullish(),
});
type Examined = z.infer<typeof Examined>;

/** What would stand in the way of a change, before one is tried. */
export async function readObstacle(graph: Graph, groupId: string): Promise<Obstacle | null> {
  const raw = await orNull(async () => await graph.get(`/groups/${groupPart(groupId)}?$select=${fields}`));
  if (raw === null) throw groupUnknown(groupId);
  const group = Examined.parse(raw);
  const kind = kindOf(group);
  return kind === null ? null : { kind, why: whyOf(group)[kind] };
}

type Kind = Extract<
  ObstacleKind,
  'rule_managed' | 'synced' | 'mail_enabled' | 'role_assignable' | 'restricted'
>;

/** A directory role can be given to role-assignable groups only, so that one property tells of every group that could hold one. */
function kindOf(group: Examined): Kind | null {
  const types = group.groupTypes ?? [];
  if (group.isAssignableToRole === true) return 'role_assignable';
  if (types.includes('DynamicMembership')) return 'rule_managed';
  if (group.onPremisesSyncEnabled === true) return 'synced';
  if (group.mailEnabled === true && !types.includes('Unified')) return 'mail_enabled';
  return group.isManagementRestricted === true || group.visibility === 'HiddenMembership'
    ? 'restricted'
    : null;
}

function whyOf({ membershipRule, securityEnabled, isManagementRestricted }: Examined): Record<Kind, string> {
  const mail = securityEnabled === true ? 'a mail-enabled security group' : 'a distribution list';
  return {
    role_assignable:
      'It can hold directory roles: changing it takes a permission with which one can make oneself Global Administrator. An administrator changes it in the Entra admin center.',
    rule_managed: `A membership rule fills it (${membershipRule ?? 'not readable'}). Change the rule, or what it looks at.`,
    synced: 'It is mastered on-premises. Change it in Active Directory.',
    mail_enabled: `It is ${mail}, which Microsoft Graph cannot change. Change it in the Exchange admin center.`,
    restricted:
      isManagementRestricted === true
        ? 'It is in a restricted management administrative unit. An administrator of that unit changes it.'
        : 'Its members are hidden, so that no change could be read back. An administrator changes it.',
  };
}
