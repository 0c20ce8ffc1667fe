import { z } from 'zod';
import type { Account } from '../../domain/account.ts';
import type { Group, GroupSource } from '../../domain/group.ts';
import { moment } from '../moment.ts';

/** Graph leaves out what is not asked for, without a word: every field that is judged is named here. */
export const userFields =
  'id,userPrincipalName,mail,displayName,accountEnabled,userType,onPremisesSyncEnabled,createdDateTime';
export const groupFields =
  'id,displayName,groupTypes,onPremisesSyncEnabled,isAssignableToRole,mailEnabled,securityEnabled';

export const GraphUser = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  createdDateTime: moment,
});

export function toAccount(raw: unknown): Account {
  const user = GraphUser.parse(raw);
  return {
    id: user.id,
    login: user.userPrincipalName,
    email: user.mail ?? null,
    displayName: user.displayName ?? user.userPrincipalName,
    status: user.accountEnabled ? 'active' : 'disabled',
    type: user.userType === 'Guest' ? 'guest' : 'member',
    synced: user.onPremisesSyncEnabled === true,
    createdAt: user.createdDateTime,
  };
}

export const GraphGroup = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  isAssignableToRole: z.boolean().nullish(),
  mailEnabled: z.boolean().nullish(),
  securityEnabled: z.boolean().nullish(),
});

export function toGroup(raw: unknown): Group {
  const group = GraphGroup.parse(raw);
  return {
    id: group.id,
    name: group.displayName ?? group.id,
    source: sourceOf(group),
    roleAssignable: group.isAssignableToRole === true,
  };
}

function sourceOf(group: z.infer<typeof GraphGroup>): GroupSource {
  const types = group.groupTypes ?? [];
  if (types.includes('DynamicMembership')) return 'rule';
  if (group.onPremisesSyncEnabled === true) return 'synced';
  // Mail-enabled groups other than Microsoft 365 ones belong to Exchange.
  return group.mailEnabled === true && !types.includes('Unified') ? 'app' : 'manual';
}

/** A value inside an OData string, ready for a URL: quotes doubled, then encoded (the SDK encodes nothing). */
export function literal(value: string): string {
  return encodeURIComponent(`'${value.replaceAll("'", "''")}'`);
}
