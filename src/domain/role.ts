/** One way in which one principal holds one administrative role. The same person may appear several times: count by `accountId`. */
export interface RoleAssignment {
  /** The account that ends up holding the role (group paths are expanded to their transitive members). */
  readonly accountId: string;
  /** Okta role type (SUPER_ADMIN, …, CUSTOM) or Entra role template id. */
  readonly roleId: string;
  readonly roleName: string;
  /** top: Global Administrator / SUPER_ADMIN. tier0: may become top. privileged: any other administrative role. ordinary: the vendor says it is not privileged. */
  readonly tier: 'top' | 'tier0' | 'privileged' | 'ordinary';
  /** active: held now. eligible: may be activated (PIM). activated: an eligible one that is active for a while. */
  readonly state: 'active' | 'eligible' | 'activated';
  /** The group through which it is held; null = assigned directly. */
  readonly viaGroupId: string | null;
  /** null = permanent. */
  readonly endsAt: Date | null;
  /** When it was assigned, if the vendor tells. */
  readonly since: Date | null;
  /** `tenant` or the id of what the role is confined to. */
  readonly scope: string;
}

/** Entra: Global Administrator role template id (Microsoft Entra built-in roles). */
export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
/**
 * Roles that can make themselves Global Administrator (Microsoft Entra privileged roles): Privileged Role Administrator,
 * Privileged Authentication Administrator, Hybrid Identity Administrator.
 */
export const ENTRA_TIER_ZERO: readonly string[] = [
  'e8611ab8-c189-46e8-94e1-60213ab1f814',
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
];
/** Directory Synchronization Accounts (Microsoft Entra built-in roles): synchronised by nature, used by a machine. */
export const DIRECTORY_SYNCHRONISATION = 'd29b2b05-8046-44ba-8758-1e26182fcf32';
/** Okta role type (Okta API, RoleType). */
export const SUPER_ADMIN = 'SUPER_ADMIN';

/** A group through which roles are held. */
export interface RoleGroup {
  readonly id: string;
  readonly name: string;
  readonly roleNames: readonly string[];
  readonly grantsTop: boolean;
  /** okta_group, app_group, builtin (Okta) · security (Entra). */
  readonly type: 'okta_group' | 'app_group' | 'builtin' | 'security';
  readonly roleAssignable: boolean;
  readonly dynamic: boolean;
  /** Names of ACTIVE rules that assign into it (Okta). */
  readonly filledByRules: readonly string[];
  readonly nestedGroupNames: readonly string[];
  /** Account ids of its owners. */
  readonly ownerIds: readonly string[];
}
