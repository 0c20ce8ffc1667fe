import { z } from 'zod';
import type { Account, AccountStatus } from '../../domain/account.ts';
import type { Group, GroupSource } from '../../domain/group.ts';
import { moment } from '../moment.ts';

/** GET /api/v1/users and /users/{id}, the fields that are judged (Okta Users API). */
export const OktaUser = z.object({
  id: z.string(),
  status: z.string(),
  created: moment,
  lastLogin: moment,
  passwordChanged: moment,
  transitioningToStatus: z.string().nullish(),
  profile: z.object({
    login: z.string(),
    email: z.string().nullish(),
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    mobilePhone: z.string().nullish(),
    secondEmail: z.string().nullish(),
    managerId: z.string().nullish(),
  }),
  credentials: z.object({ provider: z.object({ type: z.string() }).nullish() }).nullish(),
});
export type OktaUser = z.infer<typeof OktaUser>;

const statuses: Readonly<Record<string, AccountStatus>> = {
  ACTIVE: 'active',
  STAGED: 'staged',
  PROVISIONED: 'staged',
  RECOVERY: 'recovery',
  LOCKED_OUT: 'locked',
  PASSWORD_EXPIRED: 'password_expired',
  SUSPENDED: 'suspended',
  DEPROVISIONED: 'disabled',
};

export function statusOf(status: string): AccountStatus {
  return statuses[status] ?? 'unknown';
}

export function providerOf(user: OktaUser): string {
  return user.credentials?.provider?.type ?? 'OKTA';
}

export function toAccount(raw: unknown): Account {
  return accountOf(OktaUser.parse(raw));
}

export function accountOf(user: OktaUser): Account {
  const name = [user.profile.firstName, user.profile.lastName]
    .filter((part) => part != null && part !== '')
    .join(' ');
  return {
    id: user.id,
    login: user.profile.login,
    email: user.profile.email ?? null,
    displayName: name === '' ? user.profile.login : name,
    status: statusOf(user.status),
    // Okta has no guests: partners are ordinary accounts.
    type: 'member',
    synced: !['OKTA', 'IMPORT', 'SOCIAL'].includes(providerOf(user)),
    createdAt: user.created,
    lastSignInAt: user.lastLogin,
  };
}

export const OktaGroup = z.object({
  id: z.string(),
  type: z.string(),
  lastUpdated: z.string().nullish(),
  lastMembershipUpdated: z.string().nullish(),
  profile: z.object({ name: z.string() }),
});
export type OktaGroup = z.infer<typeof OktaGroup>;

const sources: Readonly<Record<string, GroupSource>> = {
  OKTA_GROUP: 'manual',
  APP_GROUP: 'app',
  BUILT_IN: 'builtin',
};

export function toGroup(raw: unknown): Group {
  const group = OktaGroup.parse(raw);
  return {
    id: group.id,
    name: group.profile.name,
    source: sources[group.type] ?? 'app',
    roleAssignable: false,
  };
}
